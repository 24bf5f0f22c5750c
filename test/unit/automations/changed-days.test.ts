import { describe, expect, it } from '@jest/globals';
import { actsOnChanges, actsOnTime } from '../../../domain/automations/acts-on.ts';
import { changedDays, daysBetween, lastDays, nextDays } from '../../../domain/automations/periods.ts';

describe('A8: the days that a span gains and loses', () => {
  const month = { amount: 1, unit: 'month' } as const;
  const three = { amount: 3, unit: 'day' } as const;
  it('are one at each end from a day to the next', () => {
    expect(changedDays(lastDays(three, '2030-06-03'), lastDays(three, '2030-06-04'))).toEqual([
      { from: '2030-06-01', to: '2030-06-01' },
      { from: '2030-06-04', to: '2030-06-04' },
    ]);
    expect(changedDays(nextDays(three, '2030-06-04'), nextDays(three, '2030-06-03'))).toEqual([
      { from: '2030-06-03', to: '2030-06-03' },
      { from: '2030-06-06', to: '2030-06-06' },
    ]);
  });
  it('are as many as an outage was long, and none on the same day', () => {
    const [before, after] = [lastDays(three, '2030-06-03'), lastDays(three, '2030-06-20')];
    const days = changedDays(before, after).flatMap(daysBetween);
    for (const day of ['2030-06-01', '2030-06-03', '2030-06-18', '2030-06-20']) expect(days).toContain(day);
    expect(changedDays(before, before)).toEqual([]);
  });
  it('follow the calendar where months have other ends', () => {
    // A month before the 30th and before the 31st of March is the last of February: nothing leaves between them.
    expect(changedDays(lastDays(month, '2030-03-30'), lastDays(month, '2030-03-31'))).toEqual([
      { from: '2030-03-31', to: '2030-03-31' },
    ]);
  });
});

describe('A2: who comes in is acted on', () => {
  const course = { isOngoing: true, every: null, startsAt: 100, endsAt: 200 };
  it('from the start on and before the end, where it is ongoing', () => {
    expect([99, 100, 199, 200].map((now) => actsOnChanges(course, now))).toEqual([false, true, true, false]);
    expect(actsOnChanges({ ...course, isOngoing: false }, 150)).toBe(false);
    expect(actsOnChanges({ ...course, startsAt: null, endsAt: null }, 0)).toBe(true);
  });
  it('by time alone at once only where no pass of a calendar comes', () => {
    expect(actsOnTime(course, 150)).toBe(true);
    expect(actsOnTime({ ...course, every: { amount: 1, unit: 'day' } }, 150)).toBe(false);
  });
});
