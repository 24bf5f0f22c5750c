import type { Explanation } from '../../contracts/enrollments/explanation.ts';
import { onPath } from './enrollment-path.ts';
import { waitingAt } from './follow-edges.ts';
import { namedTarget, towards } from './shown-edge.ts';
import type { EnrollmentSnapshot } from './snapshot.ts';

/**
 * The enrollment as it will be if no outcome comes, from the fallback of the edge it waits at (S15): what leaves then is the
 * next message, as far as anybody knows. The same where no outcome is waited for, or nothing ends the wait by itself.
 */
export function asIfNoneCame(snapshot: EnrollmentSnapshot): EnrollmentSnapshot {
  const waiting = waitingAt(snapshot);
  const { branching } = snapshot;
  if (!branching || !waiting?.edge || waiting.edge.fallbackAt === null) return snapshot;
  const { place, edge } = waiting;
  const target = place.fallback?.target;
  if (!target) return snapshot;
  const decided = { ...edge, decidedAt: edge.fallbackAt, decidedBy: 'fallback', target } as const;
  const edges = branching.edges.map((each) => (each.stepId === edge.stepId ? decided : each));
  return onPath({ ...snapshot, branching: { ...branching, edges } });
}

/** The step behind which it is not known how an enrollment goes on, in words; null: the path is known. */
export function unknownBehind(snapshot: EnrollmentSnapshot): { label: string; isOpen: boolean } | null {
  const waiting = waitingAt(snapshot);
  if (!waiting) return null;
  const { stepId } = waiting.place;
  const label = snapshot.branching?.steps.find((step) => step.stepId === stepId)?.label ?? '';
  return { label, isOpen: waiting.edge !== null };
}

/** The outcome that an enrollment waits for, as a reason that holds its messages back. */
export function outcomeReasons(snapshot: EnrollmentSnapshot): Explanation['reasons'] {
  const waiting = waitingAt(snapshot);
  const unknown = unknownBehind(snapshot);
  if (!waiting?.edge || !unknown) return [];
  const { conditions, fallback } = waiting.place;
  const outcomes = conditions.map(({ outcome }) => outcome).join(', ');
  const otherwise =
    fallback === null ? '' : ` Without one it ${towards(namedTarget(snapshot, fallback.target))}.`;
  const text = `Waits for an outcome of "${unknown.label}"${outcomes ? ` (${outcomes})` : ''}.${otherwise}`;
  const { fallbackAt } = waiting.edge;
  return [{ code: 'outcome', text, until: fallbackAt === null ? null : new Date(fallbackAt).toISOString() }];
}
