import { type Actor, SYSTEM, type Viewer } from '../../../contracts/actor.ts';
import { stepExecutionChanges } from '../../../contracts/enrollments/changes.ts';
import type { QueueRow } from '../../../contracts/enrollments/queue.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import { heldBy, isPausedByPerson } from '../../../domain/enrollments/held-by.ts';
import { mayHavePlaces } from '../../../domain/enrollments/leaving-line.ts';
import { isManualNow } from '../../../domain/enrollments/edited-steps.ts';
import { senderMailbox } from '../../../domain/enrollments/sender.ts';
import { isFinal, type EnrollmentSnapshot, type Execution } from '../../../domain/enrollments/snapshot.ts';
import type { LastAct } from '../../../infra/db/enrollments/executions.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { attempt } from '../../wakes.ts';
import { queueClock } from './queue-clock.ts';
import { recordChange } from '../../record-change.ts';
import { afterCommit, runCommand } from '../../run-command.ts';
import { callWaiting } from '../../sending/call-waiting.ts';

/** A queue row as an act finds it: customer and enrollment are locked. */
export interface LockedStep {
  tx: Tx;
  now: number;
  actor: Actor;
  row: QueueRow;
  execution: Execution;
  snapshot: EnrollmentSnapshot;
  last: LastAct;
  /** What the audit keeps besides of before and after; an act adds what it changed (U4). */
  audited: { before: Record<string, unknown>; after: Record<string, unknown> };
}

/** One act of a person on a row. */
export interface StepAct {
  stepExecutionId: string;
  /** For audit, and what the next person is told. */
  action: 'send' | 'retry' | 'edit' | 'complete' | 'cancel' | 'mark_sent' | 'mark_as' | 'assign' | 'remove';
  /** What the audit keeps of it besides. */
  audited?: Readonly<Record<string, unknown>>;
  /** Nobody decides anything: something that happened became known, which no pause keeps back. */
  isKnowledge?: boolean;
  /** Locks what is to be locked before the customer. */
  lockFirst?: (tx: Tx, row: QueueRow) => Promise<void>;
  /** Refuses, or writes the act. */
  apply: (step: LockedStep) => Promise<void>;
}

/** Whoever acted sees the row as it became, also when it is somebody else's task from now on. */
const EVERYTHING: Viewer = { ...SYSTEM, permissions: ['tasks.all'] };

/**
 * Carries out one act of a person on one row (Q2, Q3): locks, refuses what somebody else has finished and what is
 * paused, applies, audits, then wakes the enrollment.
 *
 * @throws ProblemError `not_found` when absent, hidden, or somebody else's task
 * @throws ProblemError `already_acted` with what happened, when another person or the engine was faster
 * @throws ProblemError `conflict` while the enrollment is paused, and for sending while it is held; switches hold only
 *   what is automatic
 */
export async function actOnStep(deps: CommandDeps, actor: Actor, input: StepAct): Promise<QueueRow> {
  return (await actKeeping(deps, actor, { ...input, keep: () => null })).row;
}

/** The same, with something of the act that its repetition under the same key answers again (O8). */
export async function actKeeping<K>(
  deps: CommandDeps,
  actor: Actor,
  input: StepAct & { keep: () => K },
): Promise<{ row: QueueRow; kept: K }> {
  const { stepExecutionId, action } = input;
  let freed: string[] = [];
  const reply = await runCommand(deps, actor, async (tx, now) => {
    const clock = await queueClock(deps, tx, now);
    const seen = found(await deps.store.queue.find(tx, actor, { stepExecutionId, clock }), 'queue row');
    await input.lockFirst?.(tx, seen);
    const enrollmentId = found(
      await deps.store.executions.readLastAct(tx, stepExecutionId),
      'queue row',
    ).enrollmentId;
    await deps.store.snapshots.lockWithCustomers(tx, [enrollmentId]);
    const [snapshot] = await deps.store.snapshots.readSnapshots(tx, { enrollmentIds: [enrollmentId], now });
    const last = found(await deps.store.executions.readLastAct(tx, stepExecutionId), 'queue row');
    const row = found(await deps.store.queue.find(tx, actor, { stepExecutionId, clock }), 'queue row');
    const execution = snapshot?.executions.find((each) => each.stepExecutionId === stepExecutionId);
    const step: LockedStep = {
      tx,
      now,
      actor,
      row,
      last,
      audited: { before: {}, after: {} },
      snapshot: found(snapshot, 'queue row'),
      execution: found(execution, 'queue row'),
    };
    refuseEnded(step, action);
    if (!input.isKnowledge) await refuseHeld(deps, step, action);
    await input.apply(step);
    if (!isEnded(step)) await deps.store.enrollments.bumpIntent(tx, [enrollmentId]);
    const after = found(await deps.store.queue.find(tx, EVERYTHING, { stepExecutionId, clock }), 'queue row');
    await recordChange(deps, tx, stepExecutionChanges[action], {
      actor,
      now,
      entityId: stepExecutionId,
      customerId: step.snapshot.enrollment.customerId,
      before: { status: row.status, assigneeId: row.assigneeId, ...step.audited.before },
      after: {
        status: after.status,
        assigneeId: after.assigneeId,
        outcome: after.outcome,
        ...step.audited.after,
        ...input.audited,
      },
    });
    if (isFinal(after.status) && mayHavePlaces(step.snapshot.executions))
      freed = await deps.store.leavingLines.leaveOfEnrollments(tx, [enrollmentId], { ends: true });
    return { row: after, kept: input.keep() };
  });
  await afterCommit(deps, async () => {
    await attempt(deps.lifecycle.wakeEnrollment(reply.row.enrollmentId));
    await attempt(callWaiting(deps, freed));
  });
  return reply;
}

function isEnded({ snapshot }: LockedStep): boolean {
  return snapshot.enrollment.status === 'completed' || snapshot.enrollment.status === 'stopped';
}

/**
 * Rows of ended enrollments are done with, except that what is uncertain can still be answered (D1), and an outcome of what
 * was done be recorded (S15).
 */
function refuseEnded(step: LockedStep, action: StepAct['action']): void {
  const { status } = step.execution;
  const isAnswer =
    (status === 'uncertain' && (action === 'mark_sent' || action === 'cancel')) ||
    (status === 'done' && action === 'mark_as');
  if (isEnded(step) && !isAnswer) refuse(step, `The enrollment was ${step.snapshot.enrollment.status}.`);
}

/**
 * Rows of paused enrollments wait (S10); while a customer's hold or disputes keep it back only sending is refused (Q1), and
 * while a switch does only sending what would leave by itself: a person's own sends of manual steps go on (D9).
 */
async function refuseHeld(deps: CommandDeps, step: LockedStep, action: StepAct['action']): Promise<void> {
  const { tx, now, snapshot, execution } = step;
  const isSend = action === 'send' || action === 'retry';
  if (isEnded(step) || (!isSend && !isPausedByPerson(snapshot, now))) return;
  const planStep = snapshot.steps.find(({ stepId }) => stepId === execution.stepId) ?? null;
  const isManual = isManualNow(planStep, execution);
  const mailbox = senderMailbox(snapshot, execution, planStep);
  const isMailboxOff = isSend && !isManual && mailbox?.isHeld === true;
  const held =
    heldBy(snapshot, now, isSend && isManual ? 'own' : 'automatic') ??
    (isMailboxOff ? ({ reason: 'mailbox_hold', until: null } as const) : null);
  if (!held) return;
  const target = {
    sequenceId: snapshot.enrollment.sequenceId,
    mailboxId: isMailboxOff ? mailbox.mailboxId : null,
  };
  const isSwitch = held.reason === 'switched_off' || held.reason === 'mailbox_hold';
  const off = isSwitch ? await deps.store.switches.tellOff(tx, target) : null;
  const detail =
    off === null
      ? `Nothing can be done with it while it is held: ${held.reason}.`
      : `It is not sent, since it would leave by itself. ${off}`;
  throw new ProblemError('conflict', detail, [], {
    heldReason: held.reason,
    heldUntil: held.until === null ? null : new Date(held.until).toISOString(),
  });
}

/** @throws ProblemError `already_acted`, with who did what and when */
export function refuse({ last }: LockedStep, detail: string): never {
  const { status, action, at, by } = last;
  throw new ProblemError('already_acted', detail, [], { happened: { status, action, at, by } });
}

/**
 * @throws ProblemError `already_acted` unless the row is in one of these states; also when somebody else asked to send
 * it and nothing holds it back
 */
export function requireOpen(step: LockedStep, statuses: readonly Execution['status'][]): void {
  const { execution, last, actor } = step;
  if (!statuses.includes(execution.status)) refuse(step, `The step is ${execution.status}.`);
  const isOnItsWay = execution.sendRequestedAt !== null && execution.heldReason === null;
  if (isOnItsWay && last.by?.id !== actor.userId) refuse(step, 'The step is on its way already.');
}
