import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Branch } from '../../../contracts/sequences/branches.ts';
import {
  findNamedStep,
  meantBranching,
  type NamedStep,
  settledBranching,
  targetNameOf,
} from '../../../domain/sequences/described-branching.ts';
import { revisedBranches } from '../../../domain/sequences/revised-branches.ts';
import { runs } from '../../support/rows/runs.ts';

const steps: NamedStep[] = [
  { label: 'Call', branch: null },
  { label: 'Reminder', branch: null },
  { label: 'reminder', branch: 'warm' },
  { label: 'Twice', branch: 'warm' },
  { label: 'Twice', branch: 'warm' },
];

describe('O11: what a folder calls a step', () => {
  test('is its label, with its branch where others have it too, with its number where others of its branch do', () => {
    expect(steps.map((_step, index) => targetNameOf(steps, index))).toEqual([
      { kind: 'step', step: 'Call' },
      { kind: 'step', step: 'Reminder', nth: 1 },
      { kind: 'step', step: 'reminder', branch: 'warm' },
      { kind: 'step', step: 'Twice', branch: 'warm', nth: 1 },
      { kind: 'step', step: 'Twice', branch: 'warm', nth: 2 },
    ]);
  });

  test('finds that step again and no other, whatever labels and branches there are', () => {
    const label = fc.constantFrom('A', 'a', 'B', 'C');
    const branch = fc.constantFrom(null, 'warm', 'cold');
    fc.assert(
      fc.property(fc.array(fc.record({ label, branch }), { minLength: 1, maxLength: 8 }), (named) => {
        for (const index of named.keys()) {
          const name = targetNameOf(named, index);
          if (name.kind !== 'step') throw new Error('a step is called a step');
          expect(findNamedStep(named, name)).toEqual({ index });
        }
      }),
      runs({ test: 200, proof: 5_000 }),
    );
  });

  test('may be longer than it need be, and is compared by the shortest', () => {
    const settled = (target: object) =>
      settledBranching(
        { steps, names: ['main', 'warm'] },
        { fallback: { amount: 1, unit: 'days', target: { kind: 'step', step: '', ...target } } },
      ).fallback?.target;
    expect(settled({ step: 'CALL', branch: 'MAIN' })).toEqual({ kind: 'step', step: 'Call' });
    expect(settled({ step: 'reminder', branch: 'warm', nth: 1 })).toEqual(targetNameOf(steps, 2));
    expect(settled({ step: 'nobody' })).toEqual({ kind: 'step', step: 'nobody' });
  });

  test('that is nobody’s, or several steps’, is a problem of its field', () => {
    const about = { named: steps, ids: steps.map((_step, index) => `stp_${index}`), branches: [] };
    const to = (target: object) => ({
      outcome: 'yes',
      target: { kind: 'step' as const, step: '', ...target },
    });
    const { conditions, problems } = meantBranching(
      { conditions: [to({ step: 'Twice' }), to({ step: 'Call' }), to({ step: 'Call', branch: 'warm' })] },
      about,
    );
    expect(conditions?.[1]?.target).toEqual({ kind: 'step', stepId: 'stp_0' });
    expect(problems.map(({ field }) => field)).toEqual([
      'conditions[0].target.step',
      'conditions[2].target.step',
    ]);
  });
});

test('O11: branches are found by name, the first under any; one that is not named goes', () => {
  const known: Branch[] = ['main', 'warm', 'cold'].map((name, index) => ({
    id: `bra_${name}`,
    sequenceId: 'seq_1',
    name,
    position: index + 1,
  }));
  const origin = { sequenceId: 'seq_1', newId: () => 'bra_new' };
  const revised = revisedBranches(known, ['start', 'new', 'WARM'], origin);
  expect(revised.branches.map(({ id, name }) => `${id} ${name}`)).toEqual([
    'bra_main start',
    'bra_new new',
    'bra_warm WARM',
  ]);
  expect(revised.removed.map(({ id }) => id)).toEqual(['bra_cold']);
  expect(revised.edited.map(({ after }) => after.id)).toEqual(['bra_main', 'bra_warm']);
  expect(revisedBranches(known, null, origin)).toMatchObject({ branches: known, edited: [], removed: [] });
  expect(revisedBranches(known, ['warm', 'main'], origin).problems).toEqual([
    { field: 'branches[0]', message: 'cannot be the first: that one stays' },
  ]);
});
