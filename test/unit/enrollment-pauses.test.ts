import { describe, expect, test } from '@jest/globals';
import { heldSpans } from '../../domain/enrollment/held-time.ts';
import { planSteps } from '../../domain/enrollment/plan.ts';
import type { Hold } from '../../domain/enrollment/snapshot.ts';
import {
  after,
  at,
  byHand,
  executionOf,
  holdFrom,
  Life,
  onDay,
  shown,
  snapshotOf,
  stepsOf,
} from '../support/snapshots.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

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
    expect(heldSpans(holds, 12, 90)).toEqual([
      [12, 40],
      [50, 60],
      [70, 90],
    ]);
  });
});

describe('offsets after a pause', () => {
  test('S11: after a pause, steps keep their planned distance in days, and nothing leaves at once', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), onDay(3), onDay(5), onDay(20)) }))
      .passTo(at('2026-03-03 12:00'))
      .hold();
    life.passTo(at('2026-03-10 14:00')).resume().passTo(at('2026-04-30 00:00'));
    expect(life.log).toEqual([
      'a sent 2026-03-02 09:00',
      'b sent 2026-03-10 14:00',
      'c sent 2026-03-12 09:00',
      'd sent 2026-03-27 09:00',
    ]);
  });

  test('S11: a pause in which nothing fell due changes nothing', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), onDay(7), onDay(9)) }))
      .passTo(at('2026-03-03 12:00'))
      .hold();
    life.passTo(at('2026-03-06 14:00')).resume().passTo(at('2026-04-30 00:00'));
    expect(life.log.slice(1)).toEqual(['b sent 2026-03-09 09:00', 'c sent 2026-03-11 09:00']);
  });

  test('S11: steps that came due before the first one left wait in order, a day apart', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), onDay(1), onDay(2)) })).look().hold();
    life.passTo(at('2026-03-09 14:00')).resume().passTo(at('2026-04-30 00:00'));
    expect(life.log).toEqual([
      'a sent 2026-03-09 14:00',
      'b sent 2026-03-10 09:00',
      'c sent 2026-03-11 09:00',
    ]);
  });

  test('S11: manual steps that came due in a pause enter the queue a day apart too', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(byHand(onDay(0)), byHand(onDay(1)), onDay(2)) }))
      .look()
      .hold();
    life.passTo(at('2026-03-09 14:00')).resume().passTo(at('2026-04-30 00:00'));
    expect(life.log).toEqual([
      'a ready 2026-03-09 14:00',
      'b ready 2026-03-10 09:00',
      'c sent 2026-03-11 09:00',
    ]);
  });

  test('S11: an outage of three days over offsets 0, 1 and 2 sends nothing all at once', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), onDay(1), onDay(2)) })).sleepTo(
      at('2026-03-05 11:00'),
    );
    expect(life.log).toEqual(['a sent 2026-03-05 11:00']);
    expect(life.passTo(at('2026-04-30 00:00')).log.slice(1)).toEqual([
      'b sent 2026-03-06 09:00',
      'c sent 2026-03-07 09:00',
    ]);
  });

  test('S11: a message that leaves late pushes the next to its planned distance, one that is hours late does not', () => {
    const steps = stepsOf(onDay(0), onDay(4), onDay(6));
    const life = new Life(snapshotOf({ steps }))
      .passTo(at('2026-03-02 10:00'))
      .sleepTo(at('2026-03-08 23:00'));
    expect(life.passTo(at('2026-04-30 00:00')).log.slice(1)).toEqual([
      'b sent 2026-03-08 23:00',
      'c sent 2026-03-10 09:00',
    ]);
    const hours = new Life(snapshotOf({ steps }))
      .passTo(at('2026-03-02 10:00'))
      .sleepTo(at('2026-03-06 20:00'));
    expect(hours.passTo(at('2026-04-30 00:00')).log.slice(1)).toEqual([
      'b sent 2026-03-06 20:00',
      'c sent 2026-03-08 09:00',
    ]);
  });

  test('S11: retries over two days push the next message to its planned distance', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), onDay(1), onDay(3)) }));
    const taken = life.send;
    life.send = (row, now) =>
      now < at('2026-03-04 12:00')
        ? { readyAt: row.readyAt ?? now, heldReason: 'retrying', heldUntil: now + 6 * HOUR_MS }
        : taken(row, now);
    expect(life.passTo(at('2026-04-30 00:00')).log).toEqual([
      'a sent 2026-03-04 15:00',
      'b sent 2026-03-05 09:00',
      'c sent 2026-03-07 09:00',
    ]);
  });

  test('S11: distances are counted in local days, whatever the clocks do', () => {
    const sequence = { zone: 'America/New_York' };
    const life = new Life(
      snapshotOf({
        steps: stepsOf(onDay(0), onDay(1), onDay(2)),
        sequence,
        enrollment: { startDate: '2026-03-06' },
      }),
    );
    life.sleepTo(at('2026-03-07 23:30', 'America/New_York')).passTo(at('2026-03-31 00:00'));
    expect(life.log).toEqual([
      'a sent 2026-03-07 23:30',
      'b sent 2026-03-08 09:00',
      'c sent 2026-03-09 09:00',
    ]);
  });

  test('S11: an offset after a delay that moved keeps its planned distance to it', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), after('2 days'), onDay(6)) }))
      .passTo(at('2026-03-03 09:00'))
      .hold();
    life.passTo(at('2026-03-08 09:00')).resume().passTo(at('2026-04-30 00:00'));
    expect(life.log.slice(1)).toEqual(['b sent 2026-03-09 09:00', 'c sent 2026-03-13 09:00']);
  });

  test('S11: after a first delay counted from the afternoon, the plan knows the day it really falls on', () => {
    const enrollment = { plannedFrom: at('2026-03-02 15:00') };
    const life = new Life(snapshotOf({ steps: stepsOf(after('10 hours'), onDay(3)), enrollment })).passTo(
      at('2026-04-30 00:00'),
    );
    expect(life.log).toEqual(['a sent 2026-03-03 01:00', 'b sent 2026-03-05 09:00']);
  });
});

describe('waiting in a pause', () => {
  test('S10: a paused enrollment waits with its reason until somebody resumes it', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0)) }))
      .look()
      .hold()
      .passTo(at('2026-03-04 00:00'));
    expect(life.waits).toBe('a paused -');
    expect(life.resume().log).toEqual(['a sent 2026-03-04 00:00']);
  });

  test.each<[Partial<Hold>, string]>([
    [{}, 'a paused -'],
    [{ kind: 'list' }, 'a paused -'],
    [
      { scope: 'customer', kind: 'out_of_office', expiresAt: at('2026-03-09 08:00') },
      'a customer_hold 2026-03-09 08:00',
    ],
    [{ scope: 'sequence' }, 'a sequence_paused -'],
    [
      { scope: 'sequence', kind: 'begin', expiresAt: at('2026-03-09 08:00') },
      'a waiting_for_begin 2026-03-09 08:00',
    ],
    [{ scope: 'sequence', kind: 'switch' }, 'a switched_off -'],
    [{ scope: 'all', kind: 'switch' }, 'a switched_off -'],
  ])('S10, S12, D9: a hold %j is shown as such, with its expiry', (hold, expected) => {
    expect(
      new Life(snapshotOf({ steps: stepsOf(onDay(0)) })).hold(hold).passTo(at('2026-03-03 00:00')).waits,
    ).toBe(expected);
  });

  test('S10: with two holds it waits for the first expiry, then for the other', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0)) })).look();
    life.hold({ scope: 'customer', kind: 'out_of_office', expiresAt: at('2026-03-05 08:00') }).hold();
    expect(life.waits).toBe('a customer_hold 2026-03-05 08:00');
    expect(life.passTo(at('2026-03-05 08:00')).waits).toBe('a paused -');
  });

  test('D8: when a hold expires the enrollment goes on by itself', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), onDay(1)) })).look();
    life
      .hold({ scope: 'customer', kind: 'out_of_office', expiresAt: at('2026-03-05 08:00') })
      .passTo(at('2026-04-30 00:00'));
    expect(life.log).toEqual(['a sent 2026-03-05 08:00', 'b sent 2026-03-06 09:00']);
  });

  test('S10: a pause also shows when only a person has something to do', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(byHand(onDay(0))) }))
      .passTo(at('2026-03-03 00:00'))
      .hold();
    expect(life.waits).toBe('- paused -');
    expect(life.row('a')?.status).toBe('ready');
    expect(life.resume().waits).toBe('- waiting_for_person -');
  });

  test('S10: rows that waited for a person return from a pause unchanged', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(byHand(onDay(0)), after('1 days')) })).passTo(
      at('2026-03-03 00:00'),
    );
    const before = life.row('a');
    expect(life.hold().passTo(at('2026-03-20 00:00')).resume().row('a')).toEqual(before);
  });

  test('D9: mailbox and invoice holds do not keep the enrollment as a whole', () => {
    const holds = [
      holdFrom(0, { scope: 'mailbox' }),
      holdFrom(0, { scope: 'invoice', kind: 'promise' }),
      holdFrom(0, { scope: 'program' }),
    ];
    expect(
      new Life(snapshotOf({ steps: stepsOf(onDay(0)), holds })).passTo(at('2026-03-03 00:00')).log,
    ).toEqual(['a sent 2026-03-02 09:00']);
  });
});

test('these tests count days of 24 hours in UTC', () => {
  expect(at('2026-03-03 09:00') - at('2026-03-02 09:00')).toBe(DAY_MS);
});
