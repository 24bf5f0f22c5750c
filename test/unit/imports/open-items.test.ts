import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import type { OpenSum } from '../../../contracts/imports/open-items.ts';
import { runs } from '../../support/rows/runs.ts';
import { closingMessage, isSameSum, needsPerson } from '../../../domain/imports/open-items.ts';

const sum = (count: number, ...amounts: [string, string][]): OpenSum => ({
  count,
  amounts: amounts.map(([currency, amount]) => ({ currency, amount })),
});

describe('C21: when a person is asked', () => {
  test.each<[string, boolean, OpenSum, OpenSum]>([
    ['19 of 19: few may always go', false, sum(19, ['EUR', '190']), sum(19, ['EUR', '190'])],
    ['20 of 100: a fifth, and no more', false, sum(100, ['EUR', '1000']), sum(20, ['EUR', '200'])],
    ['21 of 100: more than a fifth of them', true, sum(100, ['EUR', '1000']), sum(21, ['EUR', '1'])],
    ['20 of 99', true, sum(99, ['EUR', '1000']), sum(20, ['EUR', '1'])],
    [
      '20 of 1,000, and a cent more than a fifth of the amount',
      true,
      sum(1_000, ['EUR', '1000']),
      sum(20, ['EUR', '200.01']),
    ],
    [
      'a fifth of one currency counts, however much there is of others',
      true,
      sum(1_000, ['EUR', '1000000'], ['JPY', '100']),
      sum(20, ['EUR', '1'], ['JPY', '21']),
    ],
    ['nothing was open, and nothing is missing', false, sum(0), sum(0)],
  ])('%s', (_title, isAsked, open, missing) => {
    expect(needsPerson(open, missing)).toBe(isAsked);
  });

  test('more that is missing never makes a question go away', () => {
    const count = fc.nat({ max: 500 });
    fc.assert(
      fc.property(count, count, count, (open, missing, more) => {
        const all = sum(open + missing + more, ['EUR', '100000']);
        const amount = (n: number): [string, string] => ['EUR', `${n}`];
        if (needsPerson(all, sum(missing, amount(missing))))
          expect(needsPerson(all, sum(missing + more, amount(missing + more)))).toBe(true);
      }),
      runs({ test: 200, proof: 5_000 }),
    );
  });
});

test('C21: a confirmation is compared by value: neither order, zeros nor empty sums matter, any other number does', () => {
  const told = sum(2, ['EUR', '10.00'], ['JPY', '5']);
  expect(isSameSum(told, sum(2, ['JPY', '5.0'], ['EUR', '10'], ['USD', '0.00']))).toBe(true);
  for (const other of [sum(3, ['EUR', '10'], ['JPY', '5']), sum(2, ['EUR', '10.01'], ['JPY', '5']), sum(2)])
    expect(isSameSum(told, other)).toBe(false);
});

test('C21: what is said when nothing was closed', () => {
  const facts = { isDryRun: false, total: 5, failed: 0, open: sum(9), missing: null };
  const say = (change: object) => closingMessage({ ...facts, state: 'nothing', ...change });
  expect(say({ failed: 1 })).toContain('A row failed');
  expect(say({ failed: 2 })).toContain('2 rows failed');
  expect(say({ total: 0 })).toContain('has no rows');
  expect(say({})).toContain('did not come to its end');
  expect(say({ state: 'closed' })).toBeNull();
});
