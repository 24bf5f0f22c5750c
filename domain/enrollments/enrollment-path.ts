import { hasEdge } from '../sequences/graph.ts';
import { walkPath, type MovedStep, type Path } from '../sequences/path.ts';
import type { Reached } from '../sequences/step-timing.ts';
import { plusDays } from '../time/calendar.ts';
import type { Branching, BranchingPlace } from './branching.ts';
import { isTransparent } from './passed-steps.ts';
import { hasPassed, isFinal, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';

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
    moved: movedSteps(branching, executionOf),
  });
}

/**
 * The steps that were moved after their turn, in the order of their turns (S6). Where they stand now says nothing of where the
 * enrollment is: it goes on from where they stood.
 */
function movedSteps(
  { places }: Branching,
  executionOf: ReadonlyMap<string, Execution>,
): MovedStep<BranchingPlace>[] {
  const moved = places.flatMap((place) => {
    const row = executionOf.get(place.stepId);
    if (place.moves.length === 0 || !row || !hasPassed(row) || isTransparent(row)) return [];
    const at = row.readyAt ?? row.endedAt ?? row.createdAt;
    const move = place.moves.find((each) => each.at > at);
    return move
      ? { place, row, at, behind: places.find(({ stepId }) => stepId === move.behind) ?? null }
      : [];
  });
  return moved
    .toSorted((a, b) => a.at - b.at || a.row.position - b.row.position)
    .map(({ place, row, behind }) => ({
      place,
      behind,
      isBefore: (other) => {
        const its = executionOf.get(other.stepId);
        return !other.isRemoved && (!its || its.position > row.position);
      },
    }));
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
    const end = messageEnds.get(step.stepId) ?? null;
    if (end !== null) lastMessageAt = Math.max(end, lastMessageAt ?? end);
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
