import { describe, expect, test } from '@jest/globals';
import { deferredOpening } from '../../../domain/enrollments/deferred-opening.ts';
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
