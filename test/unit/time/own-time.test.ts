import { describe, expect, test } from '@jest/globals';
import { instantOf, localDateOf, localTimeOf, type SendingWindow } from '../../../domain/time/calendar.ts';
import { allowedFrom, allowedOn, isWithinHours, movedTo } from '../../../domain/time/own-time.ts';

const WEEKDAYS = [1, 2, 3, 4, 5];
const always: SendingWindow = { sendDays: [], start: null, stop: null };

function shown(at: number, zone: string): string {
  return `${localDateOf(at, zone)} ${localTimeOf(at, zone)}`;
}

/** When something that wants to leave at a local time does. */
function leaves(local: string, own: string | null, window: Partial<SendingWindow>, zone: string): string {
  const at = instantOf(local.slice(0, 10), local.slice(11), zone);
  return shown(allowedFrom(at, own, { ...always, ...window }, zone), zone);
}

describe('S13: times of day when the day moves', () => {
  test.each<[string, string | null, Partial<SendingWindow>, string]>([
    ['2026-03-07 09:00', '09:00', { sendDays: WEEKDAYS }, '2026-03-09 09:00'],
    ['2026-03-07 14:30', null, { sendDays: WEEKDAYS }, '2026-03-09 14:30'],
    ['2026-03-07 14:30', null, { sendDays: WEEKDAYS, start: '08:00', stop: '18:00' }, '2026-03-09 08:00'],
    ['2026-03-07 14:30', '14:30', { sendDays: WEEKDAYS, start: '08:00', stop: '18:00' }, '2026-03-09 14:30'],
    ['2026-03-07 18:30', '18:30', { sendDays: WEEKDAYS, start: '08:00', stop: '18:00' }, '2026-03-09 08:00'],
    ['2026-03-09 07:00', '07:00', { start: '08:00', stop: '18:00' }, '2026-03-09 08:00'],
    ['2026-03-09 19:00', '10:00', { start: '08:00', stop: '18:00' }, '2026-03-10 10:00'],
    // Over midnight: the window of Monday is open on Tuesday at 01:00.
    ['2026-03-10 01:00', '01:00', { sendDays: [1], start: '22:00', stop: '02:00' }, '2026-03-10 01:00'],
    ['2026-03-11 01:00', '01:00', { sendDays: [1], start: '22:00', stop: '02:00' }, '2026-03-17 01:00'],
    ['2026-03-11 12:00', '12:00', { sendDays: [1], start: '22:00', stop: '02:00' }, '2026-03-16 22:00'],
    ['2026-03-11 00:00', null, {}, '2026-03-11 00:00'],
  ])('%s at %s in %j leaves %s', (local, own, window, expected) => {
    expect(leaves(local, own, window, 'Europe/Berlin')).toBe(expected);
  });

  test('hours are told apart from days', () => {
    const day = { ...always, start: '09:00', stop: '17:00' };
    const night = { ...always, start: '22:00', stop: '02:00' };
    expect(['08:59', '09:00', '16:59', '17:00'].map((time) => isWithinHours(time, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(['21:59', '22:00', '01:59', '02:00'].map((time) => isWithinHours(time, night))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isWithinHours('00:00', always)).toBe(true);
  });
});

describe('S13: clock changes', () => {
  test('a time that the clocks leave out moves on by the gap, on that day only', () => {
    // New York leaves out 02:00 to 03:00 on 8 March 2026, a Sunday.
    const zone = 'America/New_York';
    expect(leaves('2026-03-06 02:30', '02:30', { sendDays: [7, 1] }, zone)).toBe('2026-03-08 03:30');
    expect(leaves('2026-03-08 04:00', '02:30', { sendDays: [1] }, zone)).toBe('2026-03-09 02:30');
    const hour = { sendDays: [7, 1], start: '02:00', stop: '03:00' };
    expect(leaves('2026-03-06 12:00', '02:30', hour, zone)).toBe('2026-03-09 02:30');
  });

  test('a day whose midnight is left out begins after the gap, and no own time becomes midnight', () => {
    // Santiago leaves out 00:00 to 01:00 on 6 September 2026, a Sunday.
    const zone = 'America/Santiago';
    expect(leaves('2026-09-05 00:00', '00:00', { sendDays: [7] }, zone)).toBe('2026-09-06 01:00');
    expect(leaves('2026-09-05 09:00', '09:00', { sendDays: [7] }, zone)).toBe('2026-09-06 09:00');
    expect(shown(allowedOn('2026-09-06', '00:30', always, zone), zone)).toBe('2026-09-06 01:30');
  });

  test('a time that comes twice is the first', () => {
    const zone = 'America/New_York';
    const at = allowedOn('2026-11-01', '01:30', always, zone);
    expect(at).toBe(Date.UTC(2026, 10, 1, 5, 30));
  });
});

describe('days that are closed', () => {
  const closed = (...dates: string[]): Partial<SendingWindow> => ({
    sendDays: WEEKDAYS,
    isClosed: (date) => dates.includes(date),
  });

  test('S22: are passed over, with the time of day kept', () => {
    expect(leaves('2026-03-06 09:00', '09:00', closed('2026-03-06', '2026-03-09'), 'UTC')).toBe(
      '2026-03-10 09:00',
    );
    const hours = { ...closed('2026-03-09'), start: '08:00', stop: '18:00' };
    expect(leaves('2026-03-06 19:00', '19:00', hours, 'UTC')).toBe('2026-03-10 08:00');
  });

  test('S22: where all days are, nothing waits for ever', () => {
    const all = { sendDays: WEEKDAYS, isClosed: () => true };
    expect(leaves('2026-03-07 09:00', '09:00', all, 'UTC')).toBe('2026-03-09 09:00');
  });
});

test('S11: an instant that a day moves keeps its time of day', () => {
  const at = instantOf('2026-03-02', '14:45', 'UTC') + 1_234;
  expect(movedTo('2026-03-05', at, 'UTC')).toBe(at + 3 * 86_400_000);
  expect(movedTo('2026-03-01', at, 'UTC')).toBe(at);
});
