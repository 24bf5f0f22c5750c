import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import type { CommandDeps } from '../deps.ts';
import { endStep, type EndedStep } from './end-step.ts';

/** A step that a person, or its message itself, ended waits for nothing any more. */
export const NOT_WAITING = { sendRequestedAt: null, heldReason: null, heldUntil: null } as const;

/**
 * Settles an uncertain message as sent when it was handed over (D1): a person says so, or somebody answered it or followed a
 * link in it, which proves it (S15). Nobody is asked any more whether it arrived.
 *
 * @returns the enrollment as it is then; null: its message is not uncertain
 */
export async function settleAsSent(deps: CommandDeps, ended: EndedStep): Promise<EnrollmentSnapshot | null> {
  const { tx, now, actor, execution, snapshot } = ended;
  const { stepExecutionId } = execution;
  const { store } = deps;
  const message = await store.ledger.lockOf(tx, { kind: 'step_execution', id: stepExecutionId });
  if (message?.status !== 'uncertain') return null;
  const { messageId, headerId, mailboxId, fromAddress, subject, text } = message;
  await store.ledger.answerUncertain(tx, { messageId, status: 'sent', actorId: actor.userId, now });
  const endedAt = message.handedOverAt ?? now;
  const set = { ...NOT_WAITING, status: 'done', endedAt, errorCode: null, errorDetail: null } as const;
  const act = { stepExecutionId, actorId: actor.userId, action: 'mark_sent', now, set };
  await store.executions.act(tx, act);
  const { enrollmentId } = snapshot.enrollment;
  if (mailboxId !== null)
    await store.enrollments.growThread(tx, { enrollmentId, headerId, mailboxId, fromAddress });
  const kind = execution.type === 'sms' ? ('sms' as const) : ('email' as const);
  const done = { kind, outcome: 'sent', content: text, subject, messageId, at: endedAt };
  return endStep(deps, ended, { status: 'done', endedAt, sendRequestedAt: null, heldReason: null }, done);
}
