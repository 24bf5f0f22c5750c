import type { OutcomeEvent } from './branching.ts';
import { waitingAt } from './follow-edges.ts';
import { targetOf } from './judge-edge.ts';
import type { EnrollmentSnapshot } from './snapshot.ts';

/**
 * Whether a stop rule yields to a condition (S15): `open`, the edge that has one is open; `kept`, the message that the event
 * names is still on its way, so that it is judged when that is settled; null, it stops.
 */
export function yieldingOf(
  snapshot: EnrollmentSnapshot,
  { outcome, n, stepExecutionId }: Pick<OutcomeEvent, 'outcome' | 'n' | 'stepExecutionId'>,
): 'open' | 'kept' | null {
  const waiting = waitingAt(snapshot);
  if (!waiting || (n > 1 && outcome !== 'replied')) return null;
  if (targetOf(snapshot, waiting.place, outcome) === null) return null;
  const execution = snapshot.executions.find(({ stepId }) => stepId === waiting.place.stepId);
  if (execution?.status === 'done') return 'open';
  const isOnItsWay = execution?.status === 'sending' || execution?.status === 'uncertain';
  return isOnItsWay && execution.stepExecutionId === stepExecutionId ? 'kept' : null;
}

/** The snapshot with something that happened just now. */
export function withEvent(snapshot: EnrollmentSnapshot, event: OutcomeEvent): EnrollmentSnapshot {
  const { branching } = snapshot;
  if (branching === null) return snapshot;
  return { ...snapshot, branching: { ...branching, events: [...branching.events, event] } };
}

/** The snapshot with a step as it has become. */
export function withExecution(
  snapshot: EnrollmentSnapshot,
  changed: EnrollmentSnapshot['executions'][number],
): EnrollmentSnapshot {
  const executions = snapshot.executions.map((each) => (each.stepId === changed.stepId ? changed : each));
  return { ...snapshot, executions };
}
