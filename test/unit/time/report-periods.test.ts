import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../../domain/time/calendar.ts';
import { runs } from '../../support/rows/runs.ts';
import { countOfParts, partsOf, periodOf } from '../../../domain/time/report-periods.ts';

test('a report is about twelve weeks up to today, up to its last day, or from its first', () => {
  const today = '2026-03-31';
  expect(periodOf({}, today)).toEqual({ from: '2026-01-07', to: today });
  expect(periodOf({ to: '2026-01-31' }, today)).toEqual({ from: '2025-11-09', to: '2026-01-31' });
  expect(periodOf({ from: '2025-01-01' }, today)).toEqual({ from: '2025-01-01', to: today });
  expect(periodOf({ from: '2026-05-01' }, today)).toEqual({ from: '2026-05-01', to: '2026-05-01' });
});

test('weeks begin on Monday, months on their first, and the first and the last part end where the period does', () => {
  const period = { from: '2026-02-26', to: '2026-03-03' };
  expect(partsOf(period, 'week')).toEqual([
    { key: '2026-02-23', from: '2026-02-26', to: '2026-03-01' },
    { key: '2026-03-02', from: '2026-03-02', to: '2026-03-03' },
  ]);
  expect(partsOf(period, 'month')).toEqual([
    { key: '2026-02', from: '2026-02-26', to: '2026-02-28' },
    { key: '2026-03', from: '2026-03-01', to: '2026-03-03' },
  ]);
  expect(partsOf(period, 'day').map(({ key }) => key.slice(8))).toEqual(['26', '27', '28', '01', '02', '03']);
});

test('the parts of any period have no gap and no overlap, and are never more than foretold', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_000 }),
      fc.integer({ min: 0, max: 900 }),
      fc.constantFrom('day' as const, 'week' as const, 'month' as const),
      (start, length, interval) => {
        const from = addDays('2020-01-01', start);
        const period = { from, to: addDays(from, length) };
        const parts = partsOf(period, interval);
        const days = parts.flatMap((part) => {
          const own: string[] = [];
          for (let day = part.from; day <= part.to; day = addDays(day, 1)) own.push(day);
          return own;
        });
        expect(days).toEqual(Array.from({ length: length + 1 }, (_, n) => addDays(from, n)));
        expect(new Set(parts.map(({ key }) => key)).size).toBe(parts.length);
        expect(parts.length).toBeLessThanOrEqual(countOfParts(period, interval));
      },
    ),
    runs({ test: 100, proof: 2_000 }),
  );
});
