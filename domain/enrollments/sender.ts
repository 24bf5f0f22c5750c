import type { EnrollmentSnapshot, PlanStep, StepMailbox } from './snapshot.ts';

/** From where a step leaves. */
export interface Sender {
  /** A retired mailbox where nobody took its place; null: none is named. */
  mailboxId: string | null;
  /** The address among those of the mailbox; null: its own. */
  fromAddress: string | null;
}

/**
 * From where a step would leave now (S24): its own sender, otherwise the sequence's as it is now; a threaded follow-up
 * keeps its thread's sender while that works. A retired mailbox hands over to its successor.
 */
export function senderOf(
  { mailboxes, enrollment, sequence }: EnrollmentSnapshot,
  step: Pick<PlanStep, 'mailboxId' | 'fromAddress' | 'isThreaded'> | undefined,
): Sender {
  const heirOf = (id: string | null): StepMailbox | undefined => {
    const named = mailboxes.find((row) => row.mailboxId === id);
    return mailboxes.find((row) => row.mailboxId === named?.heirId);
  };
  const now = ({ mailboxId, fromAddress }: Sender): Sender => {
    return { mailboxId: heirOf(mailboxId)?.mailboxId ?? mailboxId, fromAddress };
  };
  const { mailboxId = null, fromAddress = null } = step ?? {};
  if (mailboxId !== null) return now({ mailboxId, fromAddress });
  if (fromAddress !== null) return now({ mailboxId: sequence.mailboxId, fromAddress });
  const ofThread = step?.isThreaded ? heirOf(enrollment.mailboxId) : undefined;
  const ofSequence = heirOf(sequence.mailboxId);
  const doesItWork = ofThread && (ofThread.status !== 'failing' || ofSequence?.status !== 'working');
  return now(doesItWork ? enrollment : sequence);
}

/** The mailbox a step would leave from now, as its enrollment knows it. */
export function senderMailbox(snapshot: EnrollmentSnapshot, step: PlanStep): StepMailbox | undefined {
  const { mailboxId } = senderOf(snapshot, step);
  return snapshot.mailboxes.find((row) => row.mailboxId === mailboxId);
}
