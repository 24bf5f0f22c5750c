import { describe, expect, test } from '@jest/globals';
import { firstPass, nextPass, nextPasses, type PassCalendar } from '../../../domain/automations/calendar.ts';
import { instantOf } from '../../../domain/time/calendar.ts';

const BERLIN = 'Europe/Berlin';

/** A calendar in Berlin; its start as local date and time. */
function calendarOf(start: string | null, change: Partial<PassCalendar> = {}): PassCalendar {
  const [date = '', time = ''] = (start ?? '').split(' ');
  return {
    zone: BERLIN,
    startsAt: start === null ? null : instantOf(date, time, BERLIN),
    runningSince: Date.parse('2030-01-01T08:00:00Z'),
    endsAt: null,
    every: { amount: 1, unit: 'day' },
    ...change,
  };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const from = (calendar: PassCalendar, count: number): (string | null)[] =>
  nextPasses(calendar, { after: (calendar.startsAt ?? 0) - 1, count, until: Infinity }).map(iso);

describe('case 11: month ends and clock changes', () => {
  test.each([
    [
      '2030-01-31 09:00',
      { amount: 1, unit: 'month' },
      ['01-31T08', '02-28T08', '03-31T07', '04-30T07', '05-31T07', '06-30T07'].map(
        (t) => `2030-${t}:00:00.000Z`,
      ),
    ],
    [
      '2030-08-31 09:00',
      { amount: 3, unit: 'month' },
      ['2030-08-31T07', '2030-11-30T08', '2031-02-28T08', '2031-05-31T07'].map((t) => `${t}:00:00.000Z`),
    ],
    [
      '2030-03-30 02:30',
      { amount: 1, unit: 'day' },
      ['03-30T01', '03-31T01', '04-01T00'].map((t) => `2030-${t}:30:00.000Z`),
    ],
    [
      '2030-10-26 02:30',
      { amount: 1, unit: 'day' },
      ['10-26T00', '10-27T00', '10-28T01'].map((t) => `2030-${t}:30:00.000Z`),
    ],
    [
      '2030-10-16 09:00',
      { amount: 2, unit: 'week' },
      ['10-16T07', '10-30T08', '11-13T08'].map((t) => `2030-${t}:00:00.000Z`),
    ],
  ] as const)('%s every %o', (start, every, passes) => {
    expect(from(calendarOf(start, { every }), passes.length)).toEqual(passes);
  });

  test('a leap day is kept where there is one', () => {
    const calendar = calendarOf('2031-11-30 09:00', { every: { amount: 3, unit: 'month' } });
    expect(from(calendar, 3).map((at) => at?.slice(0, 10))).toEqual([
      '2031-11-30',
      '2032-02-29',
      '2032-05-30',
    ]);
  });

  test('whichever instant it is asked for, the answer is the pass that follows', () => {
    for (const every of [
      { amount: 1, unit: 'day' },
      { amount: 3, unit: 'week' },
      { amount: 1, unit: 'month' },
      { amount: 7, unit: 'month' },
    ] as const) {
      const calendar = calendarOf('2030-01-31 00:10', { every });
      const passes = nextPasses(calendar, { after: 0, count: 40, until: Infinity });
      for (const [n, at] of passes.entries()) {
        expect(iso(nextPass(calendar, at - 1))).toBe(iso(at));
        if (n > 0) expect(iso(nextPass(calendar, passes[n - 1]!))).toBe(iso(at));
      }
    }
  });
});

describe('A2: where it begins and ends', () => {
  test('without a start the first pass is when it is set running, and the next ones are at 09:00', () => {
    const calendar = calendarOf(null, { runningSince: Date.parse('2030-06-03T12:34:56Z') });
    expect(iso(firstPass(calendar))).toBe('2030-06-03T12:34:56.000Z');
    expect(iso(nextPass(calendar, calendar.runningSince))).toBe('2030-06-04T07:00:00.000Z');
  });

  test('a start to come is the first pass; one that has passed says the rhythm, or is made up for at once', () => {
    const runningSince = Date.parse('2030-06-03T12:00:00Z');
    expect(iso(firstPass(calendarOf('2030-07-01 09:00', { runningSince })))).toBe('2030-07-01T07:00:00.000Z');
    expect(iso(firstPass(calendarOf('2030-05-01 09:00', { runningSince })))).toBe('2030-06-04T07:00:00.000Z');
    expect(iso(firstPass(calendarOf('2030-05-01 09:00', { runningSince, every: null })))).toBe(
      iso(runningSince),
    );
  });

  test('case 14: the end is a moment, and a pass due then does not run', () => {
    const weekly = { every: { amount: 1, unit: 'week' } } as const;
    const endsAt = instantOf('2030-06-16', '18:00', BERLIN);
    expect(
      from(calendarOf('2030-06-03 09:00', { ...weekly, endsAt }), 9).map((at) => at?.slice(0, 10)),
    ).toEqual(['2030-06-03', '2030-06-10']);
    const atTheMoment = instantOf('2030-06-10', '09:00', BERLIN);
    expect(from(calendarOf('2030-06-03 09:00', { ...weekly, endsAt: atTheMoment }), 9)).toHaveLength(1);
    expect(
      firstPass(calendarOf('2030-06-03 09:00', { endsAt: Date.parse('2030-06-01T00:00:00Z') })),
    ).toBeNull();
  });

  test('without `every` nothing follows the start', () => {
    const calendar = calendarOf('2030-06-03 09:00', { every: null });
    expect(nextPass(calendar, calendar.startsAt!)).toBeNull();
  });
});
