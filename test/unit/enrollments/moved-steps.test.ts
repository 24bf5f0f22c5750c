import { describe, expect, test } from '@jest/globals';
import { branchingSnapshot, type PlannedBranches } from '../../support/rows/branching-snapshot.ts';
import { after, at, byHand, onDay } from '../../support/rows/snapshots.ts';
import { BranchLife } from '../../support/worlds/branch-life.ts';

const life = (branches: PlannedBranches) => new BranchLife(branchingSnapshot(branches));
const left = ({ log }: BranchLife): string[] => log.map((line) => line.slice(0, 2));
const mail = (stepId: string, delay: Parameters<typeof after>[0], more: object = {}) => ({
  stepId,
  step: after(delay),
  ...more,
});

/** A mail whose click leads to `warm`; a third branch that nothing leads to. */
const BRANCHES: PlannedBranches = {
  main: [
    { stepId: 'e1', step: onDay(0), when: { clicked: 'warm' }, none: '3 days -> next' },
    mail('e2', '2 days'),
    mail('e3', '1 days'),
  ],
  warm: [mail('w1', '0 minutes'), mail('w2', '2 days')],
  cold: [mail('c1', '0 minutes')],
};
const MORNING = at('2026-03-03 10:00');
const NOON = at('2026-03-03 12:00');
const LATE = at('2026-04-03 10:00');

describe('S6: a step that moves to another place or branch', () => {
  test('takes nobody along who had it: a decided way is kept, nothing that was passed by leaves', () => {
    for (const [branch, place] of [
      ['cold', 1],
      ['main', 3],
    ] as const) {
      const one = life(BRANCHES).passTo(MORNING).hear('clicked', { of: 'e1' });
      one.move('e1', branch, place).passTo(LATE);
      expect([branch, left(one), one.way('e1')]).toEqual([branch, ['e1', 'w1', 'w2'], 'clicked -> warm']);
      expect(one.waits).toBe('finished completed');
    }
  });

  test('and whose fallback led on goes on with what stood behind it, at its time', () => {
    for (const [branch, place] of [
      ['cold', 1],
      ['main', 3],
    ] as const) {
      const one = life(BRANCHES).passTo(at('2026-03-05 10:00')).move('e1', branch, place).passTo(LATE);
      expect([branch, one.log.slice(1)]).toEqual([
        branch,
        ['e2 sent 2026-03-07 09:00', 'e3 sent 2026-03-08 09:00'],
      ]);
    }
  });

  test('an edge that is open stays open, and nothing behind it leaves', () => {
    for (const [branch, place] of [
      ['cold', 1],
      ['main', 3],
    ] as const) {
      const one = life(BRANCHES).passTo(MORNING).move('e1', branch, place);
      expect(one.waits).toBe('e1 outcome 2026-03-05 09:00');
      const other = life(BRANCHES).passTo(MORNING).move('e1', branch, place);
      expect(left(one.passTo(LATE))).toEqual(['e1', 'e2', 'e3']);
      expect(left(other.hear('clicked', { of: 'e1' }).passTo(LATE))).toEqual(['e1', 'w1', 'w2']);
    }
  });

  test('a step that has not run is left out where it was, and met where it is now', () => {
    const out = life(BRANCHES).passTo(MORNING).move('w1', 'cold', 1);
    expect(left(out.hear('clicked', { of: 'e1' }).passTo(LATE))).toEqual(['e1', 'w2']);
    const into = life(BRANCHES).passTo(MORNING).move('c1', 'warm', 2).passTo(NOON);
    expect(left(into.hear('clicked', { of: 'e1' }).passTo(LATE))).toEqual(['e1', 'w1', 'c1', 'w2']);
  });

  test('what stood next when it moved away gives its turn to the one behind', () => {
    const one = life(BRANCHES).passTo(MORNING).hear('clicked', { of: 'e1' });
    expect(left(one.move('w2', 'cold', 1).passTo(LATE))).toEqual(['e1', 'w1']);
    expect(one.waits).toBe('finished completed');
  });

  test('a step that ran and is met again where it is now is walked over: none runs twice', () => {
    const branches = {
      ...BRANCHES,
      warm: [mail('w1', '0 minutes', { when: { clicked: 'cold' }, none: '1 days -> cold' })],
    };
    const one = life(branches).passTo(MORNING).hear('clicked', { of: 'e1' });
    one.move('e1', 'cold', 1).passTo(LATE);
    expect(left(one)).toEqual(['e1', 'w1', 'c1']);
  });

  test('a target that moved after its turn: the enrollment goes on from where it stood', () => {
    const branches = {
      ...BRANCHES,
      main: [{ ...BRANCHES['main']![0]!, when: { clicked: 'w1' } }, ...BRANCHES['main']!.slice(1)],
    };
    const one = life(branches).passTo(MORNING).hear('clicked', { of: 'e1' }).passTo(NOON);
    expect(left(one.move('w1', 'cold', 1).passTo(LATE))).toEqual(['e1', 'w1', 'w2']);
    const other = life(branches).passTo(MORNING).move('w1', 'cold', 1).passTo(NOON);
    expect(left(other.hear('clicked', { of: 'e1' }).passTo(LATE))).toEqual(['e1', 'w1', 'c1']);
  });

  test('a row in the queue stays in front of what stood behind it, and can be done', () => {
    const call = { stepId: 'k1', step: byHand(onDay(0)), when: { spoke: 'warm' } };
    const one = life({ ...BRANCHES, main: [call, ...BRANCHES['main']!.slice(1)] }).passTo(MORNING);
    one.move('k1', 'cold', 1).passTo(at('2026-03-09 10:00'));
    expect(left(one)).toEqual(['k1']);
    expect(left(one.mark('k1', 'spoke').complete('k1').passTo(LATE))).toEqual(['k1', 'w1', 'w2']);
  });

  test('moved and removed, moved twice: the way that was taken is kept', () => {
    const one = life(BRANCHES).passTo(MORNING).hear('clicked', { of: 'e1' });
    expect(left(one.move('e1', 'cold', 1).remove('e1').passTo(LATE))).toEqual(['e1', 'w1', 'w2']);
    const two = life(BRANCHES).passTo(at('2026-03-05 10:00'));
    two.move('e1', 'cold', 1).move('e1', 'warm', 1);
    expect(left(two.passTo(LATE))).toEqual(['e1', 'e2', 'e3']);
  });

  test('S15: a branch that is removed is passed by the ways that were taken in it', () => {
    const branches = {
      ...BRANCHES,
      warm: [mail('w1', '0 minutes', { when: { clicked: 'cold' }, none: '9 days -> end' })],
      cold: [mail('c1', '2 days')],
    };
    const one = life(branches).passTo(MORNING).hear('clicked', { of: 'e1' }).hear('clicked', { of: 'w1' });
    one.removeBranch('warm').passTo(LATE);
    expect(left(one)).toEqual(['e1', 'w1', 'c1']);
  });
});
