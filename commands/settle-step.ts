import type { Actor } from '../contracts/actor.ts';
import type { CancelStep, CompleteStep, QueueRow } from '../contracts/queue.ts';
import { ProblemError, refuseInvalid } from '../contracts/problems.ts';
import { actOnStep, refuse, requireOpen, type LockedStep } from './act-on-step.ts';
import type { CommandDeps } from './deps.ts';

/**
 * Completes a call, task or social touch, with an outcome and a note (Q2).
 *
 * @throws ProblemError as `actOnStep`; `conflict` for emails, which are sent instead
 */
export function completeStep(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, outcome, note }: CompleteStep & { stepExecutionId: string },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'complete',
    apply: async (step) => {
      const { tx, now, row } = step;
      if (row.type === 'email' || row.type === 'sms') throw new ProblemError('conflict', 'A message is sent, not completed.');
      requireOpen(step, ['ready', 'planned']);
      await deps.store.executions.act(tx, {
        stepExecutionId,
        actorId: actor.userId,
        action: 'complete',
        now,
        set: { status: 'done', endedAt: now, outcome: outcome ?? null, note: note ?? null },
      });
      await logDone(deps, actor, step, { kind: row.type, outcome: outcome ?? 'completed', content: note ?? null });
    },
  });
}

/**
 * Skips a step so that the enrollment goes on (Q2). Its whole enrollment is stopped with `stopEnrollment` instead.
 *
 * @throws ProblemError as `actOnStep`; `already_acted` when its hand-over has begun
 */
export function cancelStep(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, reason }: Omit<CancelStep, 'scope'> & { stepExecutionId: string },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'cancel',
    apply: async (step) => {
      const { tx, now, execution } = step;
      if (!['planned', 'ready', 'error', 'sending'].includes(execution.status)) refuse(step, `The step is ${execution.status}.`);
      const message = await deps.store.messages.lockOfExecution(tx, stepExecutionId);
      if (message?.status === 'handed_over') refuse(step, 'Its hand-over to the mail server has begun.');
      await deps.store.messages.takeClaimsAway(tx, [step.snapshot.enrollment.enrollmentId]);
      await deps.store.executions.act(tx, {
        stepExecutionId,
        actorId: actor.userId,
        action: 'cancel',
        now,
        set: { status: 'cancelled', endedAt: now, sendRequestedAt: null, note: reason ?? null },
      });
      await logDone(deps, actor, step, { kind: 'activity', outcome: 'cancelled', content: reason ?? null });
    },
  });
}

/**
 * Says that an uncertain message did arrive (D1): it counts as sent when it was handed over.
 *
 * @throws ProblemError as `actOnStep`; `conflict` unless it is uncertain
 */
export function markSent(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId }: { stepExecutionId: string },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'mark_sent',
    allowsEnded: true,
    apply: async (step) => {
      const { tx, now, snapshot } = step;
      const message = await deps.store.messages.lockOfExecution(tx, stepExecutionId);
      if (message?.status !== 'uncertain') refuse(step, `The step is ${step.execution.status}, not uncertain.`);
      await deps.store.messages.answerUncertain(tx, {
        messageId: message.messageId,
        status: 'sent',
        actorId: actor.userId,
        now,
      });
      const endedAt = message.handedOverAt ?? now;
      await deps.store.executions.act(tx, {
        stepExecutionId,
        actorId: actor.userId,
        action: 'mark_sent',
        now,
        set: { status: 'done', endedAt, sendRequestedAt: null },
      });
      const { enrollmentId } = snapshot.enrollment;
      if (message.mailboxId !== null) {
        const { headerId, mailboxId } = message;
        await deps.store.enrollments.growThread(tx, { enrollmentId, headerId, mailboxId });
      }
      const { subject, text, messageId } = message;
      await logDone(deps, actor, step, { kind: 'email', outcome: 'sent', content: text, subject, messageId });
    },
  });
}

/** Records an outcome of a step that is open or done. @throws ProblemError as `actOnStep`; `validation` for an unknown label */
export function markStep(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, outcome }: { stepExecutionId: string; outcome: string },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'mark_as',
    apply: async ({ tx, now }) => {
      const texts = await deps.store.queue.readTexts(tx, stepExecutionId);
      const labels = texts?.outcomeLabels ?? [];
      if (labels.length > 0 && !labels.includes(outcome)) {
        refuseInvalid([{ field: 'outcome', message: `must be one of ${labels.join(', ')}` }]);
      }
      const set = { outcome };
      await deps.store.executions.act(tx, { stepExecutionId, actorId: actor.userId, action: 'mark_as', now, set });
    },
  });
}

/** Gives a step to somebody else. @throws ProblemError as `actOnStep`; `validation` for an unknown or inactive user */
export function assignStep(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, assigneeId }: { stepExecutionId: string; assigneeId: string | null },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'assign',
    apply: async ({ tx, now }) => {
      if (assigneeId !== null && (await deps.store.users.activeOnes(tx, [assigneeId])).length === 0) {
        refuseInvalid([{ field: 'assigneeId', message: 'is no active user' }]);
      }
      const set = { assigneeId };
      await deps.store.executions.act(tx, { stepExecutionId, actorId: actor.userId, action: 'assign', now, set });
    },
  });
}

interface Done {
  kind: 'call' | 'task' | 'social' | 'email' | 'activity';
  outcome: string;
  content: string | null;
  subject?: string;
  messageId?: string;
}

/** The step in the customer's thread (S21). */
async function logDone(deps: CommandDeps, actor: Actor, { tx, now, row, execution }: LockedStep, done: Done) {
  const nextStepId = row.id === execution.stepExecutionId ? null : row.id;
  await deps.store.communications.insertAll(tx, [
    {
      id: deps.newId('communication'),
      customerId: row.customer.id,
      kind: done.kind,
      direction: done.kind === 'call' || done.kind === 'email' ? 'outbound' : 'internal',
      subject: done.subject ?? row.label,
      content: done.content,
      outcome: done.outcome,
      authorId: actor.userId,
      enrollmentId: row.enrollmentId,
      stepExecutionId: row.id,
      messageId: done.messageId ?? null,
      occurredAt: now,
      data: { event: 'step_done', sequenceId: row.sequence.id, stepId: execution.stepId, nextStepId },
      now,
    },
  ]);
}
