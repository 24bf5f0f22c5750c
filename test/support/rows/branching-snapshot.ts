import type { Target } from '../../../contracts/sequences/branches.ts';
import type { BranchingPlace, OutcomeEvent } from '../../../domain/enrollments/branching.ts';
import { onPath } from '../../../domain/enrollments/enrollment-path.ts';
import type { EnrollmentSnapshot, PlanStep } from '../../../domain/enrollments/snapshot.ts';
import { hasEdge } from '../../../domain/sequences/graph.ts';
import { snapshotOf, stepsOf, type SnapshotInput } from './snapshots.ts';

/** A step of a branch: what it is, and what decides behind it. */
export interface PlannedPlace {
  stepId: string;
  step: Partial<PlanStep>;
  /** Outcome -> a branch, a step, `next` or `end`. */
  when?: Record<string, string>;
  /** `3 days -> next`. */
  none?: string;
}

/** Branches by name, the first is `main`. */
export type PlannedBranches = Record<string, readonly PlannedPlace[]>;

/** What `warm`, a step, `next` or `end` names. */
function targetOf(branches: PlannedBranches, name: string): Target {
  if (name === 'next' || name === 'end') return { kind: name };
  return name in branches ? { kind: 'branch', branchId: name } : { kind: 'step', stepId: name };
}

/** The places of a plan, as they are in the database; never edited since the enrolling. */
export function placesOf(branches: PlannedBranches): BranchingPlace[] {
  return Object.entries(branches).flatMap(([branchId, places]) =>
    places.map(({ stepId, when = {}, none }) => {
      const conditions = Object.entries(when).map(([outcome, name]) => {
        return { outcome, target: targetOf(branches, name) };
      });
      const [time, name] = none?.split(' -> ') ?? [];
      const [amount, unit] = time?.split(' ') ?? [];
      const fallback =
        name === undefined
          ? null
          : { amount: Number(amount), unit: unit as 'days', target: targetOf(branches, name) };
      const decidesSince = hasEdge({ conditions, fallback }) ? 0 : null;
      return {
        stepId,
        branchId,
        isRemoved: false,
        conditions,
        fallback,
        decidesSince,
        branchingEditedAt: null,
        moves: [],
      };
    }),
  );
}

/** A snapshot of an active enrollment in a sequence with branches. */
export function branchingSnapshot(
  branches: PlannedBranches,
  input: Omit<SnapshotInput, 'steps'> = {},
): EnrollmentSnapshot {
  const planned = Object.values(branches).flat();
  const steps = stepsOf(
    ...planned.map(({ stepId, step }) => ({ type: 'email' as const, label: stepId, ...step, stepId })),
  );
  const names = Object.keys(branches);
  const branching = {
    branchIds: names,
    branchNames: Object.fromEntries(names.map((name) => [name, name])),
    places: placesOf(branches),
    steps,
    edges: [],
    events: [],
  };
  return onPath({ ...snapshotOf({ sequence: { purpose: 'outreach' }, ...input, steps }), branching });
}

/** Something that happened, judged at once. */
export function outcomeEvent(
  outcome: string,
  occurredAt: number,
  change: Partial<OutcomeEvent> = {},
): OutcomeEvent {
  const isHit = outcome === 'opened' || outcome === 'clicked';
  return {
    eventId: `v-${outcome}-${occurredAt}`,
    outcome,
    isMark: false,
    isHit,
    isReport: outcome === 'delivered' || outcome === 'failed',
    stepExecutionId: null,
    n: 1,
    occurredAt,
    judgedAt: occurredAt,
    ...change,
  };
}
