import { describe, expect, test } from '@jest/globals';
import type { Hold } from '../../../domain/holds.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import { after, at, byHand, holdFrom, onDay, snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';

const HOUR_MS = 3_600_000;

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

describe('steps ahead of a delay', () => {
  test('S11: after an outage, what fell due ahead of a delay comes first and pushes it to its planned distance', () => {
    const steps = stepsOf(onDay(0), after('5 days'), onDay(3), onDay(12));
    const life = new Life(snapshotOf({ steps }))
      .passTo(at('2026-03-02 10:00'))
      .sleepTo(at('2026-03-11 12:00'));
    expect(life.passTo(at('2026-04-30 00:00')).log).toEqual([
      'a sent 2026-03-02 09:00',
      'c sent 2026-03-11 12:00',
      'b sent 2026-03-13 09:00',
      'd sent 2026-03-20 09:00',
    ]);
  });

  test('S11: after a pause the delay keeps its rest, and what comes after it in the plan its distance to it', () => {
    const steps = stepsOf(onDay(0), after('2 days'), onDay(6));
    const life = new Life(snapshotOf({ steps })).passTo(at('2026-03-03 09:00')).hold();
    life.passTo(at('2026-03-20 15:00')).resume();
    expect(life.passTo(at('2026-04-30 00:00')).log.slice(1)).toEqual([
      'b sent 2026-03-21 15:00',
      'c sent 2026-03-25 09:00',
    ]);
  });

  test('S4, S11: what a person did late is no lateness: steps with a day of their own keep it', () => {
    const steps = stepsOf(byHand(onDay(0)), after('1 days'), onDay(12));
    const life = new Life(snapshotOf({ steps })).passTo(at('2026-03-10 12:00')).complete('a');
    expect(life.passTo(at('2026-04-30 00:00')).log.slice(1)).toEqual([
      'b sent 2026-03-11 12:00',
      'c sent 2026-03-14 09:00',
    ]);
    const mail = new Life(snapshotOf({ steps: stepsOf(onDay(0, { isManual: true }), onDay(4), onDay(9)) }));
    mail.passTo(at('2026-03-05 12:00')).request('a');
    expect(mail.passTo(at('2026-04-30 00:00')).log).toEqual([
      'a ready 2026-03-02 09:00',
      'a sent 2026-03-05 12:00',
      'b sent 2026-03-06 09:00',
      'c sent 2026-03-11 09:00',
    ]);
  });

  test('S4: two manual steps with days of their own enter the queue on their days although both wait', () => {
    const steps = stepsOf(byHand(onDay(0)), byHand(after('1 days')), byHand(onDay(3)), byHand(onDay(4)));
    const life = new Life(snapshotOf({ steps })).passTo(at('2026-03-20 00:00'));
    expect(life.log).toEqual([
      'a ready 2026-03-02 09:00',
      'c ready 2026-03-05 09:00',
      'd ready 2026-03-06 09:00',
    ]);
    expect(life.waits).toBe('b previous_step -');
    expect(life.complete('a').waits).toBe('b scheduled 2026-03-21 00:00');
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
    [{ kind: 'list' }, 'a removed -'],
    [{ kind: 'status' }, 'a waiting_for_status -'],
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
