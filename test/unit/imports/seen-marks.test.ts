import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SeenMarks } from '../../../domain/imports/seen-marks.ts';
import { runs } from '../../support/rows/runs.ts';

test('C11: the first line of each mark is told again, whatever the marks are', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }), (marks) => {
      const seen = new SeenMarks();
      const first = new Map<string, number>();
      marks.forEach((mark, index) => {
        expect(seen.lineOf(mark)).toBe(first.get(mark));
        seen.add(mark, index + 1);
        if (!first.has(mark)) first.set(mark, index + 1);
      });
    }),
    runs({ test: 30, proof: 2_000 }),
  );
});

test('C11: 300,000 marks that look alike are told apart', () => {
  const seen = new SeenMarks();
  let taken = 0;
  for (let n = 1; n <= 300_000; n += 1) {
    if (seen.lineOf(`INV-${n}`) !== undefined) taken += 1;
    seen.add(`INV-${n}`, n);
  }
  expect(taken).toBe(0);
  expect([seen.lineOf('INV-1'), seen.lineOf('INV-300000'), seen.lineOf('INV-300001')]).toEqual([
    1,
    300_000,
    undefined,
  ]);
});
