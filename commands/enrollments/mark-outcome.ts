import type { Actor } from '../../contracts/actor.ts';
import type { EnrollmentSnapshot, Execution } from '../../domain/enrollments/snapshot.ts';
import { withEvent } from '../../domain/enrollments/yielding.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** A step that a person chose an outcome for; its enrollment is locked. */
interface MarkedStep {
  tx: Tx;
  now: number;
  actor: Actor;
  snapshot: EnrollmentSnapshot;
  execution: Execution;
}

/** Keeps an outcome that a person chose, where conditions may ask for it (S15); returns what is known with it. */
export async function markOutcome(
  deps: CommandDeps,
  { tx, now, actor, snapshot, execution }: MarkedStep,
  outcome: string,
): Promise<EnrollmentSnapshot> {
  if (snapshot.branching === null) return snapshot;
  const { enrollmentId, customerId } = snapshot.enrollment;
  const { stepExecutionId } = execution;
  const id = deps.newId('messageEvent');
  await deps.store.messageEvents.insert(tx, {
    id,
    kind: 'marked',
    source: 'api',
    enrollmentId,
    customerId,
    messageId: null,
    n: 1,
    stepExecutionId,
    address: null,
    detail: outcome,
    occurredAt: now,
    now,
    createdById: actor.userId,
  });
  return withEvent(snapshot, {
    eventId: id,
    outcome,
    isMark: true,
    isHit: false,
    isReport: false,
    stepExecutionId,
    n: 1,
    occurredAt: now,
    judgedAt: now,
  });
}
