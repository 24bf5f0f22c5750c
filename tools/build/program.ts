import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What runs in production. */
export const PROGRAMS = ['api/main.ts', 'worker/main.ts', 'tools/migrate.ts'];

/** The file that a program is compiled into: `worker/main.ts` into `worker.mjs`. */
export function fileOf(entry: string): string {
  const name = basename(entry, '.ts');
  return `${name === 'main' ? basename(dirname(entry)) : name}.mjs`;
}

/** A program of ours, from the root of the repository, and its arguments: `worker/main.ts`. */
export type Command = readonly [entry: string, ...args: string[]];

/** How a program of ours is started: what Node is told to run, and what it is given besides its own environment. */
export interface Program {
  args: string[];
  env: Readonly<Record<string, string>>;
}

/**
 * A program as it was compiled into the folder that COMPILED_PROGRAMS names, with the workflows bundled there; without one,
 * or when it is none of those, from its sources, which takes seconds longer.
 */
export function programOf([entry, ...args]: Command, folder = process.env['COMPILED_PROGRAMS']): Program {
  const file = folder && join(folder, fileOf(entry));
  if (!file || !existsSync(file)) return { args: ['--import', 'tsx', entry, ...args], env: {} };
  return { args: [file, ...args], env: { WORKFLOW_BUNDLES: folder } };
}
