import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Folders that hold code of ours. */
export const CODE_FOLDERS = [
  'contracts',
  'domain',
  'workflows',
  'commands',
  'activities',
  'infra',
  'api',
  'worker',
  'tools',
  'bench',
  'test',
] as const;

/** One import of one file. */
export interface Import {
  /** Path of the importing file from the repository's root. */
  from: string;
  /** Path of the imported file from the root, or the name of a package. */
  to: string;
  /** `import type`, or only types inside the braces: nothing remains at run time. */
  isTypeOnly: boolean;
}

const GENERATED = 'infra/db/generated/';
const STATEMENT = /^(import|export)\s+(type\s+)?([^'";]*?\bfrom\s+)?'([^']+)'/gm;
const DYNAMIC = /\bimport\('([^']+)'\)/g;

/** Every TypeScript file of ours below the given folders, without generated ones. */
export function sourceFiles(folders: readonly string[] = CODE_FOLDERS): string[] {
  return folders
    .flatMap((folder) => {
      try {
        return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
      } catch {
        return [];
      }
    })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => posix.normalize(relative(ROOT, join(entry.parentPath, entry.name))))
    .filter((path) => !path.startsWith(GENERATED));
}

/** The text of a file of the repository. */
export function readSource(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function importsTypesOnly(clause: string): boolean {
  const names =
    /^\{([^}]*)\}/
      .exec(clause.trim())?.[1]
      ?.split(',')
      .map((name) => name.trim()) ?? [];
  const given = names.filter((name) => name !== '');
  return given.length > 0 && given.every((name) => name.startsWith('type '));
}

function resolveTarget(from: string, target: string): string {
  return target.startsWith('.') ? posix.normalize(posix.join(dirname(from), target)) : target;
}

/** The imports (and exports from elsewhere) that `text` makes as the file `from`. */
export function importsIn(from: string, text: string): Import[] {
  const still = [...text.matchAll(STATEMENT)].map(([, , typeWord, clause = '', target = '']) => ({
    from,
    to: resolveTarget(from, target),
    isTypeOnly: typeWord !== undefined || importsTypesOnly(clause),
  }));
  const dynamic = [...text.matchAll(DYNAMIC)].map(([, target = '']) => ({
    from,
    to: resolveTarget(from, target),
    isTypeOnly: false,
  }));
  return [...still, ...dynamic];
}

/** All imports of all files of ours. */
export function allImports(): Import[] {
  return sourceFiles().flatMap((path) => importsIn(path, readSource(path)));
}
