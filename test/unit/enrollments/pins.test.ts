import { describe, expect, test } from '@jest/globals';
import type { PlanStep } from '../../../domain/enrollments/snapshot.ts';
import { senderOf } from '../../../domain/enrollments/sender.ts';
import { contactTypesOf } from '../../../domain/enrollments/snapshot.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import { at, byHand, executionOf, onDay, snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';

const END = at('2026-05-31 00:00');

function lifeOf(...steps: Partial<PlanStep>[]): Life {
  return new Life(snapshotOf({ steps: stepsOf(...steps) }));
}

/** Edits a step of a life now; times stay. */
function change(life: Life, stepId: string, edited: Partial<PlanStep>): Life {
  return life.edit(life.snapshot.steps.map((row) => (row.stepId === stepId ? { ...row, ...edited } : row)));
}

const toManual = (life: Life) => ({ isManual: true, deliveryEditedAt: life.now });

/** A life whose message was refused for a while. */
function refused(life: Life, until: string): Life {
  const taken = life.send;
  life.send = (row, now) =>
    now < at(until)
      ? { status: 'planned', readyAt: now, heldReason: 'mailbox_limit', heldUntil: at(until) }
      : taken(row, now);
  return life;
}

describe('rows that are held back', () => {
  test('S5: one that was tried stays automatic, although its step is by hand now', () => {
    const life = refused(lifeOf(onDay(0), onDay(1)), '2026-03-02 15:00').passTo(at('2026-03-02 10:00'));
    change(life, 'a', toManual(life));
    expect(life.row('a')).toMatchObject({ isManual: false, status: 'planned' });
    expect(life.passTo(END).log).toEqual(['a sent 2026-03-02 15:00', 'b sent 2026-03-03 09:00']);
  });

  test('S5: so does one that a hold or a switch kept back when it was due', () => {
    for (const hold of [{}, { scope: 'all', kind: 'switch' }] as const) {
      const life = lifeOf(onDay(0), onDay(1)).look().hold(hold).passTo(at('2026-03-02 12:00'));
      change(life, 'a', toManual(life));
      expect(life.passTo(at('2026-03-03 10:00')).resume().log).toEqual(['a sent 2026-03-03 10:00']);
    }
  });

  test('S5: and the other way round: a row in the queue stays with its person', () => {
    const life = lifeOf(onDay(0, { isManual: true })).passTo(at('2026-03-02 12:00'));
    change(life, 'a', { isManual: false, deliveryEditedAt: life.now });
    expect(life.passTo(at('2026-03-05 12:00')).waits).toBe('- waiting_for_person -');
  });

  test('S6: one that was not due yet becomes what its step is, also when nobody looks before it is due', () => {
    const life = lifeOf(onDay(0), onDay(5)).passTo(at('2026-03-03 12:00'));
    const steps = life.snapshot.steps.map((row) =>
      row.stepId === 'b' ? { ...row, ...toManual(life) } : row,
    );
    life.snapshot = { ...life.snapshot, steps };
    expect(life.sleepTo(at('2026-03-08 12:00')).log.slice(1)).toEqual(['b ready 2026-03-08 12:00']);
  });

  test('S6: its due time stays, whatever becomes of its step and of those around it', () => {
    const life = refused(lifeOf(onDay(0), onDay(1)), '2026-03-04 15:00').passTo(at('2026-03-03 10:00'));
    const dueAt = at('2026-03-02 09:00');
    change(life, 'a', { ...onDay(8), timingEditedAt: life.now });
    expect(life.row('a')).toMatchObject({ dueAt, status: 'planned' });
    expect(life.edit([life.step('b')]).row('a')).toMatchObject({ dueAt, status: 'planned' });
    expect(life.passTo(END).log).toEqual(['a sent 2026-03-04 15:00', 'b sent 2026-03-05 09:00']);
  });
});

describe('assignee and priority', () => {
  test('S6: an edit reaches what is not ready yet, the sequence’s primary user and the owner too', () => {
    const life = lifeOf(byHand(onDay(0)), byHand(onDay(3)))
      .passTo(at('2026-03-02 12:00'))
      .complete('a');
    expect(life.row('b')).toMatchObject({ assigneeId: 'primary', priority: 'normal' });
    change(life, 'b', { assigneeRule: 'user', assigneeUserId: 'ada', priority: 'high' });
    expect(life.row('b')).toMatchObject({ assigneeId: 'ada', priority: 'high' });
    change(life, 'b', { assigneeRule: 'ar_owner' });
    life.snapshot = { ...life.snapshot, customer: { ...life.snapshot.customer, arOwnerId: 'owner' } };
    expect(life.passTo(END).row('b')).toMatchObject({ assigneeId: 'owner', status: 'ready' });
  });

  test('S6: none reaches a row that is ready, or that was tried', () => {
    const life = refused(lifeOf(byHand(onDay(0)), onDay(1)), '2026-03-04 15:00').passTo(
      at('2026-03-03 10:00'),
    );
    const before = [life.row('a'), life.row('b')];
    for (const stepId of ['a', 'b'])
      change(life, stepId, { assigneeRule: 'user', assigneeUserId: 'ada', priority: 'high' });
    expect([life.row('a'), life.row('b')]).toEqual(before);
  });

  test('S3: one execution that a person gave to somebody stays theirs', () => {
    const life = lifeOf(byHand(onDay(3))).look();
    life.change('a', { assigneeId: 'bo', isReassigned: true });
    change(life, 'a', { assigneeRule: 'user', assigneeUserId: 'ada', priority: 'low' });
    expect(life.passTo(END).row('a')).toMatchObject({ assigneeId: 'bo', priority: 'low', status: 'ready' });
  });
});

test('S6: a row that is ready keeps its recipients’ rule and its own sender, also when its step is gone', () => {
  const [step] = stepsOf(onDay(0, { contactTypes: ['cfo'], mailboxId: 'new' }));
  const snapshot = snapshotOf({ steps: [step!] });
  const ready = executionOf(step!, {
    rule: { contactTypes: ['controller'], mailboxId: 'old', fromAddress: null, isThreaded: false },
  });
  expect([contactTypesOf(ready, step!), senderOf(snapshot, ready, step!).mailboxId]).toEqual([
    ['controller'],
    'old',
  ]);
  expect([contactTypesOf(ready, null), senderOf(snapshot, ready, null).mailboxId]).toEqual([
    ['controller'],
    'old',
  ]);
  const planned = executionOf(step!);
  expect([contactTypesOf(planned, step!), senderOf(snapshot, planned, step!).mailboxId]).toEqual([
    ['cfo'],
    'new',
  ]);
  // S24: one without a sender of its own leaves from the sequence's mailbox as it is now.
  const shared = executionOf(step!, {
    rule: { contactTypes: [], mailboxId: null, fromAddress: null, isThreaded: false },
  });
  expect(senderOf(snapshot, shared, step!).mailboxId).toBe('mailbox');
});
