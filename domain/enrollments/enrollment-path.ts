import { hasEdge } from '../sequences/graph.ts';
import { walkPath, type Path } from '../sequences/path.ts';
import type { Reached } from '../sequences/step-timing.ts';
import { plusDays } from '../time/calendar.ts';
import type { Branching, BranchingPlace } from './branching.ts';
import { isFinal, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';

/** The path of an enrollment as far as it is known, with what it waits for behind its last step. */
export function pathOf(branching: Branching, executions: readonly Execution[]): Path<BranchingPlace> {
  const edgeOf = new Map(branching.edges.map((edge) => [edge.stepId, edge]));
  const executionOf = new Map(executions.map((row) => [row.stepId, row]));
  return walkPath(branching, {
    decisionAt: ({ stepId }) => {
      const { target, decidedAt } = edgeOf.get(stepId) ?? {};
      return target && decidedAt != null ? { target, at: decidedAt } : null;
    },
    isWaitedFor: (place) => edgeOf.has(place.stepId) || isToOpen(place, executionOf.get(place.stepId)),
  });
}

/** Whether a step that has conditions now had not ended when it was given them. */
function isToOpen(place: BranchingPlace, execution: Execution | undefined): boolean {
  if (!hasEdge(place)) return false;
  if (!execution || !isFinal(execution.status)) return true;
  return (
    execution.skipReason !== 'added_in_past' && (execution.endedAt ?? 0) >= (place.decidesSince ?? Infinity)
  );
}

/** The snapshot with the steps of its path, in order and numbered along it. A plain one is its own path. */
export function onPath(snapshot: EnrollmentSnapshot): EnrollmentSnapshot {
  const { branching, executions } = snapshot;
  if (branching === null) return snapshot;
  const stepOf = new Map(branching.steps.map((step) => [step.stepId, step]));
  const messageEnds = new Map(
    executions
      .filter(({ type, status }) => (type === 'email' || type === 'sms') && status === 'done')
      .map(({ stepId, endedAt }) => [stepId, endedAt]),
  );
  let lastMessageAt: number | null = null;
  let reached: Reached | null = null;
  const steps: PlanStep[] = [];
  for (const { place, reachedAt, isTarget } of pathOf(branching, executions).steps) {
    const step = stepOf.get(place.stepId);
    if (!step) continue;
    if (isTarget && reachedAt !== null) {
      const dayAfter: number =
        lastMessageAt === null ? reachedAt : plusDays(lastMessageAt, 1, snapshot.sequence.zone);
      reached = { at: reachedAt, from: Math.max(reachedAt, dayAfter), isTarget: true };
    }
    steps.push({ ...step, position: steps.length + 1, reached: reached && { ...reached, isTarget } });
    lastMessageAt = messageEnds.get(step.stepId) ?? lastMessageAt;
  }
  return { ...snapshot, steps };
}

/** The branch that a step belongs to, for the activity log (S21); nothing of a plain sequence. */
export function branchOfStep(
  { branching }: Pick<EnrollmentSnapshot, 'branching'>,
  stepId: string,
): { branchId?: string; branch?: string } {
  const branchId = branching?.places.find((place) => place.stepId === stepId)?.branchId;
  return branchId === undefined ? {} : { branchId, branch: branching?.branchNames[branchId] ?? '' };
}
