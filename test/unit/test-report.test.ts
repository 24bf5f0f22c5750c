import { describe, expect, test } from '@jest/globals';
import { overruns, slowestLines, sumOf, timeLines } from '../../tools/testing/report.ts';
import {
  CHECKS_BUDGET,
  FIRST_BUILD_BUDGET,
  parseTiers,
  TIERS,
  WHOLE_BUDGET,
} from '../../tools/testing/tiers.ts';

describe('the time of npm test', () => {
  test('is at most 25 minutes, the checks and the first build of the Temporal server included', () => {
    const tiers = Object.values(TIERS).reduce((total, { budget }) => total + budget, 0);
    expect(tiers + CHECKS_BUDGET + FIRST_BUILD_BUDGET).toBeLessThanOrEqual(WHOLE_BUDGET);
    expect(WHOLE_BUDGET).toBe(25 * 60);
  });

  test('is shown for each part beside its budget', () => {
    const parts = [
      { name: 'unit', seconds: 11.4, budget: 60 },
      { name: 'api', seconds: 100.2, budget: 240 },
    ];
    expect(timeLines(parts)).toEqual([
      '     11 s of   60  unit',
      '    100 s of  240  api',
      '    112 s of  300  together',
    ]);
  });

  test('is a failure for each part over its budget, unless others left it theirs', () => {
    const part = { name: 'api', budget: 240 };
    expect(overruns([{ ...part, seconds: 240 }])).toEqual([]);
    expect(overruns([{ ...part, seconds: 241 }])).toEqual([
      expect.stringContaining('api took 241 s of its 240'),
    ]);
    const late = { ...part, seconds: 250 };
    const unit = { name: 'unit', budget: 60 };
    expect(overruns([late, { ...unit, seconds: 50 }])).toEqual([]);
    expect(overruns([late, { ...unit, seconds: 51 }])).toEqual([expect.stringContaining('api took 250 s')]);
  });
});

test('the ten slowest tests are shown, the slowest first', () => {
  const tests = Array.from({ length: 12 }, (_, n) => ({ name: `db: ${n}`, seconds: n + 0.25 }));
  const lines = slowestLines(tests);
  expect(lines).toHaveLength(10);
  expect([lines[0], lines[9]]).toEqual(['   11.3 s  db: 11', '    2.3 s  db: 2']);
});

test('what was found is added up', () => {
  expect(
    sumOf([
      { passed: 2, failed: 0 },
      { passed: 1, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 });
});

test('tiers run in their own order, and an unknown one is named', () => {
  expect(parseTiers(['e2e', 'unit'])).toEqual(['unit', 'e2e']);
  expect(() => parseTiers(['units'])).toThrow('unknown tier units; there are unit, architecture, db');
});
