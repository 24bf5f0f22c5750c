import { describe, expect, test } from '@jest/globals';
import { planSteps } from '../../../domain/enrollments/plan.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import {
  after,
  at,
  byHand,
  executionOf,
  onDay,
  shown,
  snapshotOf,
  START,
  stepsOf,
  type SnapshotInput,
} from '../../support/rows/snapshots.ts';

const NEW_YORK = 'America/New_York';

/** The due times of all steps as planned at enrolling. */
function dueTimes(input: SnapshotInput): (string | null)[] {
  const snapshot = snapshotOf(input);
  return planSteps(snapshot, snapshot.enrollment.plannedFrom).map(({ dueAt }) =>
    shown(dueAt, snapshot.sequence.zone),
  );
}

describe('steps with an offset', () => {
  test('S4: an offset step is due some days after the start date at its local send time', () => {
    const steps = stepsOf(onDay(0), onDay(3, { sendTime: '16:30' }), onDay(45));
    expect(dueTimes({ steps, sequence: { zone: NEW_YORK } })).toEqual([
      '2026-03-02 09:00',
      '2026-03-05 16:30',
      '2026-04-16 09:00',
    ]);
  });

  test('S4: the send time stays the same across the clock changes of New York', () => {
    const spring = stepsOf(onDay(0), onDay(5), onDay(6), onDay(7));
    expect(planInstants(spring, '2026-03-02')).toEqual([
      Date.UTC(2026, 2, 2, 14),
      Date.UTC(2026, 2, 7, 14),
      Date.UTC(2026, 2, 8, 13),
      Date.UTC(2026, 2, 9, 13),
    ]);
    expect(planInstants(stepsOf(onDay(0), onDay(1)), '2026-10-31')).toEqual([
      Date.UTC(2026, 9, 31, 13),
      Date.UTC(2026, 10, 1, 14),
    ]);
  });

  test('S4: a send time that the spring change leaves out moves on by the hour, one that comes twice is the first', () => {
    expect(planInstants(stepsOf(onDay(6, { sendTime: '02:30' })), '2026-03-02')).toEqual([
      Date.UTC(2026, 2, 8, 7, 30),
    ]);
    expect(planInstants(stepsOf(onDay(1, { sendTime: '01:30' })), '2026-10-31')).toEqual([
      Date.UTC(2026, 10, 1, 5, 30),
    ]);
  });

  test('S4: an offset step fires on its own date although a manual step before it still waits', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(byHand(onDay(0)), onDay(2), onDay(5)) })).passTo(
      at('2026-03-20 00:00'),
    );
    expect(life.log).toEqual([
      'a ready 2026-03-02 09:00',
      'b sent 2026-03-04 09:00',
      'c sent 2026-03-07 09:00',
    ]);
    expect(life.waits).toBe('- waiting_for_person -');
  });

  test('S4: a manual step completed late does not move an offset step', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(byHand(onDay(0)), onDay(4)) })).passTo(
      at('2026-03-05 15:00'),
    );
    expect(life.complete('a').waits).toBe('b scheduled 2026-03-06 09:00');
  });

  test('S8: day 0 is due at once when its send time has passed at enrolling', () => {
    const enrollment = { plannedFrom: at('2026-03-02 15:20') };
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), onDay(1)), enrollment })).look();
    expect(life.log).toEqual(['a sent 2026-03-02 15:20']);
    expect(life.row('a')?.dueAt).toBe(enrollment.plannedFrom);
    expect(life.waits).toBe('b scheduled 2026-03-03 09:00');
  });

  test('S8: with a later start date nothing is due before it', () => {
    const enrollment = { startDate: '2026-04-01', plannedFrom: at('2026-03-02 15:20') };
    expect(dueTimes({ steps: stepsOf(onDay(0), onDay(1)), enrollment })).toEqual([
      '2026-04-01 09:00',
      '2026-04-02 09:00',
    ]);
  });

  test('S8: another start date moves the steps that have not run, and only those', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), onDay(5), after('2 days')) })).passTo(
      at('2026-03-04 12:00'),
    );
    expect(life.waits).toBe('b scheduled 2026-03-07 09:00');
    const moved = { ...life.snapshot.enrollment, startDate: '2026-03-20', plannedFrom: life.now };
    life.snapshot = { ...life.snapshot, enrollment: moved };
    expect(life.look().waits).toBe('b scheduled 2026-03-25 09:00');
    expect(life.passTo(at('2026-04-30 00:00')).log).toEqual([
      'a sent 2026-03-02 09:00',
      'b sent 2026-03-25 09:00',
      'c sent 2026-03-27 09:00',
    ]);
  });

  test('S8: moved to today after the send time has passed, day 0 is due at once', () => {
    const enrollment = { startDate: '2026-03-10', plannedFrom: at('2026-03-02 08:00') };
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), onDay(1)), enrollment })).passTo(
      at('2026-03-05 13:00'),
    );
    const moved = { ...life.snapshot.enrollment, startDate: '2026-03-05', plannedFrom: life.now };
    life.snapshot = { ...life.snapshot, enrollment: moved };
    expect(life.look().log).toEqual(['a sent 2026-03-05 13:00']);
    expect(life.waits).toBe('b scheduled 2026-03-06 09:00');
  });
});

describe('steps with a delay', () => {
  test.each([
    ['90 minutes', undefined, '2026-03-02 10:30'],
    ['36 hours', undefined, '2026-03-03 21:00'],
    ['3 days', undefined, '2026-03-05 09:00'],
    ['2 weeks', undefined, '2026-03-16 09:00'],
    ['2 weeks', '16:00', '2026-03-16 16:00'],
    ['3 days', '08:00', '2026-03-05 08:00'],
    ['0 days', '11:00', '2026-03-03 11:00'],
    ['0 days', '08:00', '2026-03-03 08:00'],
    ['0 hours', '11:00', '2026-03-02 11:00'],
    ['0 hours', '08:00', '2026-03-03 08:00'],
    ['2 hours', '16:00', '2026-03-02 16:00'],
    ['2 hours', '10:00', '2026-03-03 10:00'],
    ['0 minutes', undefined, '2026-03-02 09:00'],
  ])('S4: a delay of %s at %s after a step sent on Monday at 09:00 is due %s', (delay, atTime, expected) => {
    const steps = stepsOf(onDay(0), after(delay, atTime ? { atTime } : {}));
    const life = new Life(snapshotOf({ steps }))
      .passTo(at('2026-03-02 08:59'))
      .passTo(at('2026-03-30 00:00'));
    expect(life.log).toEqual(['a sent 2026-03-02 09:00', `b sent ${expected}`]);
  });

  test('S4: a delay at the very minute in which the step before left is due then, not a day later', () => {
    const sentAt = at('2026-03-02 09:00') + 3_000;
    const steps = stepsOf(onDay(0), after('0 minutes', { atTime: '09:00' }));
    const executions = [
      executionOf(steps[0]!, { status: 'done', dueAt: sentAt - 3_000, readyAt: sentAt, endedAt: sentAt }),
    ];
    expect(planSteps(snapshotOf({ steps, executions }), sentAt)[0]?.dueAt).toBe(sentAt);
  });

  test('S4: a first step with a delay counts from the enrolling, or from 09:00 of a later start date', () => {
    const steps = stepsOf(after('3 hours'), after('1 days'));
    expect(dueTimes({ steps, enrollment: { plannedFrom: at('2026-03-02 15:00') } })[0]).toBe(
      '2026-03-02 18:00',
    );
    expect(
      dueTimes({ steps, enrollment: { startDate: '2026-03-09', plannedFrom: at('2026-03-02 15:00') } }),
    ).toEqual(['2026-03-09 12:00', '2026-03-10 12:00']);
  });

  test('S4: a delay waits until a person has completed the step before, and counts from then', () => {
    const life = new Life(
      snapshotOf({ steps: stepsOf(byHand(onDay(0)), after('2 days'), onDay(10)) }),
    ).passTo(at('2026-03-06 14:00'));
    expect(life.log).toEqual(['a ready 2026-03-02 09:00']);
    expect(life.row('b')).toMatchObject({ status: 'planned', dueAt: null });
    expect(life.waits).toBe('c scheduled 2026-03-12 09:00');
    expect(life.complete('a').waits).toBe('b scheduled 2026-03-08 14:00');
  });

  test('S4: an offset step behind an undone delay step fires on its own date', () => {
    const steps = stepsOf(byHand(onDay(0)), after('1 days'), onDay(3), after('2 hours'), onDay(9));
    const life = new Life(snapshotOf({ steps })).passTo(at('2026-03-10 12:00'));
    expect(life.log).toEqual([
      'a ready 2026-03-02 09:00',
      'c sent 2026-03-05 09:00',
      'd sent 2026-03-05 11:00',
    ]);
    expect(life.complete('a').passTo(at('2026-03-31 00:00')).log.slice(3)).toEqual([
      'e sent 2026-03-11 09:00',
      'b sent 2026-03-11 12:00',
    ]);
    expect(life.waits).toBe('finished completed');
  });

  test('S4: so it does behind a delay that is not over yet, which keeps its own time', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(onDay(0), after('5 days'), onDay(3)) }));
    expect(life.passTo(at('2026-03-31 00:00')).log).toEqual([
      'a sent 2026-03-02 09:00',
      'c sent 2026-03-05 09:00',
      'b sent 2026-03-07 09:00',
    ]);
  });

  test('S4: every step has a time of its own in the plan, or waits for a person', () => {
    expect(
      dueTimes({ steps: stepsOf(byHand(after('1 hours')), after('1 days'), onDay(3), onDay(1)) }),
    ).toEqual(['2026-03-02 09:00', null, '2026-03-05 09:00', '2026-03-06 09:00']);
  });

  test('Q2: a delay after a cancelled step counts from its cancellation', () => {
    const life = new Life(snapshotOf({ steps: stepsOf(byHand(onDay(0)), after('2 days')) })).passTo(
      at('2026-03-03 10:00'),
    );
    life.change('a', { status: 'cancelled', endedAt: life.now });
    expect(life.look().waits).toBe('b scheduled 2026-03-05 10:00');
  });

  test('S4: the plan has no time for what follows a step by hand with a delay, and for nothing else', () => {
    expect(dueTimes({ steps: stepsOf(byHand(onDay(0)), onDay(2), after('1 days'), onDay(9)) })).toEqual([
      '2026-03-02 09:00',
      '2026-03-04 09:00',
      '2026-03-05 09:00',
      '2026-03-11 09:00',
    ]);
    expect(dueTimes({ steps: stepsOf(byHand(onDay(0)), after('1 days'), onDay(9)) })).toEqual([
      '2026-03-02 09:00',
      null,
      '2026-03-11 09:00',
    ]);
  });

  test('S4: days and weeks keep the wall clock across a clock change, hours are real hours', () => {
    const sequence = { zone: NEW_YORK };
    const enrollment = { startDate: '2026-03-07' };
    const [, day, week] = planSteps(
      snapshotOf({ sequence, enrollment, steps: stepsOf(onDay(0), after('1 days'), after('1 weeks')) }),
      0,
    );
    expect([shown(day!.dueAt, NEW_YORK), shown(week!.dueAt, NEW_YORK)]).toEqual([
      '2026-03-08 09:00',
      '2026-03-15 09:00',
    ]);
    const [, hours] = planSteps(
      snapshotOf({ sequence, enrollment, steps: stepsOf(onDay(0), after('24 hours')) }),
      0,
    );
    expect(shown(hours!.dueAt, NEW_YORK)).toBe('2026-03-08 10:00');
    const autumn = { startDate: '2026-10-31' };
    const [, later] = planSteps(
      snapshotOf({ sequence, enrollment: autumn, steps: stepsOf(onDay(0), after('24 hours')) }),
      0,
    );
    expect(shown(later!.dueAt, NEW_YORK)).toBe('2026-11-01 08:00');
  });

  test('S4: a time of day that the clocks leave out is not lost for a day', () => {
    const enrollment = { startDate: '2026-03-08', plannedFrom: at('2026-03-08 01:50', NEW_YORK) };
    const steps = stepsOf(after('15 minutes', { atTime: '02:30' }));
    expect(dueTimes({ steps, sequence: { zone: NEW_YORK }, enrollment })).toEqual(['2026-03-08 03:30']);
  });
});

function planInstants(steps: SnapshotInput['steps'], startDate: string): (number | null)[] {
  const snapshot = snapshotOf({
    steps,
    sequence: { zone: NEW_YORK },
    enrollment: { startDate, plannedFrom: 0 },
  });
  return planSteps(snapshot, 0).map(({ dueAt }) => dueAt);
}

test('these tests start on a Monday', () => {
  expect(new Date(`${START}T00:00:00Z`).getUTCDay()).toBe(1);
});
