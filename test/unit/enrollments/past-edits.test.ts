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
describe('steps added or moved into the past', () => {
  test('S6: a step added on a day that has passed is skipped, and the others go on', () => {
    const life = lifeOf(onDay(0), onDay(5)).passTo(at('2026-03-05 12:00'));
    life.edit([life.step('a'), step('new', onDay(2)), life.step('b')], ['new']).passTo(END);
    expect(life.log).toEqual([
      'a sent 2026-03-02 09:00',
      'new skipped 2026-03-05 12:00',
      'b sent 2026-03-07 09:00',
    ]);
    expect(life.row('new')?.skipReason).toBe('moved_to_past');
    expect(life.waits).toBe('finished completed');
  });

  test('S6: a step added in front of one that has run is skipped, whatever its timing', () => {
    const life = lifeOf(onDay(0), onDay(3), onDay(10)).passTo(at('2026-03-06 12:00'));
    life
      .edit([life.step('a'), step('new', after('30 days')), life.step('b'), life.step('c')], ['new'])
      .passTo(END);
    expect(life.log.slice(2)).toEqual(['new skipped 2026-03-06 12:00', 'c sent 2026-03-12 09:00']);
    expect(life.row('new')?.skipReason).toBe('added_in_past');
  });

  test('S6: a step added before the next one is sent, and the next one re-planned', () => {
    const life = lifeOf(onDay(0), onDay(5), after('1 days')).passTo(at('2026-03-03 12:00'));
    life.edit([life.step('a'), step('new', onDay(3)), life.step('b'), life.step('c')], ['new']);
    expect(life.waits).toBe('new scheduled 2026-03-05 09:00');
    expect(life.passTo(END).log.slice(1)).toEqual([
      'new sent 2026-03-05 09:00',
      'b sent 2026-03-07 09:00',
      'c sent 2026-03-08 09:00',
    ]);
  });

  test('S6: a step added at the end of an enrollment that waits for a person is sent in its turn', () => {
    const life = lifeOf(byHand(onDay(0))).passTo(at('2026-03-04 12:00'));
    life.edit([life.step('a'), step('new', onDay(1)), step('later', onDay(4))], ['new', 'later']).passTo(END);
    expect(life.log.slice(1)).toEqual(['new skipped 2026-03-04 12:00', 'later sent 2026-03-06 09:00']);
  });

  test('S6: a step moved to a day that has passed is skipped, and never sent late', () => {
    const life = lifeOf(onDay(0), onDay(10)).passTo(at('2026-03-06 12:00'));
    life.edit(withTiming(life, 'b', onDay(2)), ['b']).passTo(END);
    expect(life.log.slice(1)).toEqual(['b skipped 2026-03-06 12:00']);
    expect(life.row('b')?.skipReason).toBe('moved_to_past');
  });

  test('S6: so it is when the edit is followed late', () => {
    const life = lifeOf(onDay(0), onDay(10)).passTo(at('2026-03-06 12:00'));
    const edited = withTiming(life, 'b', onDay(2)).map((row) =>
      row.stepId === 'b' ? { ...row, timingEditedAt: life.now } : row,
    );
    life.snapshot = { ...life.snapshot, steps: edited };
    expect(life.sleepTo(at('2026-03-20 12:00')).log.slice(1)).toEqual(['b skipped 2026-03-20 12:00']);
  });

  test('S6: a step moved to a passed day in an enrollment that runs later is not in its past', () => {
    const life = lifeOf(onDay(0), onDay(10)).look().hold().passTo(at('2026-03-12 08:00')).resume();
    expect(life.log).toEqual(['a sent 2026-03-12 08:00']);
    life.passTo(at('2026-03-13 12:00')).edit(withTiming(life, 'b', onDay(3)), ['b']);
    expect(life.waits).toBe('b scheduled 2026-03-15 09:00');
  });

  test('S6: a step put in front of one that has run is skipped', () => {
    const life = lifeOf(onDay(0), onDay(3), after('9 days')).passTo(at('2026-03-06 12:00'));
    life.edit(inOrder(life, 'a', 'c', 'b'), ['c']).passTo(END);
    expect(life.log.slice(2)).toEqual(['c skipped 2026-03-06 12:00']);
    expect(life.waits).toBe('finished completed');
  });

  test('S6: the delay of a step after a skipped one counts from the skip', () => {
    const life = lifeOf(onDay(0), onDay(10), after('3 days')).passTo(at('2026-03-06 12:00'));
    life.edit(withTiming(life, 'b', onDay(2)), ['b']);
    expect(life.waits).toBe('c scheduled 2026-03-09 12:00');
  });

  test('S6: a delay shortened so that it is over already is skipped', () => {
    const life = lifeOf(onDay(0), after('10 days')).passTo(at('2026-03-06 12:00'));
    expect(life.edit(withTiming(life, 'b', after('2 days')), ['b']).log.slice(1)).toEqual([
      'b skipped 2026-03-06 12:00',
    ]);
  });

  test('S6: steps older than the enrolling are never in its past', () => {
    const steps = stepsOf(onDay(0), onDay(1)).map((row) => ({
      ...row,
      timingEditedAt: at('2026-03-02 07:00'),
    }));
    const enrollment = { plannedFrom: at('2026-03-02 12:00') };
    const life = new Life(
      snapshotOf({ steps, enrollment, sequence: { timingEditedAt: at('2026-03-02 07:30') } }),
    );
    expect(life.sleepTo(at('2026-03-05 12:00')).log).toEqual(['a sent 2026-03-05 12:00']);
  });

  test('S6: a step removed and the one after it then in the past: that one is skipped', () => {
    const life = lifeOf(onDay(0), onDay(10), after('2 days')).passTo(at('2026-03-07 12:00'));
    life.edit(inOrder(life, 'a', 'c')).passTo(END);
    expect(life.log.slice(1)).toEqual(['c skipped 2026-03-07 12:00']);
  });

  test('S6: a step moved to the end and the one after it then in the past: that one is skipped', () => {
    const life = lifeOf(onDay(0), onDay(10), after('2 days')).passTo(at('2026-03-07 12:00'));
    life.edit(inOrder(life, 'a', 'c', 'b'), ['b']).passTo(END);
    expect(life.log.slice(1)).toEqual(['c skipped 2026-03-07 12:00', 'b sent 2026-03-12 09:00']);
  });

  test('S6: a delay that waits while a later step fired is retimed and not lost, whatever is added around it', () => {
    const life = lifeOf(byHand(onDay(0)), after('1 days'), onDay(3), onDay(9)).passTo(at('2026-03-06 12:00'));
    life.edit(withTiming(life, 'b', after('2 days')), ['b']);
    life.edit([step('new', onDay(12)), ...life.snapshot.steps], ['new']);
    expect(life.row('new')?.skipReason).toBe('added_in_past');
    expect(life.complete('a').waits).toBe('b scheduled 2026-03-08 12:00');
    expect(life.passTo(END).log.slice(3)).toEqual(['b sent 2026-03-08 12:00', 'd sent 2026-03-11 09:00']);
  });

  test('S6: so it is when the step that fired ahead of it is removed', () => {
    const life = lifeOf(byHand(onDay(0)), after('1 days'), onDay(3), onDay(9)).passTo(at('2026-03-06 12:00'));
    life.edit(inOrder(life, 'a', 'b', 'd'));
    expect(life.row('b')).toMatchObject({ status: 'planned', dueAt: null });
    expect(life.complete('a').waits).toBe('b scheduled 2026-03-07 12:00');
  });
});
