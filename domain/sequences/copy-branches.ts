import type { NewId } from '../../contracts/ids.ts';
import type { Branch, Target } from '../../contracts/sequences/branches.ts';
import type { SequenceDefinition, StoredStep } from './definition.ts';
import { hasEdge, isGone, stepMeant, type Place } from './graph.ts';

/** The branches and steps of a sequence for another one, with ids of their own; conditions point at the copies (S2). */
export function copyBranches(
  { branches, steps, graph }: Omit<SequenceDefinition, 'sequence'>,
  { sequenceId, mainId, newId, now }: { sequenceId: string; mainId: string; newId: NewId; now: number },
): { branches: Branch[]; steps: StoredStep[] } {
  const branchIds = new Map(branches.map(({ id }, index) => [id, index === 0 ? mainId : newId('branch')]));
  const stepIds = new Map(steps.map(({ id }) => [id, newId('step')]));
  const copyOf = (target: Target, from: Place): Target => {
    if (target.kind === 'next' || target.kind === 'end') return target;
    // It is nothing of the copy either: activation names it.
    if (isGone(graph, target)) return target;
    if (target.kind === 'branch') return { ...target, branchId: branchIds.get(target.branchId)! };
    const meant = stepMeant(graph, from, target);
    return meant === null ? { kind: 'end' } : { ...target, stepId: stepIds.get(meant.stepId)! };
  };
  return {
    branches: branches.map((branch) => ({ ...branch, id: branchIds.get(branch.id)!, sequenceId })),
    steps: steps.map((step) => {
      const from = { stepId: step.id, branchId: step.branchId, isRemoved: false };
      return {
        ...step,
        id: stepIds.get(step.id)!,
        sequenceId,
        branchId: branchIds.get(step.branchId)!,
        conditions: step.conditions.map((each) => ({ ...each, target: copyOf(each.target, from) })),
        fallback: step.fallback && { ...step.fallback, target: copyOf(step.fallback.target, from) },
        timingEditedAt: now,
        deliveryEditedAt: null,
        decidesSince: hasEdge(step) ? now : null,
        branchingEditedAt: null,
      };
    }),
  };
}
