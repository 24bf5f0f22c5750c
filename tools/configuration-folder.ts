import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { ConfigurationFile } from '../contracts/configuration/configuration.ts';

const isYaml = (name: string): boolean => /\.ya?ml$/i.test(name);

/** The YAML files of a folder and the folders in it, by path; hidden ones are none of them. */
export function readConfigurationFolder(folder: string): ConfigurationFile[] {
  return yamlFilesIn(folder).map((path) => ({
    path: relative(folder, path).split(sep).join('/'),
    text: readFileSync(path, 'utf8'),
  }));
}

function yamlFilesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return yamlFilesIn(path);
      return isYaml(entry.name) ? [path] : [];
    });
}

/**
 * Writes an export. YAML files that are not part of it would describe things twice, or things that are gone: `others` says
 * whether they are removed or named.
 *
 * @returns what was removed
 * @throws Error that names those files, where they are not to be removed; then nothing is written
 */
export function writeConfigurationFolder(
  folder: string,
  files: readonly ConfigurationFile[],
  { others }: { others: 'refuse' | 'remove' },
): string[] {
  const written = new Set(files.map(({ path }) => path));
  const left = existsSync(folder) ? readConfigurationFolder(folder).map(({ path }) => path) : [];
  const surplus = left.filter((path) => !written.has(path));
  if (surplus.length > 0 && others === 'refuse') {
    const names = surplus.join(', ');
    throw new Error(
      `${folder} holds YAML files that are no part of the export: ${names}. --replace removes them.`,
    );
  }
  for (const path of surplus) rmSync(join(folder, path));
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return surplus;
}
