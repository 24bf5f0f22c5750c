import { expect, test } from '@jest/globals';
import type { AutomationAction, GivenAction } from '../../../contracts/automations/actions.ts';
import { findUndoing } from '../../../domain/automations/undoing.ts';

const keyed = (actions: readonly GivenAction[]): AutomationAction[] =>
  actions.map((action, index) => ({ ...action, key: `a${index}` }));
const between = (mine: GivenAction[], theirs: GivenAction[]) =>
  findUndoing({ id: 'aut_1', actions: keyed(mine) }, [
    { id: 'aut_2', name: 'Other', actions: keyed(theirs) },
  ]).map(({ path, text }) => `${path}: ${text}`);

const score = (value: number): GivenAction => ({ kind: 'set_score', value });
const groups = (mode: 'add' | 'remove' | 'set', ...groupIds: string[]): GivenAction => ({
  kind: 'set_groups',
  mode,
  groupIds,
});
const owner = (of: 'ar' | 'sales', userId: string | null): GivenAction => ({
  kind: 'assign_owner',
  owner: of,
  userId,
});
const property = (name: string, value: string): GivenAction => ({ kind: 'set_property', name, value });
const compute = (points: number): GivenAction => ({
  kind: 'compute_score',
  criteria: [{ name: 'a', points, when: { kind: 'all', nodes: [] } }],
});

const pairs: [GivenAction, GivenAction][] = [
  [
    { kind: 'add_label', labelId: 'l1' },
    { kind: 'remove_label', labelId: 'l1' },
  ],
  [
    { kind: 'add_to_list', listId: 'l1' },
    { kind: 'remove_from_list', listId: 'l1' },
  ],
  [
    { kind: 'enroll', sequenceId: 's1' },
    { kind: 'stop_enrollment', sequenceId: 's1' },
  ],
  [owner('ar', 'u1'), owner('ar', 'u2')],
  [owner('sales', 'u1'), owner('sales', null)],
  [property('tier', 'a'), property('tier', 'b')],
  [score(1), score(2)],
  [score(1), compute(1)],
  [compute(1), compute(2)],
  [{ kind: 'add_score', value: 1 }, score(1)],
  [{ kind: 'add_score', value: 1 }, compute(1)],
  [groups('add', 'g1'), groups('remove', 'g1')],
  [groups('add', 'g1'), groups('set', 'g2')],
  [groups('set', 'g1'), groups('set', 'g2')],
  [groups('set', 'g1'), groups('remove', 'g1')],
];
test.each(pairs)('A7: %j and %j could undo each other, whichever is asked', (one, other) => {
  expect(between([one], [other])).toHaveLength(1);
  expect(between([other], [one])).toHaveLength(1);
});

const peaceful: [GivenAction, GivenAction][] = [
  [
    { kind: 'add_label', labelId: 'l1' },
    { kind: 'remove_label', labelId: 'l2' },
  ],
  [
    { kind: 'add_label', labelId: 'l1' },
    { kind: 'add_label', labelId: 'l1' },
  ],
  [owner('ar', 'u1'), owner('sales', 'u2')],
  [owner('ar', 'u1'), owner('ar', 'u1')],
  [property('tier', 'a'), property('tier', 'a')],
  [property('tier', 'a'), property('region', 'b')],
  [score(1), score(1)],
  [compute(1), compute(1)],
  [
    { kind: 'add_score', value: 1 },
    { kind: 'add_score', value: -1 },
  ],
  [groups('add', 'g1'), groups('remove', 'g2')],
  [groups('set', 'g1'), groups('add', 'g1')],
  [groups('remove', 'g1'), groups('remove', 'g1')],
];
test.each(peaceful)('A7: %j and %j leave each other alone', (one, other) => {
  expect(between([one], [other])).toEqual([]);
  expect(between([other], [one])).toEqual([]);
});

test('A7: every action is named with the place of this one, and an automation does not warn of itself', () => {
  const mine: GivenAction[] = [score(1), { kind: 'add_label', labelId: 'l1' }];
  const theirs: GivenAction[] = [{ kind: 'remove_label', labelId: 'l1' }, score(2), score(3)];
  expect(between(mine, theirs)).toEqual([
    'actions[0]: It sets the score otherwise.',
    'actions[1]: It removes the label that this one adds.',
  ]);
  const own = { id: 'aut_1', name: 'This', actions: keyed([score(1), score(2)]) };
  expect(findUndoing(own, [own])).toEqual([]);
});
