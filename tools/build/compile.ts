import { existsSync, realpathSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { bundleFile, bundleWorkflows } from '../../worker/bundle.ts';
import { fileOf, PROGRAMS } from './program.ts';

const ROOT = realpathSync(fileURLToPath(new URL('../../', import.meta.url)));

/** Both ways in which workers may run (WORKER_VERSIONING). */
const VERSIONINGS = [false, true];

/**
 * Compiles programs into one file each; packages stay where they are, and are found beside the folder, too, when it stands
 * elsewhere than in this repository.
 *
 * @param entries from the root of the repository
 */
export async function compilePrograms(folder: string, entries: readonly string[] = PROGRAMS): Promise<void> {
  await mkdir(folder, { recursive: true });
  const target = realpathSync(folder);
  if (!`${target}${sep}`.startsWith(`${ROOT}${sep}`) && !existsSync(join(target, 'node_modules')))
    await symlink(join(ROOT, 'node_modules'), join(target, 'node_modules'), 'junction');
  await build({
    absWorkingDir: ROOT,
    entryPoints: entries.map((entry) => ({ in: entry, out: basename(fileOf(entry), '.mjs') })),
    outdir: target,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Names are renamed where two files have the same one; those of errors are looked at.
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    plugins: [whereTheyStood(target)],
    logLevel: 'warning',
  });
}

/** Bundles the workflows once, for every worker that starts. */
export async function writeWorkflows(folder: string, versionings = VERSIONINGS): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const isVersioned of versionings) {
    const { code } = await bundleWorkflows({ isVersioned });
    await writeFile(join(folder, bundleFile(isVersioned)), code);
  }
}

/** Files that look for others beside themselves go on looking where they stood; the folder may move with the repository. */
const whereTheyStood = (target: string): Plugin => ({
  name: 'where they stood',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!source.includes('import.meta.url')) return null;
      const from = relative(target, path).split(sep).join('/');
      const url = `new URL(${JSON.stringify(from)}, import.meta.url).href`;
      return { contents: source.replaceAll('import.meta.url', url), loader: 'ts' };
    }),
});
