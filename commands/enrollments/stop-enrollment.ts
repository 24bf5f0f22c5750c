import type { Actor } from '../../contracts/actor.ts';
import { enrollmentChanges } from '../../contracts/enrollments/changes.ts';
import type { Enrollment, Stopped } from '../../contracts/enrollments/enrollments.ts';
import type { InFlightReply } from '../../contracts/in-flight.ts';
import type { StopReason } from '../../contracts/enrollments/kinds.ts';
import type { Tx } from '../../infra/db/client.ts';
import { awaitOutcomes, type InFlightCopy } from '../sending/await-outcomes.ts';
import { changeEnrollment, enrollmentEntry } from './change-enrollment.ts';
import type { CommandDeps } from '../deps.ts';
import { recordAudit } from '../record-change.ts';

/**
 * Stops an enrollment for good (S10). Once this answers, nothing of it is handed over to a mail server; messages whose
 * hand-over had begun are named with their outcome, or `handed_over` while the server has not answered.
 *
 * @throws ProblemError `not_found`, `already_acted`
 */
export async function stopEnrollment(
  deps: CommandDeps,
  actor: Actor,
  { enrollmentId, reason }: { enrollmentId: string; reason?: string },
): Promise<Stopped> {
  const { enrollment, result: inFlight } = await changeEnrollment(deps, actor, {
    enrollmentId,
    kind: 'stopped',
    title: 'Stopped',
    apply: (locked) => stopLocked(deps, actor, locked, { reason: 'manual', note: reason ?? null }),
  });
  return { enrollment, inFlight: await nameInFlight(deps, inFlight) };
}

/** A message of an enrollment whose hand-over had begun, or one copy of it. */
export type StepInFlight = InFlightCopy & { stepExecutionId: string };

/** The messages and copies of locked enrollments whose hand-over has begun. */
export async function findInFlight(
  deps: CommandDeps,
  tx: Tx,
  ...enrollmentIds: string[]
): Promise<StepInFlight[]> {
  const inFlight = await deps.store.inFlight.findInFlight(tx, enrollmentIds);
  return inFlight.map(({ messageId, n, stepExecutionId, status }) => {
    return { messageId, ...(n > 1 && { n }), stepExecutionId, status };
  });
}

/** Names them for a reply, each with its outcome (S10). */
export async function nameInFlight(
  deps: CommandDeps,
  inFlight: readonly StepInFlight[],
): Promise<InFlightReply> {
  if (inFlight.length === 0) return [];
  const outcomes = await awaitOutcomes(deps, inFlight);
  return inFlight.map(({ stepExecutionId }, index) => ({ ...outcomes[index]!, stepExecutionId }));
}

/** What a stop needs of an enrollment that is locked. */
export interface Stoppable {
  tx: Tx;
  now: number;
  view: Pick<Enrollment, 'id' | 'sequence' | 'customer'>;
}

/** Writes a person's stop into audit and thread; the statement that stops told the feed. */
export async function recordStop(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, view }: Stoppable,
  statusBefore: string,
): Promise<void> {
  const { id: entityId, customer, sequence } = view;
  const [before, after] = [{ status: statusBefore }, { status: 'stopped', stopReason: 'manual' }];
  await recordAudit(deps, tx, enrollmentChanges.stopped, {
    actor,
    now,
    entityId,
    customerId: customer.id,
    data: { sequenceId: sequence.id },
    before,
    after,
  });
  const log = { kind: 'stopped', title: 'Stopped', outcome: 'manual' };
  await deps.store.communications.insertAll(tx, [enrollmentEntry(deps, actor, { view, now }, log)]);
}

/** Stops a locked enrollment; returns the messages, and the copies, whose hand-over had begun. */
export async function stopLocked(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, view }: Stoppable,
  { reason, note }: { reason: StopReason; note: string | null },
): Promise<StepInFlight[]> {
  await deps.store.decisions.stopEnrollments(tx, {
    enrollmentIds: [view.id],
    reason,
    note,
    actor,
    now,
    isApplied: false,
  });
  return findInFlight(deps, tx, view.id);
}
