import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf } from './file-of.ts';

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
