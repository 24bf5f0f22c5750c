import { describe, expect, test } from '@jest/globals';
import type { PlanStep } from '../../domain/enrollment/snapshot.ts';
import { after, at, byHand, executionOf, Life, onDay, snapshotOf, stepsOf } from '../support/snapshots.ts';

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
});

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

test('S6: a planned row knows its new place', () => {
  const life = lifeOf(onDay(0), onDay(5)).passTo(at('2026-03-03 12:00'));
  life.edit([step('new', onDay(-1)), life.step('a'), life.step('b')]);
  expect(life.row('b')?.position).toBe(3);
  expect(executionOf(life.step('b')).position).toBe(3);
});
