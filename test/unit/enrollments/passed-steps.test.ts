import { describe, expect, test } from '@jest/globals';
import type { PlanStep } from '../../../domain/enrollments/snapshot.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import { after, at, byHand, onDay, snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';

const END = at('2026-05-31 00:00');

/** A step with an id of its own, to be put anywhere. */
function step(stepId: string, change: Partial<PlanStep>): PlanStep {
  return { ...stepsOf(change)[0]!, stepId };
}

function lifeOf(...steps: Partial<PlanStep>[]): Life {
  return new Life(snapshotOf({ steps: stepsOf(...steps) }));
}

/** The steps of a life with some replaced. */
function withTiming(life: Life, stepId: string, change: Partial<PlanStep>): PlanStep[] {
  return life.snapshot.steps.map((row) => (row.stepId === stepId ? { ...row, ...change } : row));
}

/** The steps of a life in another order. */
function inOrder(life: Life, ...ids: string[]): PlanStep[] {
  return ids.map((id) => life.step(id));
}
describe('steps that ran, and their places', () => {
  test('S6: no step runs twice, whatever is moved', () => {
    const life = lifeOf(onDay(0), onDay(2), after('2 days')).passTo(at('2026-03-05 12:00'));
    life.edit(inOrder(life, 'c', 'b', 'a'), ['a', 'b', 'c']);
    life.edit(withTiming(life, 'a', onDay(20)), ['a']).passTo(END);
    expect(life.log.filter((line) => line.startsWith('a sent'))).toHaveLength(1);
    expect(life.log.filter((line) => line.startsWith('b sent'))).toHaveLength(1);
    expect(life.waits).toBe('finished completed');
  });

  test('S6: a step moved behind the others after it was done hides none of them', () => {
    const life = lifeOf(onDay(0), onDay(5), after('2 days')).passTo(at('2026-03-03 12:00'));
    life.edit(inOrder(life, 'b', 'c', 'a'), ['a']).passTo(END);
    expect(life.log).toEqual([
      'a sent 2026-03-02 09:00',
      'b sent 2026-03-07 09:00',
      'c sent 2026-03-09 09:00',
    ]);
  });

  test('S6: a delay goes on counting from a step that was moved behind it after it was done', () => {
    const life = lifeOf(onDay(0), after('3 days')).look().hold().passTo(at('2026-03-12 08:00')).resume();
    life.edit(inOrder(life, 'b', 'a'), ['a']);
    expect(life.waits).toBe('b scheduled 2026-03-15 08:00');
  });

  test('S6: a delay goes on counting from a done step that was removed', () => {
    const life = lifeOf(onDay(0), after('1 days'), after('3 days')).passTo(at('2026-03-03 12:00'));
    life.edit(inOrder(life, 'a', 'c'));
    expect(life.waits).toBe('c scheduled 2026-03-06 09:00');
  });

  test('S6: a delay goes on waiting for a step in the queue that was removed', () => {
    const life = lifeOf(onDay(0), byHand(onDay(1)), after('1 days')).passTo(at('2026-03-10 12:00'));
    life.edit(inOrder(life, 'a', 'c'));
    expect(life.waits).toBe('c previous_step -');
    expect(life.complete('b').waits).toBe('c scheduled 2026-03-11 12:00');
  });

  test('S6: a removed step that is not ready never runs, and does not keep the enrollment open', () => {
    const life = lifeOf(onDay(0), onDay(5)).passTo(at('2026-03-03 12:00'));
    life.edit(inOrder(life, 'a'));
    expect(life.row('b')).toMatchObject({ status: 'skipped', skipReason: 'step_removed', endedAt: life.now });
    expect(life.waits).toBe('finished completed');
  });

  test('S6: a message that is being tried stays when its step is removed, and what follows comes after it', () => {
    const life = lifeOf(onDay(0), onDay(1));
    const taken = life.send;
    life.send = (row, now) =>
      now < at('2026-03-03 00:00')
        ? { status: 'planned', readyAt: now, heldReason: 'retrying', heldUntil: now + 6 * 3_600_000 }
        : taken(row, now);
    life.passTo(at('2026-03-02 10:00')).edit(inOrder(life, 'b'));
    expect(life.waits).toBe('a retrying 2026-03-02 15:00');
    expect(life.passTo(END).log).toEqual(['a sent 2026-03-03 03:00', 'b sent 2026-03-04 09:00']);
  });

  test('S6: a message that a person asked to send leaves although its step was removed', () => {
    const life = lifeOf(onDay(0), onDay(5)).passTo(at('2026-03-03 12:00'));
    life.change('b', { sendRequestedAt: life.now });
    expect(life.edit(inOrder(life, 'a')).log.slice(1)).toEqual(['b sent 2026-03-03 12:00']);
  });

  test('S6: a step skipped because it was added in the past does not move the delays of the others', () => {
    const life = lifeOf(onDay(0), byHand(onDay(1)), after('3 days'))
      .passTo(at('2026-03-04 12:00'))
      .complete('b');
    life.edit(
      [life.step('a'), step('new', onDay(0, { sendTime: '10:00' })), life.step('b'), life.step('c')],
      ['new'],
    );
    expect(life.row('new')?.status).toBe('skipped');
    expect(life.waits).toBe('c scheduled 2026-03-07 12:00');
  });
});
