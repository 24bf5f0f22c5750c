import { SETTLES_AFTER_MS } from '../tracking/judge-hit.ts';
import { waitingAt } from './follow-edges.ts';
import { isConditioned } from './judge-edge.ts';
import type { EnrollmentSnapshot } from './snapshot.ts';

/**
 * Whether the open edge of an enrollment has a condition for a hit that nobody has judged although its minute is over (T2):
 * the moment of the hit counts, so it is judged before anything is decided there (S15).
 */
export function hasHitsToJudge(snapshot: EnrollmentSnapshot, now: number): boolean {
  const waiting = waitingAt(snapshot);
  if (!waiting) return false;
  const execution = snapshot.executions.find(({ stepId }) => stepId === waiting.place.stepId);
  return (snapshot.branching?.events ?? []).some(
    (event) =>
      event.isHit &&
      event.judgedAt === null &&
      event.stepExecutionId === execution?.stepExecutionId &&
      event.occurredAt + SETTLES_AFTER_MS <= now &&
      isConditioned(waiting.place, event),
  );
}
