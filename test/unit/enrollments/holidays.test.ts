import { describe, expect, test } from '@jest/globals';
import { explain } from '../../../domain/enrollments/explain.ts';
import { planSteps } from '../../../domain/enrollments/plan.ts';
import type { PlanStep } from '../../../domain/enrollments/snapshot.ts';
import { Life } from '../../support/worlds/enrollment-life.ts';
import { NOTHING_KNOWN } from '../../support/rows/explain-details.ts';
import { ENGLISH_HOLIDAYS } from '../../support/rows/holidays.ts';
import { after, at, byHand, onDay, shown, snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';

const LONDON = 'Europe/London';
const START = '2027-12-27';
const END = at('2028-02-28 00:00', LONDON);

/** Somebody who starts on 27 December 2027, a Monday on which Christmas Day is observed; the 28th is Boxing Day's. */
function lifeOf(rule: 'move' | 'skip', steps: Partial<PlanStep>[], sequence = {}): Life {
  const holidays = { ...ENGLISH_HOLIDAYS, rule };
  return new Life(
    snapshotOf({
      steps: stepsOf(...steps),
      sequence: { zone: LONDON, holidays, ...sequence },
      enrollment: { startDate: START },
    }),
  );
}

describe('holidays that move steps', () => {
  test('S22, case 25c: a step moves to the next day that its send days allow, at its own time', () => {
    expect(lifeOf('move', [onDay(0)]).passTo(END).log).toEqual(['a sent 2027-12-29 09:00']);
    expect(lifeOf('move', [onDay(0)], { sendDays: [1, 5] }).passTo(END).log).toEqual([
      'a sent 2027-12-31 09:00',
    ]);
    const office = { windowStart: '10:00', windowStop: '17:00' };
    expect(lifeOf('move', [onDay(0), byHand(onDay(9))], office).passTo(END).log).toEqual([
      'a sent 2027-12-29 10:00',
      'b ready 2028-01-05 10:00',
    ]);
  });

  test('S22, S4: two offset steps that holidays move to one day leave on two, and the plan says why', () => {
    const life = lifeOf('move', [onDay(0), onDay(1), onDay(2), onDay(4)]);
    const planned = planSteps(life.snapshot, life.now).map(({ step, dueAt, movedBy, holiday }) =>
      [step.stepId, shown(dueAt, LONDON), movedBy, holiday].join(' '),
    );
    expect(planned).toEqual([
      'a 2027-12-29 09:00 holiday 2027-12-27',
      'b 2027-12-30 09:00 same_day 2027-12-28',
      'c 2027-12-31 09:00 same_day ',
      // New Year’s Day is one, too.
      'd 2028-01-02 09:00 same_day ',
    ]);
    expect(life.passTo(END).log).toEqual([
      'a sent 2027-12-29 09:00',
      'b sent 2027-12-30 09:00',
      'c sent 2027-12-31 09:00',
      'd sent 2028-01-02 09:00',
    ]);
  });

  test('S22: a delay that ends on a holiday goes on to the next day, and counts as no lateness', () => {
    const steps = [onDay(-3), after('3 days'), onDay(9)];
    const life = lifeOf('move', steps);
    life.snapshot = { ...life.snapshot, enrollment: { ...life.snapshot.enrollment, plannedFrom: 0 } };
    life.now = at('2027-12-24 08:00', LONDON);
    expect(life.passTo(END).log).toEqual([
      'a sent 2027-12-24 09:00',
      'b sent 2027-12-29 09:00',
      'c sent 2028-01-05 09:00',
    ]);
  });

  test('S22: what is overdue does not leave on a holiday either', () => {
    const life = lifeOf('skip', [onDay(-1), onDay(6)]);
    life.snapshot = { ...life.snapshot, enrollment: { ...life.snapshot.enrollment, plannedFrom: 0 } };
    life.now = at('2027-12-25 08:00', LONDON);
    life.look().hold().passTo(at('2027-12-28 12:00', LONDON)).resume();
    expect(life.log).toEqual(['a skipped 2027-12-28 12:00']);
    expect(life.waits).toBe('b scheduled 2028-01-02 09:00');
    const open = lifeOf('skip', [onDay(-4)]);
    open.snapshot = { ...open.snapshot, enrollment: { ...open.snapshot.enrollment, plannedFrom: 0 } };
    open.now = at('2027-12-22 08:00', LONDON);
    open.look().hold().passTo(at('2027-12-28 12:00', LONDON)).resume();
    expect(open.passTo(END).log).toEqual(['a sent 2027-12-29 09:00']);
  });
});

describe('holidays on which steps are left out', () => {
  test('S22, case 25c: the step is skipped with the reason when its day has come, and the next follow from then', () => {
    const life = lifeOf('skip', [onDay(0), after('3 days'), onDay(9)]).look();
    expect(life.row('a')).toBeUndefined();
    life.passTo(END);
    expect(life.log).toEqual([
      'a skipped 2027-12-27 09:00',
      'b sent 2027-12-30 09:00',
      'c sent 2028-01-05 09:00',
    ]);
    expect(life.row('a')).toMatchObject({ status: 'skipped', skipReason: 'holiday' });
    expect(life.waits).toBe('finished completed');
  });

  test('S22: a last step that is left out ends the enrollment on its day, not before', () => {
    const life = lifeOf('skip', [onDay(1)]).look();
    expect(life.waits).toBe('- scheduled 2027-12-28 09:00');
    expect(life.passTo(END).log).toEqual(['a skipped 2027-12-28 09:00']);
    expect(life.waits).toBe('finished completed');
  });

  test('Q2: what a person sends on a holiday leaves', () => {
    expect(lifeOf('skip', [onDay(0)]).request('a').log).toEqual(['a sent 2027-12-27 08:00']);
    expect(lifeOf('move', [onDay(0)]).request('a').log).toEqual(['a sent 2027-12-27 08:00']);
  });

  test('S22: a change of the calendar re-plans, and what it moves into the past is skipped', () => {
    const life = lifeOf('move', [onDay(0), onDay(4)]).look();
    const edit = (holidays: Life['snapshot']['sequence']['holidays']) => {
      life.snapshot = {
        ...life.snapshot,
        sequence: { ...life.snapshot.sequence, holidays, timingEditedAt: life.now },
      };
      return life.look();
    };
    expect(edit({ ...ENGLISH_HOLIDAYS, country: 'US', region: null }).waits).toBe(
      'a scheduled 2027-12-27 09:00',
    );
    expect(edit(ENGLISH_HOLIDAYS).waits).toBe('a scheduled 2027-12-29 09:00');
    life.passTo(at('2027-12-28 12:00', LONDON));
    edit(null);
    expect(life.log).toEqual(['a skipped 2027-12-28 12:00']);
    expect(life.row('a')?.skipReason).toBe('moved_to_past');
  });

  test('O7, S22: explain names the holiday, of a step that it moves and of one that is left out', () => {
    const explained = (rule: 'move' | 'skip') => {
      const { snapshot, now } = lifeOf(rule, [onDay(0), onDay(1), onDay(4)]).look();
      return explain(snapshot, now, NOTHING_KNOWN);
    };
    const moved = explained('move');
    expect(moved.reasons).toContainEqual({
      code: 'holiday',
      text: 'Its day is a holiday: Christmas Day (substitute day), 2027-12-27.',
      until: '2027-12-29T09:00:00.000Z',
    });
    expect(moved.steps[0]).toMatchObject({ movedBy: 'holiday', localTime: '2027-12-29 09:00' });
    const left = explained('skip');
    expect(left.steps.slice(0, 2)).toMatchObject([
      {
        status: 'skipped',
        skipReason: 'holiday',
        holiday: { date: '2027-12-27', name: 'Christmas Day (substitute day)' },
      },
      { status: 'skipped', holiday: { date: '2027-12-28', name: 'Boxing Day (substitute day)' } },
    ]);
    expect(left.answer).toContain('"Step 3" leaves on 2027-12-31 09:00');
  });
});
