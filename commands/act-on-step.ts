import type { Actor } from '../contracts/actor.ts';
import type { QueueRow } from '../contracts/queue.ts';
import { found, ProblemError } from '../contracts/problems.ts';
import { heldBy } from '../domain/enrollment/rules.ts';
import type { EnrollmentSnapshot, Execution } from '../domain/enrollment/snapshot.ts';
import type { LastAction } from '../infra/db/executions.ts';
import type { Tx } from '../infra/db/client.ts';
import type { CommandDeps } from './deps.ts';
import { attempt } from './attempt.ts';
import { queueClock } from './queue-clock.ts';
import { recordChange } from './record-change.ts';
import { runCommand } from './run-command.ts';

/** A queue row as an action finds it: customer and enrollment are locked. */
export interface LockedStep {
  tx: Tx;
  now: number;
  row: QueueRow;
  execution: Execution;
  snapshot: EnrollmentSnapshot;
  last: LastAction;
}

/** One action of a person on a row. */
export interface StepAction {
  stepExecutionId: string;
  /** `send`, `complete` …: for audit, and what the next person is told. */
  action: string;
  /** Uncertain messages of ended enrollments can still be settled. */
  allowsEnded?: boolean;
  /** Refuses, or writes the action. */
  apply: (step: LockedStep) => Promise<void>;
}

/**
 * Carries out one action of a person on one row (Q2, Q3): locks, refuses what somebody else has finished and what is
 * paused, applies, audits, then wakes the enrollment.
 *
 * @throws ProblemError `not_found` when absent, hidden, or somebody else's task
 * @throws ProblemError `already_acted` with what happened, when another person or the engine was faster
 * @throws ProblemError `conflict` while the enrollment is paused or held
 */
export async function actOnStep(deps: CommandDeps, actor: Actor, input: StepAction): Promise<QueueRow> {
  const { stepExecutionId, action } = input;
  const reply = await runCommand(deps, actor, async (tx, now) => {
    const clock = await queueClock(deps, tx, now);
    found(await deps.store.queue.find(tx, actor, { stepExecutionId, clock }), 'queue row');
    const enrollmentId = found(await deps.store.executions.readLastAction(tx, stepExecutionId), 'queue row').enrollmentId;
    await deps.store.snapshots.lockWithCustomers(tx, [enrollmentId]);
    const [snapshot] = await deps.store.snapshots.readSnapshots(tx, { enrollmentIds: [enrollmentId], now });
    const last = found(await deps.store.executions.readLastAction(tx, stepExecutionId), 'queue row');
    const row = found(await deps.store.queue.find(tx, actor, { stepExecutionId, clock }), 'queue row');
    const execution = snapshot?.executions.find((each) => each.stepExecutionId === stepExecutionId);
    const step = { tx, now, row, last, snapshot: found(snapshot, 'queue row'), execution: found(execution, 'queue row') };
    if (!input.allowsEnded) refuseEndedOrHeld(step);
    await input.apply(step);
    await deps.store.enrollments.bumpIntent(tx, [enrollmentId]);
    const after = found(await deps.store.queue.find(tx, actor, { stepExecutionId, clock }), 'queue row');
    await recordChange(deps, tx, {
      actor,
      now,
      entity: 'step_execution',
      entityId: stepExecutionId,
      kind: action,
      before: { status: row.status, assigneeId: row.assigneeId },
      after: { status: after.status, assigneeId: after.assigneeId, outcome: after.outcome },
    });
    return after;
  });
  await attempt(deps.lifecycle.wakeEnrollment(reply.enrollmentId));
  return reply;
}

/** Rows of ended enrollments are done with; those of paused ones wait (S10). */
function refuseEndedOrHeld(step: LockedStep): void {
  const { status } = step.snapshot.enrollment;
  if (status === 'completed' || status === 'stopped') refuse(step, `The enrollment was ${status}.`);
  const held = heldBy(step.snapshot, step.now);
  if (held) {
    throw new ProblemError('conflict', `Nothing can be done with it while it is held: ${held.reason}.`, [], {
      heldReason: held.reason,
      heldUntil: held.until === null ? null : new Date(held.until).toISOString(),
    });
  }
}

/** @throws ProblemError `already_acted`, with who did what and when */
export function refuse({ last }: LockedStep, detail: string): never {
  const { status, action, at, by } = last;
  throw new ProblemError('already_acted', detail, [], { happened: { status, action, at, by } });
}

/** @throws ProblemError `already_acted` unless the row is in one of these states and nobody asked to send it */
export function requireOpen(step: LockedStep, statuses: readonly Execution['status'][]): void {
  if (!statuses.includes(step.execution.status)) refuse(step, `The step is ${step.execution.status}.`);
  if (step.execution.sendRequestedAt !== null) refuse(step, 'The step is on its way already.');
}
