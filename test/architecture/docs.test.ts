import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CODE_FOLDERS, ROOT } from '../support/rules/source-tree.ts';

const FOLDERS = [...CODE_FOLDERS, 'docs', 'prisma'];
/** `npm install`, `npm ci` and the like belong to npm; `start` and `test` are also scripts of ours. */
const SCRIPT = /\bnpm (?:run ([\w:-]+)|(start|test)\b)/g;
const CODE = /`([^`\n]+)`|\]\(([^)\s]+)\)/g;

function documents(): string[] {
  const docs = existsSync(join(ROOT, 'docs')) ? readdirSync(join(ROOT, 'docs')) : [];
  const pages = docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  return [...(existsSync(join(ROOT, 'README.md')) ? ['README.md'] : []), ...pages];
}

/** What looks like a path of this repository: begins with one of its folders, no placeholders. */
function pathsIn(text: string): string[] {
  const words = [...text.matchAll(CODE)].map(
    ([, code, link]) => (code ?? link ?? '').split(/[#:\s]/)[0] ?? '',
  );
  return words
    .map((word) => word.replace(/^(\.\.?\/)+/, ''))
    .filter((word) => FOLDERS.some((folder) => word.startsWith(`${folder}/`)) && !/[<>*{}…]/.test(word));
}

function scriptsIn(text: string): string[] {
  return [...text.matchAll(SCRIPT)].map(([, named, short]) => named ?? short ?? '');
}

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const pages = documents().map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));

describe('the documents', () => {
  it('name only paths that exist', () => {
    const missing = pages.flatMap(({ name, text }) =>
      pathsIn(text)
        .filter((path) => !existsSync(join(ROOT, path)))
        .map((path) => `${name}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('name only npm scripts that exist', () => {
    const missing = pages.flatMap(({ name, text }) =>
      scriptsIn(text)
        .filter((script) => !(script in scripts))
        .map((script) => `${name}: npm run ${script}`),
    );
    expect(missing).toEqual([]);
  });

  it('are searched for both', () => {
    const text = 'Run `npm run migrate`, see `domain/calendar.ts` and [the API](../api/app.ts#L3).';
    expect([scriptsIn(text), pathsIn(text)]).toEqual([['migrate'], ['domain/calendar.ts', 'api/app.ts']]);
  });

  it('describe every variable that the configuration reads', () => {
    const source = readFileSync(join(ROOT, 'infra/config.ts'), 'utf8');
    const schema = source.slice(source.indexOf('environmentSchema'), source.indexOf('});'));
    const variables = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
    const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
    expect(variables.length).toBeGreaterThan(10);
    expect(variables.filter((name) => !example.includes(`\n${name}=`))).toEqual([]);
  });
});
