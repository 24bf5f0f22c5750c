import { describe, expect, test } from '@jest/globals';
import { deferredOpening, limitedOpening } from '../../../domain/enrollments/deferred-opening.ts';
import type { StepTiming } from '../../../domain/sequences/step-timing.ts';
import { instantOf, localDateOf, localTimeOf } from '../../../domain/time/calendar.ts';
import { snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';

const ZONE = 'Europe/Berlin';
const DAYS: StepTiming = { kind: 'delay', amount: 2, unit: 'days', atTime: null };
const at14: StepTiming = { kind: 'offset', days: 0, sendTime: '14:00' };

interface Given {
  timing: StepTiming;
  hours?: [string, string];
  sendDays?: number[];
  dueAt?: string;
}

/** When a step leaves that is put off from Thursday 5 March to the next midnight. */
function leaves({ timing, hours, sendDays = [], dueAt = '14:00' }: Given): string {
  const snapshot = snapshotOf({ steps: stepsOf({ timing }) });
  const sequence = {
    ...snapshot.sequence,
    zone: ZONE,
    sendDays,
    windowStart: hours?.[0] ?? null,
    windowStop: hours?.[1] ?? null,
  };
  const execution = { dueAt: instantOf('2026-03-05', dueAt, ZONE) };
  const midnight = instantOf('2026-03-06', '00:00', ZONE);
  const at = deferredOpening({ ...snapshot, sequence }, { step: { timing }, execution }, midnight);
  return `${localDateOf(at, ZONE)} ${localTimeOf(at, ZONE)}`;
}

describe('a step that is put off to another day', () => {
  test('S13, D6: it keeps its own local time, with and without a window, never midnight', () => {
    expect(leaves({ timing: at14 })).toBe('2026-03-06 14:00');
    expect(leaves({ timing: at14, hours: ['09:00', '18:00'] })).toBe('2026-03-06 14:00');
    expect(leaves({ timing: { ...DAYS, atTime: '10:30' }, hours: ['09:00', '18:00'] })).toBe(
      '2026-03-06 10:30',
    );
  });

  test('S13: where the window does not have that time, it leaves when the window opens', () => {
    expect(leaves({ timing: at14, hours: ['09:00', '12:00'] })).toBe('2026-03-06 09:00');
  });

  test('S13: without a time of its own it leaves when the window opens, or at its time of day', () => {
    expect(leaves({ timing: DAYS, hours: ['09:00', '18:00'] })).toBe('2026-03-06 09:00');
    expect(leaves({ timing: DAYS, dueAt: '16:20' })).toBe('2026-03-06 16:20');
  });

  test('S13: days that are no send days are passed over with the same time', () => {
    expect(leaves({ timing: at14, hours: ['09:00', '18:00'], sendDays: [1, 2] })).toBe('2026-03-09 14:00');
  });
});

/** When a step of Thursday 5 March leaves that the limit of its mailbox gives a place from an instant on. */
function limited(
  from: string,
  { timing, hours, sendDays = [] }: Given,
  askedAt: string | null = null,
): string {
  const snapshot = snapshotOf({ steps: stepsOf({ timing }) });
  const window = { windowStart: hours?.[0] ?? null, windowStop: hours?.[1] ?? null };
  const sequence = { ...snapshot.sequence, zone: ZONE, sendDays, ...window };
  const instant = (local: string): number => instantOf(local.slice(0, 10), local.slice(11), ZONE);
  const execution = {
    dueAt: instant('2026-03-05 14:00'),
    sendRequestedAt: askedAt === null ? null : instant(askedAt),
  };
  const at = limitedOpening({ ...snapshot, sequence }, { step: { timing }, execution }, instant(from));
  return `${localDateOf(at, ZONE)} ${localTimeOf(at, ZONE)}`;
}

describe('a step that the limit of its mailbox puts off', () => {
  test('M1, S14: a time set by a limit is that moment, whatever its own local time', () => {
    expect(limited('2026-03-06 00:00', { timing: at14 })).toBe('2026-03-06 00:00');
    expect(limited('2026-03-06 00:00', { timing: DAYS })).toBe('2026-03-06 00:00');
    expect(limited('2026-03-06 06:00', { timing: at14 })).toBe('2026-03-06 06:00');
  });

  test('M1: so it is once its time has passed that day, or on its own day', () => {
    expect(limited('2026-03-06 14:20', { timing: at14 })).toBe('2026-03-06 14:20');
    expect(limited('2026-03-05 14:20', { timing: at14 })).toBe('2026-03-05 14:20');
  });

  test('S13, S14: a window that is closed opens first; on days that are none without hours it keeps its own time', () => {
    expect(limited('2026-03-06 00:00', { timing: at14, hours: ['09:00', '12:00'] })).toBe('2026-03-06 09:00');
    expect(limited('2026-03-06 00:00', { timing: at14, hours: ['09:00', '18:00'] })).toBe('2026-03-06 09:00');
    expect(limited('2026-03-06 10:30', { timing: at14, hours: ['09:00', '18:00'] })).toBe('2026-03-06 10:30');
    expect(limited('2026-03-06 00:00', { timing: at14, hours: ['09:00', '18:00'], sendDays: [1] })).toBe(
      '2026-03-09 09:00',
    );
    expect(limited('2026-03-06 00:00', { timing: at14, sendDays: [1] })).toBe('2026-03-09 14:00');
  });

  test('Q2, S14: what a person sends overrules the window, also of the day on which it has a place', () => {
    const given: Given = { timing: at14, hours: ['09:00', '18:00'] };
    expect(limited('2026-03-05 21:05', given, '2026-03-05 21:00')).toBe('2026-03-05 21:05');
    expect(limited('2026-03-06 00:00', given, '2026-03-05 21:00')).toBe('2026-03-06 00:00');
  });
});
