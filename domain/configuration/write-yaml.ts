import { Document } from 'yaml';

/**
 * A document of YAML 1.2 that reads the same with every reader: texts of several lines as blocks, what an older reader would
 * take for a number, a time or a truth value in quotes, no aliases, no folded lines.
 */
export function writeYaml(value: unknown): string {
  const document = new Document(value, {
    ...({ version: '1.2', schema: 'core', compat: 'yaml-1.1' } as const),
    aliasDuplicateObjects: false,
  });
  return document.toString({ lineWidth: 0 });
}
