import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../domain/enrollments/decide.ts';
import { planSteps } from '../../../domain/enrollments/plan.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import {
  after,
  at,
  byHand,
  onDay,
  snapshotOf,
  stepsOf,
  type SnapshotInput,
  shown,
} from '../../support/rows/snapshots.ts';
import type { PlanStep } from '../../../domain/enrollments/snapshot.ts';

const END = at('2026-05-31 00:00');

function lifeOf(steps: Partial<PlanStep>[], input: Partial<SnapshotInput> = {}): Life {
  return new Life(snapshotOf({ steps: stepsOf(...steps), ...input }));
}

describe('sending early', () => {
  test('Q2: a step is sent before its time when a person asks, and the others keep theirs', () => {
    const life = lifeOf([onDay(0), onDay(5), onDay(8)]).passTo(at('2026-03-03 12:00'));
    expect(life.request('b').log.slice(1)).toEqual(['b sent 2026-03-03 12:00']);
    expect(life.waits).toBe('c scheduled 2026-03-10 09:00');
  });

  test('Q2: a later step sent early leaves out none of those before it', () => {
    const life = lifeOf([onDay(0), onDay(5), onDay(8), onDay(9)])
      .passTo(at('2026-03-03 12:00'))
      .request('c');
    expect(life.passTo(END).log.slice(1)).toEqual([
      'c sent 2026-03-03 12:00',
      'b sent 2026-03-07 09:00',
      'd sent 2026-03-11 09:00',
    ]);
    expect(life.waits).toBe('finished completed');
  });

  test('Q2: a later step cancelled early leaves out none of those before it', () => {
    const life = lifeOf([onDay(0), onDay(5), onDay(8)]).passTo(at('2026-03-03 12:00'));
    life.change('c', { status: 'cancelled', endedAt: life.now });
    expect(life.look().passTo(END).log.slice(1)).toEqual(['b sent 2026-03-07 09:00']);
  });

  test('Q2, S6: nor does it when those before it are edited afterwards', () => {
    const life = lifeOf([onDay(0), onDay(5), onDay(8)])
      .passTo(at('2026-03-03 12:00'))
      .request('c');
    life.passTo(at('2026-03-04 12:00'));
    life.edit(
      life.snapshot.steps.map((row) => (row.stepId === 'b' ? { ...row, ...onDay(6) } : row)),
      ['b'],
    );
    expect(life.waits).toBe('b scheduled 2026-03-08 09:00');
  });

  test('Q2: what follows an early step never leaves before those that came before it', () => {
    const life = lifeOf([onDay(0), onDay(5), onDay(8), after('2 days')])
      .passTo(at('2026-03-03 12:00'))
      .request('c');
    expect(life.passTo(END).log.slice(2)).toEqual(['b sent 2026-03-07 09:00', 'd sent 2026-03-09 09:00']);
  });

  test('Q2: the plan shows so before it happens', () => {
    const life = lifeOf([onDay(0), onDay(5), onDay(8), after('2 days')])
      .passTo(at('2026-03-03 12:00'))
      .request('c');
    const planned = planSteps(life.snapshot, life.now).map(
      ({ step, dueAt }) => `${step.stepId} ${shown(dueAt)}`,
    );
    expect(planned).toEqual(['b 2026-03-07 09:00', 'd 2026-03-09 09:00']);
  });

  test('S11: a task that a person cancels keeps no message from its day', () => {
    const life = lifeOf([byHand(onDay(0)), onDay(1)])
      .look()
      .hold()
      .passTo(at('2026-03-09 14:00'))
      .resume();
    life.change('a', { status: 'cancelled', endedAt: life.now });
    expect(life.look().log).toEqual(['a ready 2026-03-09 14:00', 'b sent 2026-03-09 14:00']);
  });

  test('S11: no other message follows on the day on which a person sent one', () => {
    const life = lifeOf([onDay(0), onDay(1), onDay(8)])
      .passTo(at('2026-03-03 08:00'))
      .request('c');
    expect(life.waits).toBe('b scheduled 2026-03-04 09:00');
  });

  test('Q2: it overrides window and send days', () => {
    const sequence = { sendDays: [1], windowStart: '09:00', windowStop: '10:00' };
    const life = lifeOf([onDay(0), onDay(5)], { sequence }).passTo(at('2026-03-04 23:00'));
    expect(life.waits).toBe('b scheduled 2026-03-09 09:00');
    expect(life.request('b').log.slice(1)).toEqual(['b sent 2026-03-04 23:00']);
  });

  test('Q2: it overrides no hold', () => {
    const life = lifeOf([onDay(0)])
      .look()
      .hold({ scope: 'customer', kind: 'reply' })
      .request('a');
    expect(life.waits).toBe('a customer_hold -');
    expect(life.resume().log).toEqual(['a sent 2026-03-02 08:00']);
  });

  test('Q2: it overrides no dispute of everything that is owed', () => {
    const life = lifeOf([onDay(0)], { balance: { open: '5', askable: '0' } }).request('a');
    expect(life.waits).toBe('a all_disputed -');
  });

  test('Q2: a manual email is sent when a person says so, not before', () => {
    const life = lifeOf([onDay(0, { isManual: true }), after('1 days')]).passTo(at('2026-03-04 12:00'));
    expect(life.log).toEqual(['a ready 2026-03-02 09:00']);
    expect(life.request('a').log.slice(1)).toEqual(['a sent 2026-03-04 12:00']);
    expect(life.waits).toBe('b scheduled 2026-03-05 12:00');
  });

  test('Q2: an early send that waits for its turn does not keep back what falls due meanwhile', () => {
    const life = lifeOf([onDay(0), byHand(onDay(1)), onDay(8)]).passTo(at('2026-03-02 12:00'));
    const taken = life.send;
    life.send = (row, now) =>
      row.stepId === 'c' && now < at('2026-03-04 06:00')
        ? { heldReason: 'mailbox_limit', heldUntil: at('2026-03-04 06:00'), status: 'ready' }
        : taken(row, now);
    life.request('c');
    expect(life.waits).toBe('b scheduled 2026-03-03 09:00');
    expect(life.passTo(END).log.slice(1)).toEqual(['b ready 2026-03-03 09:00', 'c sent 2026-03-04 06:00']);
  });

  test('Q2: a manual step completed before its time counts from then', () => {
    const life = lifeOf([byHand(onDay(5)), after('2 days')])
      .passTo(at('2026-03-03 12:00'))
      .complete('a');
    expect(life.waits).toBe('b scheduled 2026-03-05 12:00');
  });
});

describe('rows that wait for a person', () => {
  test('D1: offset steps go on while an uncertain message waits, delays do not', () => {
    const life = lifeOf([onDay(0), onDay(2), after('1 days')]);
    const taken = life.send;
    life.send = (row, now) => (row.stepId === 'b' ? { status: 'uncertain', readyAt: now } : taken(row, now));
    life.passTo(END);
    expect(life.log).toEqual(['a sent 2026-03-02 09:00']);
    expect(life.waits).toBe('c previous_step -');
    life.change('b', { status: 'done', endedAt: at('2026-03-04 09:00') });
    expect(life.look().passTo(life.now).log.slice(1)).toEqual(['c sent 2026-05-31 00:00']);
  });

  test.each(['uncertain', 'error'] as const)(
    'D1, Q4: a message that is %s does not keep an offset step from its date',
    (status) => {
      const life = lifeOf([onDay(0), onDay(2)]);
      const taken = life.send;
      life.send = (row, now) => (row.stepId === 'a' ? { status, readyAt: now } : taken(row, now));
      life.passTo(END);
      expect(life.log).toEqual(['b sent 2026-03-04 09:00']);
      expect(life.waits).toBe('- waiting_for_person -');
      expect(life.row('a')?.status).toBe(status);
    },
  );

  test('D1: an uncertain message is not sent again because it was once asked for', () => {
    const life = lifeOf([onDay(0)]);
    life.send = (_, now) => ({ status: 'uncertain', readyAt: now });
    expect(life.request('a').waits).toBe('- waiting_for_person -');
  });

  test('Q4: a retry of a message in error sends it', () => {
    const life = lifeOf([onDay(0)]);
    const taken = life.send;
    life.send = (_, now) => ({ status: 'error', readyAt: now, sendRequestedAt: null });
    life.passTo(at('2026-03-03 00:00'));
    life.send = taken;
    expect(life.request('a').log).toEqual(['a sent 2026-03-03 00:00']);
  });

  test('D1: whoever holds a message that is being sent settles it first', () => {
    const life = lifeOf([onDay(0), onDay(1)]).look();
    life.change('a', { status: 'sending', readyAt: at('2026-03-02 09:00') });
    const decision = decide(life.snapshot, at('2026-03-05 09:00'), () => 'new');
    expect(decision.directive).toEqual({
      kind: 'execute',
      stepExecutionId: life.row('a')!.stepExecutionId,
      ordinal: 1,
    });
  });

  test('S4: an enrollment completes only when every step has ended', () => {
    const life = lifeOf([byHand(onDay(0)), onDay(2)]).passTo(END);
    expect(life.waits).toBe('- waiting_for_person -');
    expect(life.complete('a').waits).toBe('finished completed');
    expect(life.snapshot.enrollment.status).toBe('completed');
  });

  test('S21: what enters the queue or is left out is told once', () => {
    const life = lifeOf([byHand(onDay(0)), onDay(2)]);
    const decision = decide(life.snapshot, at('2026-03-02 09:00'), () => 'new');
    expect(decision.became).toEqual([
      { kind: 'ready', step: life.step('a'), execution: decision.executions[0], holiday: null },
    ]);
    expect(decision.nextStepId).toBe('b');
  });

  test('S4, S13: a timer that fires a moment early counts for nothing: neither a window nor a send time opens early', () => {
    const open = at('2026-03-02 09:00');
    const windowed = { sequence: { windowStart: '09:00', windowStop: '17:00' } };
    expect(lifeOf([onDay(0)], windowed).sleepTo(open - 1).log).toEqual([]);
    expect(lifeOf([onDay(0)]).sleepTo(open - 1).log).toEqual([]);
    expect(lifeOf([onDay(0)]).sleepTo(open).log).toEqual(['a sent 2026-03-02 09:00']);
  });
});
