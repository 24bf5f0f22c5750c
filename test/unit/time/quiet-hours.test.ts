import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantOf, localTimeOf, nextAllowed } from '../../../domain/time/calendar.ts';
import {
  afterQuietHours,
  firstUndisturbed,
  isQuiet,
  zonesWithoutHours,
} from '../../../domain/time/quiet-hours.ts';
import { runs } from '../../support/rows/runs.ts';

const NIGHT = { start: '20:00', stop: '08:00' };
const NEW_YORK = 'America/New_York';
const LOS_ANGELES = 'America/Los_Angeles';
const BERLIN = 'Europe/Berlin';
const everyDay = (start: string | null, stop: string | null) => ({ sendDays: [], start, stop });
const opens = (start: string, stop: string, zone: string) => (at: number) =>
  nextAllowed(at, everyDay(start, stop), zone);

describe('quiet hours (M7)', () => {
  test('case 29: due at 9 in New York is 6 in Los Angeles, and leaves at 8 there', () => {
    const due = instantOf('2030-06-03', '09:00', NEW_YORK);
    const leaves = instantOf('2030-06-03', '11:00', NEW_YORK);
    expect(isQuiet(due, NIGHT, LOS_ANGELES)).toBe(true);
    expect(afterQuietHours(due, NIGHT, LOS_ANGELES)).toBe(leaves);
    const there = { quiet: NIGHT, zone: LOS_ANGELES };
    expect(firstUndisturbed(due, (at) => at, there)).toBe(leaves);
    expect(firstUndisturbed(due, opens('09:00', '17:00', NEW_YORK), there)).toBe(leaves);
  });

  test.each([
    ['07:59', true],
    ['08:00', false],
    ['19:59', false],
    ['20:00', true],
    ['00:00', true],
  ])('M7: at %s it is quiet: %s', (time, expected) => {
    expect(isQuiet(instantOf('2030-06-03', time, BERLIN), NIGHT, BERLIN)).toBe(expected);
  });

  test('M7: without quiet hours nothing waits, and hours by day are hours too', () => {
    const noon = instantOf('2030-06-03', '12:30', BERLIN);
    expect(afterQuietHours(noon, null, BERLIN)).toBe(noon);
    expect(isQuiet(noon, null, BERLIN)).toBe(false);
    expect(afterQuietHours(noon, { start: '12:00', stop: '14:00' }, BERLIN)).toBe(
      instantOf('2030-06-03', '14:00', BERLIN),
    );
  });

  test('M7: in nights of clock changes the morning is that of the clocks', () => {
    const [spring, autumn] = ['2030-03-30', '2030-10-26'].map((day) => instantOf(day, '22:00', BERLIN));
    expect(afterQuietHours(spring!, NIGHT, BERLIN)).toBe(Date.parse('2030-03-31T06:00:00Z'));
    expect(afterQuietHours(autumn!, NIGHT, BERLIN)).toBe(Date.parse('2030-10-27T07:00:00Z'));
    // A stop that the clocks leave out: the end of the gap.
    const early = { start: '22:00', stop: '02:30' };
    expect(afterQuietHours(spring!, early, BERLIN)).toBe(Date.parse('2030-03-31T01:00:00Z'));
    // Hours that come twice are quiet twice: 00:30Z and 01:30Z are both half past two.
    const twice = { start: '02:00', stop: '03:00' };
    for (const at of ['2030-10-27T00:30:00Z', '2030-10-27T01:30:00Z'])
      expect(afterQuietHours(Date.parse(at), twice, BERLIN)).toBe(Date.parse('2030-10-27T02:00:00Z'));
  });

  test('M7: the window of one zone and the day of another are cut with each other, whatever the distance', () => {
    const due = instantOf('2030-06-03', '09:00', BERLIN);
    const tokyo = { quiet: NIGHT, zone: 'Asia/Tokyo' };
    // 9 to 17 in Berlin is 16 to 24 in Tokyo: at 13 in Berlin the evening begins there.
    expect(firstUndisturbed(due, opens('09:00', '17:00', BERLIN), tokyo)).toBe(due);
    const late = instantOf('2030-06-03', '13:00', BERLIN);
    expect(firstUndisturbed(late, opens('09:00', '17:00', BERLIN), tokyo)).toBe(
      instantOf('2030-06-04', '09:00', BERLIN),
    );
  });

  test('M7: where nothing is left there is no moment, and saving can name the zones', () => {
    const at = instantOf('2030-06-03', '09:00', BERLIN);
    const evening = { window: everyDay('14:00', '17:00'), windowZone: BERLIN };
    expect(
      firstUndisturbed(at, opens('14:00', '17:00', BERLIN), { quiet: NIGHT, zone: 'Asia/Tokyo' }),
    ).toBeNull();
    expect(zonesWithoutHours(at, evening, { quiet: NIGHT, zones: [BERLIN, 'Asia/Tokyo', NEW_YORK] })).toEqual(
      ['Asia/Tokyo'],
    );
    expect(zonesWithoutHours(at, evening, { quiet: null, zones: ['Asia/Tokyo'] })).toEqual([]);
  });

  test('M7: a week of send days and long holidays do not use up the two weeks', () => {
    const at = instantOf('2030-06-03', '21:00', BERLIN);
    const fridays = { sendDays: [5], start: '07:00', stop: '09:00' };
    const july = { ...fridays, isClosed: (date: string) => date < '2030-07-10' };
    expect(
      firstUndisturbed(at, (from) => nextAllowed(from, july, BERLIN), { quiet: NIGHT, zone: BERLIN }),
    ).toBe(instantOf('2030-07-12', '08:00', BERLIN));
  });

  test('M7: the moment found is allowed by both, and the earliest minute that is', () => {
    const times = fc
      .integer({ min: 0, max: 95 })
      .map((n) => new Date(n * 900_000).toISOString().slice(11, 16));
    const zones = fc.constantFrom(
      BERLIN,
      NEW_YORK,
      LOS_ANGELES,
      'Asia/Tokyo',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
    );
    const start = Date.parse('2030-03-29T00:00:00Z');
    fc.assert(
      fc.property(
        fc.tuple(times, times, times, times),
        zones,
        zones,
        fc.nat(3 * 96),
        ([a, b, c, d], one, other, n) => {
          fc.pre(a !== b && c !== d);
          const at = start + n * 900_000;
          const quiet = { start: c, stop: d };
          const window = opens(a, b, one);
          const isOpen = (each: number): boolean => {
            const local = localTimeOf(each, other);
            const silent = c < d ? local >= c && local < d : local >= c || local < d;
            return window(each) === each && !silent;
          };
          let expected: number | null = null;
          for (let each = at; each < at + 16 * 86_400_000 && expected === null; each += 900_000)
            if (isOpen(each)) expected = each;
          expect(firstUndisturbed(at, window, { quiet, zone: other })).toBe(expected);
        },
      ),
      runs({ test: 300, proof: 3000 }),
    );
  });
});
