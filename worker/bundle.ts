import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Workflow code, bundled once and given to every worker. */
export type WorkflowBundle = { code: string };

/** Bundles the workflows; each says how it is versioned where the workers that take the bundle are. */
export function bundleWorkflows({ isVersioned = false } = {}): Promise<WorkflowBundle> {
  const entry = isVersioned ? '../workflows/index.ts' : '../workflows/unversioned.ts';
  return bundleWorkflowCode({
    workflowsPath: pathOf(entry),
    workflowInterceptorModules: [pathOf('../workflows/interceptors.ts')],
    logger: { ...console, trace: noop, debug: noop, info: noop, log: noop },
    webpackConfigHook: (options) => ({
      ...options,
      optimization: { ...options.optimization, ...AS_ONE_MODULE },
    }),
  });
}

/** The file of a bundle in the folder that WORKFLOW_BUNDLES names. */
export const bundleFile = (isVersioned: boolean): string =>
  isVersioned ? 'workflows-versioned.js' : 'workflows.js';

/**
 * The workflows as they were bundled into a folder before; without one they are bundled now, which takes seconds.
 * @throws Error naming the setting when the bundle is not there.
 */
export async function readWorkflows(
  folder: string | null,
  { isVersioned = false } = {},
): Promise<WorkflowBundle> {
  if (folder === null) return bundleWorkflows({ isVersioned });
  const file = join(folder, bundleFile(isVersioned));
  const code = await readFile(file, 'utf8').catch((cause: unknown) => {
    const what = `WORKFLOW_BUNDLES: the workflows cannot be read from ${file} (npm run build writes them)`;
    throw new Error(what, { cause });
  });
  return { code };
}

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Every workflow that begins, or is replayed, loads its modules anew: ours are one. */
const AS_ONE_MODULE = { concatenateModules: true, providedExports: true, usedExports: true };

const noop = (): void => {};
