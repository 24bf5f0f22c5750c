import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import swc from '@swc/jest';

const OWN_SOURCE = readFileSync(new URL(import.meta.url), 'utf8');

/** The imports that a file begins with, and the comments before them. */
const IMPORTS = /^(?:(?:\s*(?:\/\/[^\n]*\n|\/\*[\s\S]*?\*\/))*\s*import\b[^;]*;)*/;

/**
 * The text of a test file with everything after its imports inside of a `describe` that has the file's name. Lines stay
 * where they are.
 */
export function inItsOwnBlock(source, name) {
  const { length } = IMPORTS.exec(source)[0];
  const begin = `import { describe as inFile } from '@jest/globals';inFile(${JSON.stringify(name)}, () => {`;
  return `${source.slice(0, length)}${begin}${source.slice(length)}\n});\n`;
}

const wrap = (source, path, { config }) => inItsOwnBlock(source, relative(config.rootDir, path));

export default {
  createTransformer(options) {
    const inner = swc.createTransformer(options);
    return {
      process: (source, path, about) => inner.process(wrap(source, path, about), path, about),
      processAsync: (source, path, about) => inner.processAsync(wrap(source, path, about), path, about),
      getCacheKey: (source, path, about) =>
        createHash('sha256')
          .update(inner.getCacheKey(source, path, about))
          .update(OWN_SOURCE)
          .digest('hex'),
    };
  },
};
