import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readYaml } from '../../../domain/configuration/read-yaml.ts';
import { writeYaml } from '../../../domain/configuration/write-yaml.ts';
import { runs } from '../../support/rows/runs.ts';
import { HARD_TEXTS } from '../../support/worlds/configuration-world.ts';

const read = (text: string, values = 100_000) => readYaml(text, { values });
const saysOf = (text: string, values?: number): string[] =>
  read(text, values).problems.map(
    ({ path, line, column, message }) => `${line}:${column} ${path}: ${message}`,
  );

/** What means something in YAML, or to readers of it. */
const MARKS = '\t\n\r \'":#-?&*!|>%@`{}[],\\~=\u0085\u2028\u2029\ufeff\u00a0';

/** Texts as fields take them: no half of a pair, no control characters but tabs and line ends. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: fc.constantFrom(...Array.from(MARKS)), minLength: 1, maxLength: 1 }),
      fc.constantFrom(
        'no',
        'null',
        '09:00',
        '1e3',
        '{{x}}',
        '<p>',
        '---',
        '...',
        '\n\n',
        '  ',
        'ü',
        '株',
        '🙂',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ''))
  .filter((text) => !/\p{Surrogate}/u.test(text));

describe('O11: YAML gives back what was written', () => {
  test('of texts that look like something else', () => {
    const value = { texts: HARD_TEXTS, keyed: Object.fromEntries(HARD_TEXTS.map((text, n) => [text, n])) };
    expect(read(writeYaml(value))).toMatchObject({ value, problems: [] });
  });

  test('of any texts, at any depth', () => {
    const leaf = fc.oneof(anyText, fc.constantFrom(null, true, false, 0, -1, 2.5, 3650));
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(anyText, tie('node'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.record({ template: value }), (document) => {
        const result = read(writeYaml(document));
        expect(result.problems).toEqual([]);
        expect(result.value).toEqual(document);
      }),
      runs({ test: 500, proof: 20_000 }),
    );
  });

  test('and texts of several lines stand there as blocks that people can compare', () => {
    expect(writeYaml({ body: 'Hello  \n\n  you\n', time: '09:00', word: 'no' })).toBe(
      'body: |\n  Hello  \n\n    you\ntime: "09:00"\nword: "no"\n',
    );
  });
});

describe('O11: bad YAML is said with line and column, in words for people', () => {
  test.each([
    ['a: [1\nb: 2', /^2:1 : is no YAML: /],
    ['a:\n\t- b', /^2:1 : is no YAML: .*tab/],
    ['a: 1\nb: 2\na: 3', /^3:1 : this key stands here twice$/],
    ['a: 1\n---\nb: 2', /^2:1 : a file holds one document/],
    ['a: !!binary aGk=', /tags are not read here$/],
    ['a: !thing x', /tags are not read here$/],
    ['? [x]\n: y', /^1:\d+ : is no YAML: /],
    ['a: *nothing', /^1:4 .*alias/],
    ['a: "\\0"', /^1:4 a: holds text that is not valid Unicode$/],
    ['a:\n  - b: "\\uD800"', /^2:8 a\[0\]\.b: holds text that is not valid Unicode$/],
    ['a: &x [*x]', /a.*nested too deeply/],
    [`a: ${'['.repeat(20_000)}`, /nested too deeply|is no YAML/],
  ])('%j', (text, words) => {
    expect(saysOf(text).join('\n')).toMatch(new RegExp(words.source, 'm'));
  });

  test('aliases that stand for billions are refused at once', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 12; n += 1)
      lines.push(
        `a${n}: &a${n} [${Array(9)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
      );
    const began = process.hrtime.bigint();
    expect(saysOf(lines.join('\n')).join()).toMatch(/holds too much, or its aliases stand for too much/);
    expect(Number(process.hrtime.bigint() - began)).toBeLessThan(5e9);
  });

  test('an alias of something small is what it stands for, and nothing is a prototype', () => {
    expect(read('a: &x {b: 1}\nc: *x').value).toEqual({ a: { b: 1 }, c: { b: 1 } });
    const { value } = read('__proto__: {b: 1}');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['b']).toBeUndefined();
  });

  test('every value has its place', () => {
    const { places } = read('sequence:\n  name: X\n  steps:\n    - label: A\n      timing: {days: 3}\n');
    expect(places.get('sequence.steps[0].timing.days')).toEqual({ line: 5, column: 22 });
    expect(places.get('sequence.steps')).toEqual({ line: 3, column: 3 });
    expect(places.get('sequence.name')).toEqual({ line: 2, column: 9 });
  });
});
