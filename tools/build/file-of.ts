import { basename, dirname } from 'node:path';

/** The file that a program is compiled into: `worker/main.ts` into `worker.mjs`. */
export function fileOf(entry: string): string {
  const name = basename(entry, '.ts');
  return `${name === 'main' ? basename(dirname(entry)) : name}.mjs`;
}
