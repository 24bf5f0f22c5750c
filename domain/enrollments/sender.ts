import type { Channel } from '../../contracts/sending/kinds.ts';
import { isBroken } from '../sending/mailbox-state.ts';
import { STEP_TRAITS } from '../sequences/step-rules.ts';
import type { EnrollmentSnapshot, Execution, PlanStep, StepMailbox } from './snapshot.ts';

/** From where a step leaves. */
export interface Sender {
  /** A retired mailbox where nobody took its place; null: none is named. */
  mailboxId: string | null;
  /** The address among those of the mailbox; null: its own. */
  fromAddress: string | null;
  /** How it leaves; `sms`: `mailboxId` is the number that it leaves from. Left out: by email. */
  channel?: Channel;
}

/**
 * From where a row would leave now (S24): its step's own sender, as it was when the row became ready (S6), otherwise the
 * sequence's as it is now; a threaded follow-up keeps its thread's sender while that works. A retired mailbox hands over to
 * its successor. An sms leaves from the number of the sequence.
 */
export function senderOf(
  { mailboxes, enrollment, sequence }: EnrollmentSnapshot,
  execution: (Pick<Execution, 'rule'> & Partial<Pick<Execution, 'type'>>) | null,
  step: (Pick<PlanStep, 'mailboxId' | 'fromAddress' | 'isThreaded'> & Partial<Pick<PlanStep, 'type'>>) | null,
): Sender {
  const heirOf = (id: string | null): StepMailbox | undefined => {
    const named = mailboxes.find((row) => row.mailboxId === id);
    return mailboxes.find((row) => row.mailboxId === named?.heirId);
  };
  const now = ({ mailboxId, fromAddress }: Sender): Sender => {
    return { mailboxId: heirOf(mailboxId)?.mailboxId ?? mailboxId, fromAddress };
  };
  const type = execution?.type ?? step?.type ?? 'email';
  if (STEP_TRAITS[type].channel === 'sms')
    return { ...now({ mailboxId: sequence.smsSenderId ?? null, fromAddress: null }), channel: 'sms' };
  const rule = execution?.rule ?? step;
  const { mailboxId = null, fromAddress = null } = rule ?? {};
  if (mailboxId !== null) return now({ mailboxId, fromAddress });
  if (fromAddress !== null) return now({ mailboxId: sequence.mailboxId, fromAddress });
  const ofThread = rule?.isThreaded ? heirOf(enrollment.mailboxId) : undefined;
  const ofSequence = heirOf(sequence.mailboxId);
  const doesItWork = ofThread && (!isBroken(ofThread.status) || ofSequence?.status !== 'working');
  return now(doesItWork ? enrollment : sequence);
}

/**
 * The sender a retried row takes up: its step's as it is now, where the one it was pinned to was retired and nobody took its
 * place, since that would never work again (S24); null: it keeps its own (S6).
 */
export function senderOfRetry(
  { mailboxes }: Pick<EnrollmentSnapshot, 'mailboxes'>,
  { rule }: Pick<Execution, 'rule'>,
  step: Pick<PlanStep, 'mailboxId' | 'fromAddress'> | null,
): Sender | null {
  if (rule === null || rule.mailboxId === null) return null;
  const pinned = mailboxes.find(({ mailboxId }) => mailboxId === rule.mailboxId);
  if (pinned && pinned.heirId !== null) return null;
  return { mailboxId: step?.mailboxId ?? null, fromAddress: step?.fromAddress ?? null };
}

/** The mailbox a step would leave from now, as its enrollment knows it. */
export function senderMailbox(
  snapshot: EnrollmentSnapshot,
  execution: Pick<Execution, 'rule' | 'type'> | null,
  step: PlanStep | null,
): StepMailbox | undefined {
  const { mailboxId } = senderOf(snapshot, execution, step);
  return snapshot.mailboxes.find((row) => row.mailboxId === mailboxId);
}
