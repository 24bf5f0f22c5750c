import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { inItsOwnBlock } from '../../tools/testing/grouped-transform.js';
import { groupsOf, standsAlone, writeEntries } from '../../tools/testing/groups.ts';

describe('groups of test files', () => {
  const files = Array.from({ length: 100 }, (_, n) => `test/api/${`${n}`.padStart(2, '0')}.test.ts`);

  test('hold each file once, in the same order every time, and become smaller', () => {
    const groups = groupsOf([...files].reverse(), { workers: 2, most: 12 });
    expect(groups.flat()).toEqual(files);
    const sizes = groups.map(({ length }) => length);
    expect(sizes).toEqual([12, 12, 12, 12, 12, 10, 8, 8, 8, 6]);
    expect(groupsOf([], { workers: 2, most: 12 })).toEqual([]);
    expect(groupsOf(['b', 'a'], { workers: 3, most: 12 })).toEqual([['a', 'b']]);
  });

  test('are written as one entry each; a file that replaces something of the process has its own', () => {
    const folder = mkdtempSync(join(tmpdir(), 'followthrough-groups-'));
    try {
      const written = ['a', 'b', 'c'].map((name) => join(folder, `${name}.test.ts`));
      for (const path of written) writeFileSync(path, path === written[0] ? 'jest.useFakeTimers();' : '');
      const paths = writeEntries(folder, written, { workers: 2, most: 12 });
      expect(paths).toEqual([join(folder, '1-of-2.group.ts'), join(folder, '2-of-2.group.ts')]);
      const texts = paths.map((path) => readFileSync(path, 'utf8'));
      expect(texts[0]).toContain(JSON.stringify(written.slice(1)));
      expect(texts[1]).toContain(JSON.stringify(written.slice(0, 1)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    "jest.spyOn(process.stdout, 'write');",
    "process.env['FOLLOWTHROUGH_ZONE'] = 'Mars/Base';",
    'globalThis.fetch = answer;',
    'Settings.now = () => 0;',
    '// Stands alone: it is large.',
  ])('leave out %j', (text) => {
    expect(standsAlone(text)).toBe(true);
  });

  test.each(["import { test } from '@jest/globals';", "const path = process.env['PATH'];"])(
    'take in %j',
    (text) => {
      expect(standsAlone(text)).toBe(false);
    },
  );
});

describe('a test file of a group', () => {
  test('has its own block behind its imports, and its lines stay where they are', () => {
    const source = [
      '// Why.',
      "import { test } from '@jest/globals';",
      'import {',
      '  a,',
      "} from './a.ts';",
      '',
      '/** One. */',
      'const one = a;',
      "test('is one', () => void one);",
      '',
    ].join('\n');
    const lines = inItsOwnBlock(source, 'test/api/one.test.ts').split('\n');
    expect(lines.slice(0, 4)).toEqual(source.split('\n').slice(0, 4));
    expect(lines[4]).toContain(`from './a.ts';import { describe as inFile } from '@jest/globals';`);
    expect(lines[4]).toMatch(/inFile\("test\/api\/one.test.ts", \(\) => \{$/);
    expect(lines.slice(5)).toEqual([...source.split('\n').slice(5), '});', '']);
  });
});
