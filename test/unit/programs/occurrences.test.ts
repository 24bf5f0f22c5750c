import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../../domain/time/calendar.ts';
import { isBusinessDay, isHoliday, isHolidayPlace } from '../../../domain/time/holidays.ts';
import { nextOccurrences } from '../../../domain/programs/occurrences.ts';
import type { ProgramSchedule } from '../../../domain/programs/schedule.ts';

const MONDAY = 1;
const FRIDAY = 5;
const SATURDAY = 6;
const SUNDAY = 7;
const NEW_YORK = 'America/New_York';
/** A holiday calendar without own days. */
const calendarOf = (country: string, region: string | null = null, rule: 'move' | 'skip' = 'move') => ({
  country,
  region,
  kind: 'public' as 'public' | 'bank',
  days: [] as { date: string; name: string }[],
  rule,
});
const BAVARIA = calendarOf('DE', 'BY');

const scheduleOf = (changes: Partial<ProgramSchedule> = {}): ProgramSchedule => ({
  zone: 'Europe/Berlin',
  sendDays: [MONDAY],
  sendTime: '09:00',
  everyWeeks: 1,
  startDate: '2026-01-01',
  holidays: null,
  ...changes,
});

/** Runs after an instant as `date UTC-time`, with ` <- holiday` where a run was moved. */
function runs(changes: Partial<ProgramSchedule>, after: string, count = 3): string[] {
  return nextOccurrences(scheduleOf(changes), { after: Date.parse(after), count }).map((run) => {
    const instant = new Date(run.at).toISOString().slice(0, 16);
    return [run.localDate, instant.slice(11), ...(run.movedFrom ? [`<- ${run.movedFrom}`] : [])].join(' ');
  });
}

describe('P2: runs keep their local time', () => {
  test('over the start and the end of summer time', () => {
    expect(runs({}, '2026-03-20T00:00:00Z')).toEqual([
      '2026-03-23 08:00',
      '2026-03-30 07:00',
      '2026-04-06 07:00',
    ]);
    expect(runs({ zone: NEW_YORK }, '2026-10-20T00:00:00Z', 2)).toEqual([
      '2026-10-26 13:00',
      '2026-11-02 14:00',
    ]);
  });

  test('a send time that a clock change leaves out moves forward by the gap', () => {
    const changes = { zone: NEW_YORK, sendDays: [SUNDAY], sendTime: '02:30' };
    expect(runs(changes, '2027-03-08T00:00:00Z', 2)).toEqual(['2027-03-14 07:30', '2027-03-21 06:30']);
  });

  test('a time that is left out before midnight is found on the next day, also from inside the gap', () => {
    const nuuk = { zone: 'America/Nuuk', sendDays: [SATURDAY], sendTime: '23:30' };
    const [made, next] = ['2027-03-27 01:30', '2027-04-03 00:30'];
    for (const after of ['2027-03-27T20:00:00Z', '2027-03-28T01:00:00Z', '2027-03-28T01:29:59Z']) {
      expect(runs(nuuk, after, 2)).toEqual([made, next]);
    }
    expect(runs(nuuk, '2027-03-28T01:30:00Z', 1)).toEqual([next]);
    const apia = { zone: 'Pacific/Apia', sendDays: [FRIDAY], sendTime: '12:00', startDate: '2011-12-01' };
    for (const after of ['2011-12-30T09:00:00Z', '2011-12-30T21:59:59Z']) {
      expect(runs(apia, after, 1)).toEqual(['2011-12-30 22:00']);
    }
  });

  test('a send time that comes twice is the first one, once', () => {
    const changes = { zone: NEW_YORK, sendDays: [SUNDAY], sendTime: '01:30' };
    expect(runs(changes, '2026-10-31T00:00:00Z', 2)).toEqual(['2026-11-01 05:30', '2026-11-08 06:30']);
  });

  test('a midnight that does not exist moves forward on its day', () => {
    const changes = { zone: 'Africa/Cairo', sendDays: [FRIDAY], sendTime: '00:00' };
    expect(runs(changes, '2026-04-18T00:00:00Z', 2)).toEqual(['2026-04-24 22:00', '2026-05-01 21:00']);
  });

  test('runs come strictly after the instant asked for, up to the last one asked for', () => {
    expect(runs({}, '2026-06-01T07:00:00Z', 1)).toEqual(['2026-06-08 07:00']);
    expect(runs({}, '2026-06-01T06:59:59Z', 1)).toEqual(['2026-06-01 07:00']);
    const until = Date.parse('2026-06-08T07:00:00Z');
    const range = { after: Date.parse('2026-06-01T00:00:00Z'), count: 9, until };
    expect(nextOccurrences(scheduleOf(), range).map((run) => run.localDate)).toEqual([
      '2026-06-01',
      '2026-06-08',
    ]);
  });
});

describe('P2: the cadence counts from the Monday of the start date', () => {
  test('several send days of every second week', () => {
    const changes = { sendDays: [FRIDAY, MONDAY], everyWeeks: 2, startDate: '2026-06-01', zone: 'UTC' };
    expect(runs(changes, '2026-06-01T12:00:00Z', 4)).toEqual([
      '2026-06-05 09:00',
      '2026-06-15 09:00',
      '2026-06-19 09:00',
      '2026-06-29 09:00',
    ]);
  });

  test('a start in the middle of a week leaves out its earlier days, and its week is the first', () => {
    const changes = { sendDays: [MONDAY, FRIDAY], everyWeeks: 3, startDate: '2026-06-03', zone: 'UTC' };
    expect(runs(changes, '2026-05-01T00:00:00Z', 3)).toEqual([
      '2026-06-05 09:00',
      '2026-06-22 09:00',
      '2026-06-26 09:00',
    ]);
  });

  test('every 52 weeks is found across years', () => {
    const changes = { everyWeeks: 52, startDate: '2026-06-01', zone: 'UTC' };
    expect(runs(changes, '2026-06-02T00:00:00Z', 2)).toEqual(['2027-05-31 09:00', '2028-05-29 09:00']);
  });
});

describe('S22: holidays', () => {
  const moving = BAVARIA;
  const skipping = { ...BAVARIA, rule: 'skip' as const };

  test('a run on a holiday moves to the next business day, past further holidays and the weekend', () => {
    const changes = { zone: 'UTC', holidays: moving, sendDays: [FRIDAY] };
    // Good Friday, and Easter Monday after it.
    expect(runs(changes, '2026-04-01T00:00:00Z', 2)).toEqual([
      '2026-04-07 09:00 <- 2026-04-03',
      '2026-04-10 09:00',
    ]);
  });

  test('or is left out', () => {
    const changes = { zone: 'UTC', holidays: skipping, sendDays: [FRIDAY] };
    expect(runs(changes, '2026-04-01T00:00:00Z', 1)).toEqual(['2026-04-10 09:00']);
  });

  test('a moved run that meets another send day is one run', () => {
    const changes = { zone: 'UTC', holidays: moving, sendDays: [FRIDAY, MONDAY, 2] };
    expect(runs(changes, '2026-04-01T00:00:00Z', 2)).toEqual(['2026-04-07 09:00', '2026-04-10 09:00']);
  });

  test('a moved run still takes place in a week of the cadence that is off', () => {
    const changes = {
      zone: 'UTC',
      holidays: moving,
      sendDays: [FRIDAY],
      everyWeeks: 2,
      startDate: '2026-03-30',
    };
    expect(runs(changes, '2026-04-01T00:00:00Z', 2)).toEqual([
      '2026-04-07 09:00 <- 2026-04-03',
      '2026-04-17 09:00',
    ]);
  });

  test('the weekend of a send day is no holiday', () => {
    const changes = { zone: 'UTC', holidays: moving, sendDays: [SUNDAY] };
    expect(runs(changes, '2026-06-05T00:00:00Z', 1)).toEqual(['2026-06-07 09:00']);
  });

  test('a region may have holidays of its own', () => {
    expect(isHoliday('2026-06-04', BAVARIA)).toBe(true);
    expect(isHoliday('2026-06-04', calendarOf('DE', 'BE'))).toBe(false);
    expect(runs({ zone: 'UTC', holidays: moving, sendDays: [4] }, '2026-06-01T00:00:00Z', 1)).toEqual([
      '2026-06-05 09:00 <- 2026-06-04',
    ]);
  });

  test('holidays from sunset to sunset are on the day that they end, and half ones are none', () => {
    expect(isHoliday('2026-09-21', calendarOf('IL'))).toBe(true);
    expect(isHoliday('2026-09-20', calendarOf('IL'))).toBe(false);
    expect(isHoliday('2026-03-08', calendarOf('CN'))).toBe(false);
    expect(isBusinessDay('2026-03-22', calendarOf('TR'))).toBe(false);
    expect(isBusinessDay('2026-03-23', calendarOf('TR'))).toBe(true);
  });

  test('25a, 25b: a day that is observed for a holiday on a weekend is a holiday', () => {
    const bermuda = { zone: 'Atlantic/Bermuda', startDate: '2028-11-06', holidays: calendarOf('BM') };
    expect(runs(bermuda, '2028-11-01T00:00:00Z')).toEqual([
      '2028-11-06 13:00',
      '2028-11-14 13:00 <- 2028-11-13',
      '2028-11-20 13:00',
    ]);
    const ireland = { zone: 'Europe/Dublin', startDate: '2029-03-12', holidays: calendarOf('IE') };
    expect(runs(ireland, '2029-03-01T00:00:00Z')).toEqual([
      '2029-03-12 09:00',
      '2029-03-20 09:00 <- 2029-03-19',
      '2029-03-26 08:00',
    ]);
    for (const [changes, left] of [
      [bermuda, ['2028-11-06 13:00', '2028-11-20 13:00']],
      [ireland, ['2029-03-12 09:00', '2029-03-26 08:00']],
    ] as const) {
      const holidays = { ...changes.holidays, rule: 'skip' as const };
      expect(runs({ ...changes, holidays }, `${changes.startDate}T00:00:00Z`, 2)).toEqual(left);
    }
    // Of another type in the library, on a Friday and in Spain.
    expect(isHoliday('2028-11-10', calendarOf('US'))).toBe(true);
    expect(isHoliday('2029-10-15', calendarOf('US'))).toBe(false);
    expect(isHoliday('2027-12-27', calendarOf('GB', 'ENG'))).toBe(true);
    expect(isHoliday('2027-12-28', calendarOf('GB', 'ENG'))).toBe(true);
  });

  test('bank holidays count where they are asked for', () => {
    const goodFriday = '2029-03-30';
    expect(isHoliday(goodFriday, calendarOf('IE'))).toBe(false);
    expect(isHoliday(goodFriday, { ...calendarOf('IE'), kind: 'bank' })).toBe(true);
    expect(isHoliday('2026-12-25', { ...calendarOf('DE'), kind: 'bank' })).toBe(true);
  });

  test('own days are holidays like those of a country, with one or without', () => {
    const days = [
      { date: '2026-06-15', name: 'Outing' },
      { date: '2026-06-16', name: 'The day after' },
    ];
    const own = { ...calendarOf('DE', 'BY'), days };
    expect(runs({ zone: 'UTC', holidays: own }, '2026-06-10T00:00:00Z', 2)).toEqual([
      '2026-06-17 09:00 <- 2026-06-15',
      '2026-06-22 09:00',
    ]);
    const only = { ...own, country: null, region: null, rule: 'skip' as const };
    expect(runs({ zone: 'UTC', holidays: only }, '2026-06-10T00:00:00Z', 1)).toEqual(['2026-06-22 09:00']);
    expect(isHoliday('2026-12-25', only)).toBe(false);
  });

  test('a year of own days in a row is passed over', () => {
    const days = Array.from({ length: 300 }, (_, index) => ({
      date: addDays('2026-06-01', index),
      name: 'Closed',
    }));
    const changes = { zone: 'UTC', holidays: { ...calendarOf('DE'), days } };
    expect(runs(changes, '2026-05-28T00:00:00Z', 1)).toEqual(['2027-03-30 09:00 <- 2027-03-29']);
  });

  test('a place is a country the library knows, with a region of its own', () => {
    expect(isHolidayPlace('DE', null)).toBe(true);
    expect(isHolidayPlace('DE', 'BY')).toBe(true);
    expect(isHolidayPlace('DE', 'CA')).toBe(false);
    expect(isHolidayPlace('XX', null)).toBe(false);
    expect(isHolidayPlace('toString', null)).toBe(false);
    expect(isHolidayPlace('SE', 'valueOf')).toBe(false);
  });
});

test('S22: with any schedule, moved runs are one a day, in order, at the send time, on business days', () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const schedule = scheduleOf({
      zone: ['UTC', NEW_YORK, 'Asia/Kolkata', 'Australia/Lord_Howe'][seed % 4]!,
      sendDays: [1, 2, 3, 4, 5, 6, 7].filter((day) => ((1 + (seed % 127)) >> (day - 1)) & 1),
      everyWeeks: 1 + (seed % 5),
      holidays: calendarOf(['DE', 'US', 'CN', 'JP'][seed % 4]!),
    });
    const found = nextOccurrences(schedule, { after: Date.parse('2026-09-01T00:00:00Z'), count: 30 });
    const dates = found.map((run) => run.localDate);
    expect(dates).toEqual([...new Set(dates)].sort());
    for (const { localDate, movedFrom } of found) {
      if (movedFrom !== null) {
        expect(isHoliday(movedFrom, schedule.holidays!)).toBe(true);
        expect(isBusinessDay(localDate, schedule.holidays!)).toBe(true);
      } else expect(isHoliday(localDate, schedule.holidays!)).toBe(false);
    }
  }
});
