import { describe, expect, test } from '@jest/globals';
import { heldSpans } from '../../../domain/enrollments/held-time.ts';
import { planSteps } from '../../../domain/enrollments/plan.ts';
import type { Hold } from '../../../domain/holds.ts';
import {
  after,
  at,
  executionOf,
  holdFrom,
  onDay,
  shown,
  snapshotOf,
  stepsOf,
} from '../../support/rows/snapshots.ts';

/** An enrollment whose step `a` left on Monday at 09:00, with a delay of three days after it. */
function delayed(holds: Hold[], delay = '3 days', atTime?: string) {
  const steps = stepsOf(onDay(0), after(delay, atTime ? { atTime } : {}));
  const sentAt = at('2026-03-02 09:00');
  const executions = [
    executionOf(steps[0]!, { status: 'done', dueAt: sentAt, readyAt: sentAt, endedAt: sentAt }),
  ];
  return snapshotOf({ steps, executions, holds });
}

function dueAfter(holds: Hold[], now: string, delay?: string, atTime?: string): string | null {
  return shown(planSteps(delayed(holds, delay, atTime), at(now))[0]!.dueAt);
}

function span(from: string, to: string, change: Partial<Hold> = {}): Hold {
  return holdFrom(at(from), { endedAt: at(to), ...change });
}

describe('delays after a pause', () => {
  test('S11: a delay keeps its remaining time', () => {
    expect(dueAfter([span('2026-03-03 09:00', '2026-03-10 15:00')], '2026-03-10 15:00')).toBe(
      '2026-03-12 15:00',
    );
  });

  test('S11: several pauses add up, and overlapping ones count once', () => {
    const holds = [
      span('2026-03-02 12:00', '2026-03-02 18:00'),
      span('2026-03-03 00:00', '2026-03-04 00:00'),
      span('2026-03-03 12:00', '2026-03-05 00:00', { scope: 'customer', kind: 'reply' }),
      span('2026-03-03 13:00', '2026-03-03 14:00', { scope: 'sequence' }),
    ];
    expect(dueAfter(holds, '2026-03-05 00:00')).toBe('2026-03-07 15:00');
  });

  test('S11: a pause after the planned end counts when an earlier pause had moved that end behind it', () => {
    const holds = [
      span('2026-03-05 08:00', '2026-03-05 10:00'),
      span('2026-03-05 10:30', '2026-03-06 10:30'),
    ];
    expect(dueAfter(holds, '2026-03-06 10:30')).toBe('2026-03-06 11:00');
  });

  test('S11: pauses before the step before ended and after the delay was over do not count', () => {
    const holds = [
      span('2026-03-01 00:00', '2026-03-02 09:00'),
      span('2026-03-05 09:00', '2026-03-09 00:00'),
    ];
    expect(dueAfter(holds, '2026-03-09 00:00')).toBe('2026-03-05 09:00');
  });

  test('D8: a hold that expires by itself counts until its expiry, also when it was ended later or sooner', () => {
    expect(
      dueAfter([holdFrom(at('2026-03-03 09:00'), { expiresAt: at('2026-03-08 09:00') })], '2026-03-03 09:00'),
    ).toBe('2026-03-10 09:00');
    expect(
      dueAfter(
        [span('2026-03-03 09:00', '2026-03-20 09:00', { expiresAt: at('2026-03-08 09:00') })],
        '2026-03-20 09:00',
      ),
    ).toBe('2026-03-10 09:00');
    expect(
      dueAfter(
        [span('2026-03-03 09:00', '2026-03-04 09:00', { expiresAt: at('2026-03-08 09:00') })],
        '2026-03-20 09:00',
      ),
    ).toBe('2026-03-06 09:00');
  });

  test('S11: with a time of day, a delay is due at that time of the day on which its remaining time is over', () => {
    expect(
      dueAfter([span('2026-03-03 09:00', '2026-03-10 15:00')], '2026-03-10 15:00', '3 days', '09:00'),
    ).toBe('2026-03-12 09:00');
    expect(
      dueAfter([span('2026-03-02 12:00', '2026-03-02 18:00')], '2026-03-02 18:00', '3 days', '09:00'),
    ).toBe('2026-03-05 09:00');
  });

  test('S11: while a pause of unknown length lasts, the delay moves along with it', () => {
    const holds = [holdFrom(at('2026-03-05 08:59'))];
    expect(dueAfter(holds, '2026-03-20 12:00')).toBe('2026-03-20 12:01');
  });

  test('S11: a pause of years that began a moment before a delay ended is reckoned at once', () => {
    const snapshot = delayed([holdFrom(at('2026-03-05 09:00') - 1)]);
    const begun = performance.now();
    expect(planSteps(snapshot, at('2036-03-05 09:00'))[0]!.dueAt).toBe(at('2036-03-05 09:00') + 1);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  test('S11: holds of a mailbox, an invoice or a program do not stretch the delays of an enrollment', () => {
    const scopes = (['mailbox', 'invoice', 'program'] as const).map((scope) =>
      span('2026-03-03 09:00', '2026-03-10 15:00', { scope }),
    );
    expect(dueAfter(scopes, '2026-03-10 15:00')).toBe('2026-03-05 09:00');
  });

  test('D8: held time is a set of disjoint spans in order', () => {
    const holds = [
      holdFrom(50, { endedAt: 60 }),
      holdFrom(10, { endedAt: 20 }),
      holdFrom(15, { endedAt: 30 }),
      holdFrom(30, { expiresAt: 40 }),
      holdFrom(70),
    ];
    expect(heldSpans({ holds, keptBack: [] }, 12, 90)).toEqual([
      [12, 40],
      [50, 60],
      [70, 90],
    ]);
  });
});
