import type { NamedTarget, ShownEdge } from '../../contracts/enrollments/edge.ts';
import type { Target } from '../../contracts/sequences/branches.ts';
import type { EdgeDecider } from '../../contracts/sequences/kinds.ts';
import { localDateOf, localTimeOf } from '../time/calendar.ts';
import type { Edge } from './branching.ts';
import type { EnrollmentSnapshot } from './snapshot.ts';

/** An edge with the name of what it led to, and what left it undecided: nobody waits there any more. */
export type NamedEdge = Omit<Edge, 'stepId' | 'openedAt' | 'target'> & {
  target: NamedTarget | null;
  leftBy: 'step_removed' | 'enrollment_over' | null;
};

/** An edge as it is shown, in words of the zone of its sequence. */
export function shownEdge(edge: NamedEdge, zone: string): ShownEdge {
  const { decidedAt, decidedBy, outcome, target, fallbackAt, leftBy } = edge;
  const isOpen = decidedAt === null && leftBy === null;
  const isoOf = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    isOpen,
    outcome,
    decidedBy,
    decidedAt: isoOf(decidedAt),
    fallbackAt: isOpen ? isoOf(fallbackAt) : null,
    target,
    text:
      decidedAt === null
        ? leftBy === null
          ? `waits for an outcome${fallbackAt === null ? '' : ` until ${localText(fallbackAt, zone)}`}`
          : LEFT[leftBy]
        : `decided by ${DECIDERS[decidedBy ?? 'next']} on ${localText(decidedAt, zone)}, ${towards(target)}`,
  };
}

const DECIDERS = {
  outcome: 'an outcome',
  mark_as: 'a person’s outcome',
  fallback: 'the fallback',
  move_now: 'a person who moved it on',
  skipped: 'the step being left out',
  next: 'the end of the step',
} as const satisfies Record<EdgeDecider, string>;

const LEFT = {
  step_removed: 'not decided: the step was removed before',
  enrollment_over: 'not decided: the enrollment ended before',
} as const satisfies Record<NonNullable<NamedEdge['leftBy']>, string>;

/** Where something leads, in words. */
export function towards(target: NamedTarget | null): string {
  switch (target?.kind) {
    case 'step':
      return `goes on with "${target.name ?? 'a step that was removed'}"`;
    case 'branch':
      return `goes on in the branch "${target.name ?? 'that was removed'}"`;
    case 'end':
      return 'ends there';
    case 'next':
    case undefined:
      return 'goes on with the next step';
  }
}

/** A target by name, as an enrollment knows its sequence. */
export function namedTarget(
  { branching }: Pick<EnrollmentSnapshot, 'branching'>,
  target: Target,
): NamedTarget {
  if (target.kind === 'branch') {
    const { branchId: id } = target;
    return { kind: 'branch', id, name: branching?.branchNames[id] ?? null };
  }
  if (target.kind === 'next' || target.kind === 'end') return { kind: target.kind, id: null, name: null };
  const { stepId: id } = target;
  return { kind: 'step', id, name: branching?.steps.find(({ stepId }) => stepId === id)?.label ?? null };
}

/** The edge behind a step of an enrollment; null: it has none. */
export function edgeOfStep(snapshot: EnrollmentSnapshot, stepId: string): ShownEdge | null {
  const edge = snapshot.branching?.edges.find((each) => each.stepId === stepId);
  if (!edge) return null;
  const target = edge.target && namedTarget(snapshot, edge.target);
  const { status } = snapshot.enrollment;
  const leftBy = status === 'completed' || status === 'stopped' ? 'enrollment_over' : null;
  return shownEdge({ ...edge, target, leftBy }, snapshot.sequence.zone);
}

function localText(at: number, zone: string): string {
  return `${localDateOf(at, zone)} ${localTimeOf(at, zone)}`;
}
