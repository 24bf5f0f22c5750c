import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fewer files than these are not worth a registry of their own. */
const LEAST = 8;

/** Replaces things of the whole process or of modules, so that a neighbour could see it. */
const REPLACES = /\bjest\.[a-z]|\bprocess\.env\['\w+'\] = |\bglobalThis\.\w+ = |\bSettings\.\w+ = /;

/** Says so itself, with its reason. */
const SAYS_SO = /^\/\/ Stands alone: /m;

/** Whether a test file shares its registry of modules with nobody. */
export const standsAlone = (text: string): boolean => REPLACES.test(text) || SAYS_SO.test(text);

/**
 * Parts files into groups that run one after the other in one registry of modules. The groups become smaller, so that
 * all workers end at about the same time; their neighbours are always the same.
 */
export function groupsOf(
  files: readonly string[],
  { workers, most }: { workers: number; most: number },
): string[][] {
  const left = [...files].sort();
  const groups: string[][] = [];
  while (left.length > 0) {
    const share = Math.ceil(left.length / (2 * workers));
    groups.push(left.splice(0, Math.min(most, Math.max(share, LEAST))));
  }
  return groups;
}

/** A file that cannot be loaded is a failure that names it, and its neighbours run. */
const entryOf = (files: readonly string[]): string => `
import { describe, test } from '@jest/globals';
for (const file of ${JSON.stringify(files)})
  try {
    await import(${JSON.stringify(`${process.cwd()}/`)} + file);
  } catch (error) {
    describe(file, () => void test('can be loaded', () => { throw error; }));
  }
`;

/** Writes what jest runs instead of the files themselves; the paths. */
export function writeEntries(
  folder: string,
  files: readonly string[],
  plan: { workers: number; most: number },
): string[] {
  const alone = files.filter((file) => standsAlone(readFileSync(file, 'utf8')));
  const groups = groupsOf(
    files.filter((file) => !alone.includes(file)),
    plan,
  );
  const all = [...groups, ...alone.map((file) => [file])];
  mkdirSync(folder, { recursive: true });
  return all.map((group, n) => {
    const path = join(folder, `${n + 1}-of-${all.length}.group.ts`);
    writeFileSync(path, entryOf(group));
    return path;
  });
}
