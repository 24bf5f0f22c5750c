import { Document, Scalar, visit } from 'yaml';

/** Line ends and marks that readers take for something else, unless they are escaped. */
const UNSEEN = /[\r\u0085\u2028\u2029\ufeff]/;

/**
 * A document of YAML 1.2 that reads the same with every reader: texts of several lines as blocks, what an older reader would
 * take for a number, a time or a truth value in quotes, no aliases, no folded lines.
 */
export function writeYaml(value: unknown): string {
  const document = new Document(value, {
    ...({ version: '1.2', schema: 'core', compat: 'yaml-1.1' } as const),
    aliasDuplicateObjects: false,
  });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && UNSEEN.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  // They stand in double quotes only, where an escape means the same.
  return document
    .toString({ lineWidth: 0 })
    .replace(
      new RegExp(UNSEEN, 'g'),
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
