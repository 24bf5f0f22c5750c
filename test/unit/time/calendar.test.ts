import { describe, expect, test } from '@jest/globals';
import {
  addDays,
  daysBetween,
  instantOf,
  isAllowed,
  isValidDate,
  isValidTime,
  isZone,
  localDateOf,
  localTimeOf,
  nextAllowed,
  plusDays,
  startOfDay,
  weekdayOf,
  type SendingWindow,
} from '../../../domain/time/calendar.ts';

const NEW_YORK = 'America/New_York';
const LORD_HOWE = 'Australia/Lord_Howe';
const CAIRO = 'Africa/Cairo';
const CASABLANCA = 'Africa/Casablanca';
const APIA = 'Pacific/Apia';

const WEEKDAYS = [1, 2, 3, 4, 5];
const OFFICE_HOURS: SendingWindow = { sendDays: WEEKDAYS, start: '08:00', stop: '17:00' };

function utc(instant: number): string {
  return new Date(instant).toISOString().replace(':00.000Z', 'Z');
}

function nextAllowedUtc(instant: string, window: SendingWindow, zone: string): string {
  return utc(nextAllowed(Date.parse(instant), window, zone));
}

describe('names, dates and times', () => {
  test.each(['UTC', 'Etc/GMT+5', NEW_YORK, 'Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kyiv', 'US/Eastern'])(
    'a zone is an IANA name or alias: %s',
    (zone) => expect(isZone(zone)).toBe(true),
  );

  test.each([
    '',
    'UTC+3',
    '+03:00',
    'GMT+3',
    'local',
    'system',
    'IST',
    'PST',
    'Mars/Olympus',
    ' UTC',
    'UTC\n',
  ])('a zone is never an offset, the host, an abbreviation or unknown: %j', (zone) =>
    expect(isZone(zone)).toBe(false),
  );

  test.each(['utc', 'america/new_york', 'AMERICA/NEW_YORK', 'Asia/KOLKATA'])(
    'a zone is spelled as IANA spells it, because Temporal schedules refuse other spellings: %s',
    (zone) => expect(isZone(zone)).toBe(false),
  );

  test('every zone that Intl lists is a zone', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((zone) => !isZone(zone))).toEqual([]);
  });

  test.each(['2028-02-29', '2027-12-31', '0001-01-01'])('a date is a day of the calendar: %s', (date) =>
    expect(isValidDate(date)).toBe(true),
  );

  test.each([
    '2027-02-29',
    '2027-02-30',
    '2027-13-01',
    '2027-00-10',
    '2027-1-1',
    '20270101',
    '2027-01-01T00:00',
    '',
  ])('a date that the calendar does not have is refused: %s', (date) =>
    expect(isValidDate(date)).toBe(false),
  );

  test('a time runs from 00:00 to 23:59', () => {
    expect(['00:00', '09:30', '23:59'].every(isValidTime)).toBe(true);
    expect(['24:00', '9:00', '12:60', '12:00:00', '-1:00', ''].some(isValidTime)).toBe(false);
  });

  test('an invalid date, time, zone or instant throws instead of becoming a wrong moment', () => {
    expect(() => instantOf('2027-02-30', '09:00', 'UTC')).toThrow(new RangeError('not a date: 2027-02-30'));
    expect(() => instantOf('2027-02-01', '24:00', 'UTC')).toThrow(new RangeError('not a time: 24:00'));
    expect(() => instantOf('2027-02-01', '09:00', 'UTC+3')).toThrow(RangeError);
    expect(() => localDateOf(Number.NaN, NEW_YORK)).toThrow(RangeError);
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
  });

  test('civil days ignore clock changes, leap years do not', () => {
    expect(addDays('2027-03-13', 2)).toBe('2027-03-15');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
    expect(daysBetween('2027-03-01', '2027-04-01')).toBe(31);
    expect(daysBetween('2027-01-01', '2026-12-31')).toBe(-1);
  });

  test('weekdays run from 1 Monday to 7 Sunday, also before 1970', () => {
    expect(['2027-03-15', '2027-03-14', '1969-12-28', '1970-01-01'].map(weekdayOf)).toEqual([1, 7, 7, 4]);
  });
});

describe('S4: a local send time that a clock change leaves out moves forward by the length of the gap', () => {
  test.each([
    ['New York, one hour', '2027-03-14', '02:30', NEW_YORK, '2027-03-14T07:30Z', '03:30'],
    ['Lord Howe, half an hour', '2026-10-04', '02:15', LORD_HOWE, '2026-10-03T15:45Z', '02:45'],
    ['Cairo, at midnight', '2027-04-30', '00:30', CAIRO, '2027-04-29T22:30Z', '01:30'],
    ['Casablanca, after Ramadan', '2027-03-14', '02:30', CASABLANCA, '2027-03-14T02:30Z', '03:30'],
    ['Apia, a whole day', '2011-12-30', '09:00', APIA, '2011-12-30T19:00Z', '09:00'],
    ['Kwajalein, a whole day', '1993-08-21', '09:00', 'Pacific/Kwajalein', '1993-08-21T21:00Z', '09:00'],
  ])('%s', (_where, date, time, zone, expected, shown) => {
    const instant = instantOf(date, time, zone);
    expect(utc(instant)).toBe(expected);
    expect(localTimeOf(instant, zone)).toBe(shown);
  });

  test('a day left out altogether becomes the next day', () => {
    expect(localDateOf(instantOf('2011-12-30', '09:00', APIA), APIA)).toBe('2011-12-31');
  });
});

describe('S4: a local send time that comes twice is taken the first time', () => {
  test.each([
    ['New York', '2026-11-01', '01:30', NEW_YORK, '2026-11-01T05:30Z'],
    ['Lord Howe', '2027-04-04', '01:45', LORD_HOWE, '2027-04-03T14:45Z'],
    ['Cairo', '2026-10-29', '23:30', CAIRO, '2026-10-29T20:30Z'],
    ['Casablanca, before Ramadan', '2027-02-07', '02:30', CASABLANCA, '2027-02-07T01:30Z'],
    ['Berlin', '2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30Z'],
  ])('%s', (_where, date, time, zone, expected) => {
    expect(utc(instantOf(date, time, zone))).toBe(expected);
  });
});

describe('S4: a local day starts at its first instant', () => {
  test.each([
    ['Cairo, where the day starts at 01:00', '2027-04-30', CAIRO, '2027-04-29T22:00Z'],
    ['Beirut, where the day starts at 01:00', '2027-03-28', 'Asia/Beirut', '2027-03-27T22:00Z'],
    ['Sao Paulo, where the day started at 01:00', '2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00Z'],
    ['Toronto, where 23:30 became 00:30', '1919-03-31', 'America/Toronto', '1919-03-31T04:30Z'],
    ['Havana, where midnight comes twice', '2026-11-01', 'America/Havana', '2026-11-01T04:00Z'],
    ['Apia, where the day did not exist', '2011-12-30', APIA, '2011-12-30T10:00Z'],
    ['an ordinary day', '2027-06-01', NEW_YORK, '2027-06-01T04:00Z'],
  ])('%s', (_where, date, zone, expected) => {
    expect(utc(startOfDay(date, zone))).toBe(expected);
  });
});

describe('S4: days later keep the wall clock, not the number of hours', () => {
  test('09:00 stays 09:00 across both clock changes, seconds and milliseconds included', () => {
    const spring = plusDays(Date.parse('2027-03-12T14:00:07.089Z'), 3, NEW_YORK);
    const autumn = plusDays(Date.parse('2026-10-30T13:00:00Z'), 3, NEW_YORK);
    expect(utc(spring)).toBe('2027-03-15T13:00:07.089Z');
    expect(utc(autumn)).toBe('2026-11-02T14:00Z');
  });

  test('a day that lands in a gap moves forward, a day that lands in a repeated hour takes the first', () => {
    expect(utc(plusDays(Date.parse('2027-03-13T07:30Z'), 1, NEW_YORK))).toBe('2027-03-14T07:30Z');
    expect(utc(plusDays(Date.parse('2026-11-02T06:30Z'), -1, NEW_YORK))).toBe('2026-11-01T05:30Z');
  });

  test('zero days later is the same instant, also in the second of two equal hours', () => {
    const second = Date.parse('2026-11-01T06:30Z');
    expect(plusDays(second, 0, NEW_YORK)).toBe(second);
  });
});

describe('S13: a due time moves to the next allowed moment', () => {
  test('a moment inside the window stays, to the millisecond', () => {
    const instant = Date.parse('2027-03-15T15:00:00.001Z');
    expect(nextAllowed(instant, OFFICE_HOURS, NEW_YORK)).toBe(instant);
    expect(isAllowed(instant, OFFICE_HOURS, NEW_YORK)).toBe(true);
  });

  test('before the start it waits for the start, from the stop on for the next day', () => {
    expect(nextAllowedUtc('2027-03-15T09:00Z', OFFICE_HOURS, NEW_YORK)).toBe('2027-03-15T12:00Z');
    expect(nextAllowedUtc('2027-03-15T21:00Z', OFFICE_HOURS, NEW_YORK)).toBe('2027-03-16T12:00Z');
    expect(isAllowed(Date.parse('2027-03-15T20:59:59.999Z'), OFFICE_HOURS, NEW_YORK)).toBe(true);
    expect(isAllowed(Date.parse('2027-03-15T21:00Z'), OFFICE_HOURS, NEW_YORK)).toBe(false);
  });

  test('Friday evening waits for Monday morning, and the clock change in between does not shift it', () => {
    expect(nextAllowedUtc('2027-03-12T23:00Z', OFFICE_HOURS, NEW_YORK)).toBe('2027-03-15T12:00Z');
    expect(nextAllowedUtc('2026-10-30T23:00Z', OFFICE_HOURS, NEW_YORK)).toBe('2026-11-02T13:00Z');
  });

  test('the weekday is the one in the zone, east and west of UTC', () => {
    const mondays: SendingWindow = { sendDays: [1], start: null, stop: null };
    expect(nextAllowedUtc('2027-03-14T11:00Z', mondays, 'Pacific/Auckland')).toBe('2027-03-14T11:00Z');
    expect(nextAllowedUtc('2027-03-15T02:00Z', mondays, NEW_YORK)).toBe('2027-03-15T04:00Z');
  });

  test('no days means every day, no times the whole day', () => {
    const always: SendingWindow = { sendDays: [], start: null, stop: null };
    expect(nextAllowedUtc('2027-03-14T07:30Z', always, NEW_YORK)).toBe('2027-03-14T07:30Z');
    expect(nextAllowedUtc('2027-03-14T07:30Z', { ...always, start: '22:00' }, 'UTC')).toBe(
      '2027-03-14T22:00Z',
    );
    expect(nextAllowedUtc('2027-03-14T07:30Z', { ...always, stop: '06:00' }, 'UTC')).toBe(
      '2027-03-15T00:00Z',
    );
  });

  test('a stop of 24:00 lasts to the end of the day', () => {
    const evenings: SendingWindow = { sendDays: [5], start: '18:00', stop: '24:00' };
    expect(isAllowed(Date.parse('2027-03-12T23:59:59.999Z'), evenings, 'UTC')).toBe(true);
    expect(nextAllowedUtc('2027-03-13T00:00Z', evenings, 'UTC')).toBe('2027-03-19T18:00Z');
  });

  test('a window over midnight belongs to the day it starts on', () => {
    const fridayNights: SendingWindow = { sendDays: [5], start: '22:00', stop: '02:00' };
    expect(isAllowed(Date.parse('2027-03-13T01:59Z'), fridayNights, 'UTC')).toBe(true);
    expect(isAllowed(Date.parse('2027-03-12T01:59Z'), fridayNights, 'UTC')).toBe(false);
    expect(nextAllowedUtc('2027-03-13T02:00Z', fridayNights, 'UTC')).toBe('2027-03-19T22:00Z');
  });

  test('equal start and stop are the twenty-four hours from the start', () => {
    const fromFridayNoon: SendingWindow = { sendDays: [5], start: '12:00', stop: '12:00' };
    expect(isAllowed(Date.parse('2027-03-13T11:59Z'), fromFridayNoon, 'UTC')).toBe(true);
    expect(isAllowed(Date.parse('2027-03-12T11:59Z'), fromFridayNoon, 'UTC')).toBe(false);
  });

  test('a window whose start falls in a gap opens when the gap ends', () => {
    const nights: SendingWindow = { sendDays: [], start: '02:30', stop: '05:00' };
    expect(nextAllowedUtc('2027-03-14T06:00Z', nights, NEW_YORK)).toBe('2027-03-14T07:00Z');
    const midnights: SendingWindow = { sendDays: [5], start: '00:00', stop: '06:00' };
    expect(nextAllowedUtc('2027-04-29T12:00Z', midnights, CAIRO)).toBe('2027-04-29T22:00Z');
  });

  test('a window that lies in a gap altogether does not open that day', () => {
    const gapOnly: SendingWindow = { sendDays: [7], start: '02:00', stop: '03:00' };
    expect(nextAllowedUtc('2027-03-14T06:00Z', gapOnly, NEW_YORK)).toBe('2027-03-21T06:00Z');
  });

  test('a window in repeated hours is open both times and closed between', () => {
    const halfHour: SendingWindow = { sendDays: [], start: '01:00', stop: '01:30' };
    expect(nextAllowedUtc('2026-11-01T04:30Z', halfHour, NEW_YORK)).toBe('2026-11-01T05:00Z');
    expect(nextAllowedUtc('2026-11-01T05:30Z', halfHour, NEW_YORK)).toBe('2026-11-01T06:00Z');
    expect(nextAllowedUtc('2026-11-01T06:30Z', halfHour, NEW_YORK)).toBe('2026-11-02T06:00Z');
  });

  test('days that no week has throw instead of searching for ever', () => {
    expect(() => nextAllowed(0, { sendDays: [0, 8], start: null, stop: null }, 'UTC')).toThrow(RangeError);
    expect(() => isAllowed(0, { sendDays: [8], start: null, stop: null }, 'UTC')).toThrow(RangeError);
  });
});
