import { describe, expect, test } from '@jest/globals';
import { branchingSnapshot, type PlannedBranches } from '../../support/rows/branching-snapshot.ts';
import { after, at, byHand, onDay } from '../../support/rows/snapshots.ts';
import { BranchLife } from '../../support/worlds/branch-life.ts';

const E1 = (more: object = {}) => ({ stepId: 'e1', step: onDay(0), ...more });
const E2 = { stepId: 'e2', step: after('0 minutes') };
const warm = [{ stepId: 'w1', step: after('0 minutes') }];
const plain: PlannedBranches = {
  main: [E1({ when: { clicked: 'warm', opened: 'end' }, none: '3 days -> next' }), E2],
  warm,
};
const life = (branches: PlannedBranches = plain, input = {}) =>
  new BranchLife(branchingSnapshot(branches, input));

describe('S6: edits of branches', () => {
  const wired = (when: Record<string, string>, none = '3 days -> next'): PlannedBranches => ({
    main: [E1({ when, none }), E2],
    warm,
    cold: [{ stepId: 'c1', step: after('0 minutes') }],
  });

  test('case 5: an open edge follows edits of its conditions and its T', () => {
    const one = life(wired({ clicked: 'warm' })).passTo(at('2026-03-03 12:00'));
    one.rewire(wired({ clicked: 'cold' }, '5 days -> next'));
    expect(one.waits).toBe('e1 outcome 2026-03-07 09:00');
    expect(one.hear('clicked', { of: 'e1' }).way('e1')).toBe('clicked -> cold');
  });

  test('a decided edge keeps its target', () => {
    const one = life({
      ...wired({ clicked: 'warm' }),
      warm: [...warm, { stepId: 'w2', step: after('1 days') }],
    });
    one.passTo(at('2026-03-03 10:00')).hear('clicked', { of: 'e1' });
    one.rewire({ ...wired({ clicked: 'cold' }), warm: [...warm, { stepId: 'w2', step: after('1 days') }] });
    one.passTo(at('2026-03-10 00:00'));
    expect(one.log.map((line) => line.slice(0, 2))).toEqual(['e1', 'w1', 'w2']);
  });

  test('a T shortened into the past is decided at the edit', () => {
    const one = life(wired({ clicked: 'warm' })).passTo(at('2026-03-04 12:00'));
    one.rewire(wired({ clicked: 'warm' }, '1 days -> next'));
    expect(one.log.at(-1)).toBe('e2 sent 2026-03-04 12:00');
  });

  test('a condition that is added to a step in the queue holds back what stands behind, which runs or is left out', () => {
    const call = { stepId: 'k1', step: byHand(onDay(0)) };
    const mail = { stepId: 'e2', step: onDay(5) };
    const branches = { main: [call, mail], warm };
    for (const [outcome, log] of [
      ['spoke', ['k1 ready 2026-03-02 09:00', 'w1 sent 2026-03-03 10:00']],
      [null, ['k1 ready 2026-03-02 09:00', 'e2 sent 2026-03-07 09:00']],
    ] as const) {
      const one = life(branches).passTo(at('2026-03-03 10:00'));
      one.rewire({ main: [{ ...call, when: { spoke: 'warm' } } as typeof call, mail], warm });
      expect(one.row('e2')?.dueAt).toBeNull();
      if (outcome) one.mark('k1', outcome);
      one.complete('k1').passTo(at('2026-03-10 00:00'));
      expect(one.log).toEqual(log);
      expect(one.row('e2')?.status).toBe(outcome ? 'skipped' : 'done');
      expect(one.waits).toBe('finished completed');
    }
  });

  test('a condition that is added to a step that has ended concerns those to come only', () => {
    const branches = {
      main: [
        { stepId: 'e1', step: onDay(0) },
        { stepId: 'e2', step: onDay(3) },
      ],
      warm,
    };
    const one = life(branches).passTo(at('2026-03-03 10:00'));
    one.rewire({
      ...branches,
      main: [E1({ when: { clicked: 'warm' }, none: '9 days -> end' }), branches.main[1]!],
    });
    expect(one.passTo(at('2026-03-10 00:00')).log.at(-1)).toBe('e2 sent 2026-03-05 09:00');
  });

  test('case 6: where the target was removed, the step after it is meant; a ready row stays', () => {
    const two = [...warm, { stepId: 'w2', step: after('0 minutes') }];
    const one = life({ ...plain, warm: two })
      .passTo(at('2026-03-03 12:00'))
      .remove('w1');
    expect(one.hear('clicked', { of: 'e1' }).log.at(-1)).toBe('w2 sent 2026-03-03 12:00');
    const call = [{ stepId: 'w1', step: byHand(after('0 minutes')) }, two[1]!];
    const other = life({ ...plain, warm: call }).passTo(at('2026-03-03 11:00'));
    other
      .hear('clicked', { of: 'e1' })
      .passTo(at('2026-03-03 12:00'))
      .remove('w1')
      .passTo(at('2026-03-04 12:00'));
    expect(other.log.at(-1)).toBe('w1 ready 2026-03-03 11:00');
    expect(other.complete('w1').log.at(-1)).toBe('w2 sent 2026-03-04 12:00');
  });

  test('a decided step that is removed still leads where it led', () => {
    const two = [...warm, { stepId: 'w2', step: after('2 days') }];
    const one = life({ ...plain, warm: two })
      .passTo(at('2026-03-03 10:00'))
      .hear('clicked', { of: 'e1' });
    expect(
      one
        .remove('e1')
        .passTo(at('2026-03-10 00:00'))
        .log.map((line) => line.slice(0, 2)),
    ).toEqual(['e1', 'w1', 'w2']);
  });

  test('unsubscribed leads to a step of a person only', () => {
    const branches = (step: object): PlannedBranches => ({
      main: [E1({ when: { unsubscribed: 'warm' }, none: '3 days -> end' })],
      warm: [{ stepId: 'w1', step }],
    });
    const person = life(branches(byHand(after('0 minutes')))).passTo(at('2026-03-03 10:00'));
    expect(person.hear('unsubscribed').way('e1')).toBe('unsubscribed -> warm');
    const mail = life(branches(after('0 minutes'))).passTo(at('2026-03-03 10:00'));
    expect(mail.hear('unsubscribed').way('e1')).toBe('open');
  });
});
