import { describe, expect, test } from '@jest/globals';
import type { PlanStep } from '../../../domain/enrollments/snapshot.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import { after, at, byHand, executionOf, onDay, snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';

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

/** A life whose settings are edited now. */
function editSettings(life: Life, change: Partial<Life['snapshot']['sequence']>): Life {
  life.snapshot = {
    ...life.snapshot,
    sequence: { ...life.snapshot.sequence, ...change, timingEditedAt: life.now },
  };
  return life;
}
describe('edits of what is still to come', () => {
  test('S6: a later timing moves a step that has not run, an earlier one too', () => {
    const life = lifeOf(onDay(0), onDay(5), onDay(8)).passTo(at('2026-03-03 12:00'));
    expect(life.edit(withTiming(life, 'b', onDay(7)), ['b']).waits).toBe('b scheduled 2026-03-09 09:00');
    expect(life.edit(withTiming(life, 'b', onDay(2)), ['b']).waits).toBe('b scheduled 2026-03-04 09:00');
    expect(
      life
        .edit(withTiming(life, 'c', after('2 hours')), ['c'])
        .passTo(END)
        .log.slice(1),
    ).toEqual(['b sent 2026-03-04 09:00', 'c sent 2026-03-04 11:00']);
  });

  test('S6: edits of later steps leave the next one alone', () => {
    const life = lifeOf(onDay(0), onDay(5), onDay(8)).passTo(at('2026-03-03 12:00'));
    const before = life.row('b');
    life.edit(withTiming(life, 'c', onDay(20)), ['c']);
    expect(life.row('b')).toEqual(before);
  });

  test('S6: delivery by hand, switched on before a step is ready, reaches it', () => {
    const life = lifeOf(onDay(0), onDay(5)).passTo(at('2026-03-03 12:00'));
    life.edit(withTiming(life, 'b', { isManual: true })).passTo(END);
    expect(life.log.slice(1)).toEqual(['b ready 2026-03-07 09:00']);
  });

  test('S6: a step that was due before the edit keeps its time', () => {
    const life = lifeOf(onDay(0), onDay(1)).look();
    life.now = at('2026-03-02 12:00');
    life.edit(withTiming(life, 'a', onDay(8)), ['a']);
    expect(life.log).toEqual(['a sent 2026-03-02 12:00']);
  });

  test('S6: and a message that is being tried keeps it too, in a pause as well', () => {
    const life = lifeOf(onDay(0));
    life.send = (_, now) => ({
      status: 'planned',
      readyAt: now,
      heldReason: 'retrying',
      heldUntil: now + 3_600_000,
    });
    life.passTo(at('2026-03-02 09:30')).hold().passTo(at('2026-03-03 12:00'));
    life.edit(withTiming(life, 'a', onDay(20)), ['a']);
    expect(life.row('a')?.dueAt).toBe(at('2026-03-02 09:00'));
  });

  test('S6: a step that waits for a person is not moved, hidden or skipped by any edit', () => {
    const life = lifeOf(byHand(onDay(0)), onDay(9)).passTo(at('2026-03-03 12:00'));
    const before = life.row('a');
    life.edit(withTiming(life, 'a', byHand(onDay(5))), ['a']);
    life.edit(inOrder(life, 'b', 'a'), ['a']);
    life.edit(inOrder(life, 'b'));
    expect(life.row('a')).toEqual(before);
    expect(life.passTo(END).log).toEqual(['a ready 2026-03-02 09:00', 'b sent 2026-03-11 09:00']);
    expect(life.complete('a').waits).toBe('finished completed');
  });

  test('S6: a step that fell due in a pause goes where the edit puts it', () => {
    const life = lifeOf(onDay(0), onDay(2))
      .passTo(at('2026-03-03 12:00'))
      .hold()
      .passTo(at('2026-03-06 12:00'));
    life.edit(withTiming(life, 'b', onDay(9)), ['b']);
    expect(life.passTo(at('2026-03-08 00:00')).resume().waits).toBe('b scheduled 2026-03-11 09:00');
  });

  test('S6, S11: a step that fell due in a pause is not lost by an edit, but due at resume', () => {
    const life = lifeOf(onDay(0), onDay(2))
      .passTo(at('2026-03-03 12:00'))
      .hold()
      .passTo(at('2026-03-06 12:00'));
    life.edit(withTiming(life, 'b', onDay(3)), ['b']);
    expect(life.passTo(at('2026-03-08 10:00')).resume().log.slice(1)).toEqual(['b sent 2026-03-08 10:00']);
  });

  test('S11: an edit during a pause does not eat the remaining time of a delay', () => {
    const life = lifeOf(onDay(0), after('3 days'))
      .passTo(at('2026-03-03 09:00'))
      .hold()
      .passTo(at('2026-03-10 09:00'));
    editSettings(life, { windowStart: '08:00', windowStop: '20:00' }).look();
    expect(life.passTo(at('2026-03-12 09:00')).resume().waits).toBe('b scheduled 2026-03-14 09:00');
  });

  test('S6: an edit in an outage neither skips nor moves what was due before it', () => {
    const life = lifeOf(onDay(0), onDay(1)).look();
    life.now = at('2026-03-04 12:00');
    editSettings(life, { windowStart: '08:00', windowStop: '20:00' });
    expect(life.sleepTo(at('2026-03-06 12:00')).log).toEqual(['a sent 2026-03-06 12:00']);
    expect(life.passTo(END).log.slice(1)).toEqual(['b sent 2026-03-07 09:00']);
  });

  test('S6: an edit of settings before the first look at an enrollment skips nothing', () => {
    const life = editSettings(lifeOf(onDay(0)), {});
    life.now = at('2026-03-03 12:00');
    expect(editSettings(life, { windowStop: '22:00' }).look().log).toEqual(['a sent 2026-03-03 12:00']);
  });

  test('S6: an edit in an outage does not bring several messages to one day', () => {
    const life = lifeOf(onDay(0), onDay(1)).look();
    // A person has edited the text of the second one, so it has a row.
    life.change('b', {});
    life.look();
    life.now = at('2026-03-05 12:00');
    editSettings(life, { windowStop: '22:00' });
    expect(life.sleepTo(at('2026-03-06 12:00')).passTo(END).log).toEqual([
      'a sent 2026-03-06 12:00',
      'b sent 2026-03-07 09:00',
    ]);
  });
});

describe('edits of zone, window and days', () => {
  test('S6, S13: a new window moves what is still to come', () => {
    const life = lifeOf(onDay(0), onDay(5)).passTo(at('2026-03-03 12:00'));
    editSettings(life, { sendDays: [3], windowStart: '10:00', windowStop: '11:00' }).look();
    expect(life.waits).toBe('b scheduled 2026-03-11 10:00');
  });

  test('S6: a new zone moves what is still to come to its local time', () => {
    const life = lifeOf(onDay(0), onDay(5)).passTo(at('2026-03-03 12:00'));
    editSettings(life, { zone: 'America/New_York' }).look();
    expect(life.directive).toMatchObject({ until: at('2026-03-07 09:00', 'America/New_York') });
  });

  test('S6: a zone that puts the next step into the past skips it', () => {
    const life = new Life(
      snapshotOf({ steps: stepsOf(onDay(0), onDay(1)), sequence: { zone: 'America/New_York' } }),
      at('2026-03-02 08:00', 'America/New_York'),
    ).look();
    life.now = at('2026-03-02 08:30', 'America/New_York');
    const plannedFrom = at('2026-03-01 12:00');
    life.snapshot = { ...life.snapshot, enrollment: { ...life.snapshot.enrollment, plannedFrom } };
    editSettings(life, { zone: 'Europe/Berlin' }).look();
    expect(life.log).toEqual(['a skipped 2026-03-02 14:30']);
    expect(life.waits).toBe('b scheduled 2026-03-03 09:00');
  });

  test('S13: what was due and could not leave keeps its time, and leaves inside the new window', () => {
    const life = lifeOf(onDay(0)).look();
    life.now = at('2026-03-02 12:00');
    editSettings(life, { windowStart: '15:00', windowStop: '16:00' }).look();
    expect(life.row('a')?.dueAt).toBe(at('2026-03-02 09:00'));
    expect(life.passTo(END).log).toEqual(['a sent 2026-03-02 15:00']);
  });
});

describe('edits in odd moments', () => {
  test('S6: steps that others were moved behind are sent although they are retimed later', () => {
    const life = lifeOf(onDay(0), onDay(5)).passTo(at('2026-03-03 12:00'));
    life.edit(inOrder(life, 'b', 'a'), ['a']).passTo(at('2026-03-04 12:00'));
    life.edit(withTiming(life, 'b', onDay(6)), ['b']).passTo(END);
    expect(life.log.slice(1)).toEqual(['b sent 2026-03-08 09:00']);
  });

  test('S6: a message that a person asked to send is not skipped by an edit that comes first', () => {
    const life = lifeOf(onDay(0), onDay(10)).passTo(at('2026-03-06 12:00'));
    life.change('b', { sendRequestedAt: life.now });
    life.edit(withTiming(life, 'b', onDay(2)), ['b']);
    expect(life.log.slice(1)).toEqual(['b sent 2026-03-06 12:00']);
  });

  test('S6: the removal of a later step does not make a late one look moved', () => {
    const life = lifeOf(byHand(onDay(0)), after('1 days'), onDay(20)).passTo(at('2026-03-02 10:00'));
    life.change('c', {});
    life.look().change('a', { status: 'done', endedAt: at('2026-03-03 10:00') });
    life.now = at('2026-03-05 10:00');
    expect(life.edit(inOrder(life, 'a', 'b')).log.slice(1)).toEqual(['b sent 2026-03-05 10:00']);
  });

  test('S6: a step added in the past is nothing that a delay counts from', () => {
    const life = lifeOf(onDay(0), after('10 days'), onDay(30)).passTo(at('2026-03-03 12:00')).request('c');
    life.passTo(at('2026-03-04 12:00'));
    life.edit([life.step('a'), step('new', onDay(8)), life.step('b'), life.step('c')], ['new']);
    expect(life.row('new')?.skipReason).toBe('added_in_past');
    expect(life.waits).toBe('b scheduled 2026-03-12 09:00');
  });
});

test('S6: a planned row knows its new place', () => {
  const life = lifeOf(onDay(0), onDay(5)).passTo(at('2026-03-03 12:00'));
  life.edit([step('new', onDay(-1)), life.step('a'), life.step('b')]);
  expect(life.row('b')?.position).toBe(3);
  expect(executionOf(life.step('b')).position).toBe(3);
});
