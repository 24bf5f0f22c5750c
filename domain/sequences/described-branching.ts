import type { Branch, Condition, Fallback, Target } from '../../contracts/sequences/branches.ts';
import type { DescribedStep, DescribedTarget } from '../../contracts/sequences/described-steps.ts';
import { nameKeyOf } from '../name-key.ts';
import type { SequenceDefinition, StoredStep } from './definition.ts';
import { isGone, stepMeant } from './graph.ts';

/** What a step decides with, by names; `branch` is left out in the first one. */
export type DescribedBranching = Pick<DescribedStep, 'branch' | 'conditions' | 'fallback'>;

/** A step among others, by what a folder calls it. */
export interface NamedStep {
  label: string;
  /** Null: the first branch. */
  branch: string | null;
}

/** What a target is called that is nothing of its sequence any more: no branch can be meant by it. */
const REMOVED = '(removed)';

/** How the branch and the targets of each step are called, in the order of the steps (O11). */
export function describedBranching(definition: Omit<SequenceDefinition, 'sequence'>): DescribedBranching[] {
  const { steps, branches, graph } = definition;
  const named = namedSteps(steps, branches);
  const nameOf = (target: Target, from: StoredStep): DescribedTarget => {
    if (target.kind === 'next' || target.kind === 'end') return { kind: target.kind };
    if (isGone(graph, target)) return { kind: 'branch', branch: REMOVED };
    if (target.kind === 'branch')
      return { kind: 'branch', branch: branches.find(({ id }) => id === target.branchId)!.name };
    const meant = stepMeant(graph, { stepId: from.id, branchId: from.branchId, isRemoved: false }, target);
    const index = steps.findIndex(({ id }) => id === meant?.stepId);
    return index < 0 ? { kind: 'end' } : targetNameOf(named, index);
  };
  return steps.map((step, index) => {
    const { branch } = named[index]!;
    return {
      ...(branch !== null && { branch }),
      conditions: step.conditions.map(({ outcome, target }) => ({ outcome, target: nameOf(target, step) })),
      fallback: step.fallback && { ...step.fallback, target: nameOf(step.fallback.target, step) },
    };
  });
}

/** Steps as a folder tells them apart. */
export function namedSteps(
  steps: readonly Pick<StoredStep, 'label' | 'branchId'>[],
  branches: readonly Branch[],
): NamedStep[] {
  return steps.map(({ label, branchId }) => {
    const place = branches.findIndex(({ id }) => id === branchId);
    return { label, branch: place <= 0 ? null : branches[place]!.name };
  });
}

/** The shortest name of a step that no other has: its label, with its branch, with its number in it. */
export function targetNameOf(steps: readonly NamedStep[], index: number): DescribedTarget {
  const { label, branch } = steps[index]!;
  const alike = steps.filter((other) => nameKeyOf(other.label) === nameKeyOf(label));
  if (alike.length === 1) return { kind: 'step', step: label };
  const ofBranch = alike.filter((other) => isOf(other, branch));
  const at = branch === null ? {} : { branch };
  if (ofBranch.length === 1 && branch !== null) return { kind: 'step', step: label, ...at };
  return { kind: 'step', step: label, ...at, nth: ofBranch.indexOf(steps[index]!) + 1 };
}

/** The place of the step that a name means, or the words for why none is meant. */
export function findNamedStep(
  steps: readonly NamedStep[],
  { step, branch, nth }: Extract<DescribedTarget, { kind: 'step' }>,
): { index: number } | { problem: string } {
  const alike = steps.filter((other) => nameKeyOf(other.label) === nameKeyOf(step));
  // One that is told by its number alone stands in the first branch.
  const meant =
    branch === undefined && nth === undefined ? alike : alike.filter((other) => isOf(other, branch ?? null));
  const found = nth === undefined && meant.length > 1 ? undefined : meant[(nth ?? 1) - 1];
  if (found) return { index: steps.indexOf(found) };
  const called = JSON.stringify(step);
  const where = branch === undefined ? 'here' : `in the branch ${JSON.stringify(branch)}`;
  if (meant.length === 0) return { problem: `there is no step ${called} ${where}` };
  return {
    problem: `several steps are called ${called} ${where}: say the branch, or which one with \`nth\``,
  };
}

/** A branch as its sequence writes it, in whatever case somebody named it. */
export function branchNameIn(names: readonly string[], name: string): string {
  return names.find((each) => nameKeyOf(each) === nameKeyOf(name)) ?? name;
}

/** Names of targets in the one form in which they are compared; `names` are those of the branches, in order. */
export function settledBranching(
  { steps, names }: { steps: readonly NamedStep[]; names: readonly string[] },
  { conditions, fallback }: DescribedBranching,
): DescribedBranching {
  const settled = (target: DescribedTarget): DescribedTarget => {
    if (target.kind === 'branch') return { ...target, branch: branchNameIn(names, target.branch) };
    if (target.kind !== 'step') return target;
    const found = findNamedStep(steps, withoutFirst(target, names[0] ?? ''));
    return 'index' in found ? targetNameOf(steps, found.index) : target;
  };
  return {
    ...(conditions && { conditions: conditions.map((each) => ({ ...each, target: settled(each.target) })) }),
    ...(fallback && { fallback: { ...fallback, target: settled(fallback.target) } }),
  };
}

/** What named targets mean in a sequence, with what means nothing in it. */
export interface MeantBranching {
  conditions?: Condition[];
  fallback?: Fallback | null;
  problems: { field: string; message: string }[];
}

/** The ids of what a description names; what names nothing is a problem of its field, and leads to the end meanwhile. */
export function meantBranching(
  { conditions, fallback }: DescribedBranching,
  {
    named,
    ids,
    branches,
  }: { named: readonly NamedStep[]; ids: readonly string[]; branches: readonly Branch[] },
): MeantBranching {
  const problems: MeantBranching['problems'] = [];
  const idOf = (target: DescribedTarget, field: string): Target => {
    if (target.kind === 'next' || target.kind === 'end') return target;
    if (target.kind === 'branch') {
      const branch = branches.find(({ name }) => nameKeyOf(name) === nameKeyOf(target.branch));
      if (branch) return { kind: 'branch', branchId: branch.id };
      problems.push({
        field: `${field}.branch`,
        message: `there is no branch ${JSON.stringify(target.branch)}`,
      });
      return { kind: 'end' };
    }
    const found = findNamedStep(named, withoutFirst(target, branches[0]?.name ?? ''));
    if ('index' in found) return { kind: 'step', stepId: ids[found.index]! };
    problems.push({ field: `${field}.step`, message: found.problem });
    return { kind: 'end' };
  };
  return {
    ...(conditions && {
      conditions: conditions.map(({ outcome, target }, index) => ({
        outcome,
        target: idOf(target, `conditions[${index}].target`),
      })),
    }),
    ...(fallback !== undefined && {
      fallback: fallback && { ...fallback, target: idOf(fallback.target, 'fallback.target') },
    }),
    problems,
  };
}

/** A step of the first branch is told by its number in it. */
function withoutFirst(
  { branch, ...target }: Extract<DescribedTarget, { kind: 'step' }>,
  first: string,
): Extract<DescribedTarget, { kind: 'step' }> {
  if (branch === undefined) return target;
  return nameKeyOf(branch) === nameKeyOf(first) ? { ...target, nth: target.nth ?? 1 } : { ...target, branch };
}

const isOf = (step: NamedStep, branch: string | null): boolean =>
  nameKeyOf(step.branch ?? '') === nameKeyOf(branch ?? '');
