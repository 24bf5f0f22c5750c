import { addressedTo } from '../../domain/sending/recipients.ts';
import { probeAtAfter, retryAtAfter } from '../../domain/sending/retry.ts';
import type { SettleInput } from '../../infra/db/sending/ledger.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { HandOverResult, RecipientResult } from '../../infra/mail/hand-over-result.ts';
import type { OutgoingMail } from '../../infra/mail/mailer.ts';
import type { ActivityDeps } from '../deps.ts';

/** What a hand-over's result means for what the message belongs to. */
export type Ending =
  | { kind: 'sent' }
  /** Final, needs a person. */
  | { kind: 'failed'; code: 'refused' | 'recipient_refused'; detail: string }
  | { kind: 'uncertain'; detail: string }
  | { kind: 'retrying'; until: number }
  /** Waits until its mailbox may be tried again. */
  | { kind: 'mailbox_failing' }
  /** Nothing has left: it is as if it had not been tried. */
  | { kind: 'untried' };

/** What goes into the ledger, and what follows. */
export interface Outcome {
  ledger: Omit<SettleInput, 'messageId' | 'token' | 'now'>;
  ending: Ending;
}

/** Judges a hand-over (D1, D2). `triedSince`: when the message began to be tried; null: now. */
export function outcomeOf(
  result: HandOverResult,
  { mail, triedSince, now }: { mail: OutgoingMail; triedSince: number | null; now: number },
): Outcome {
  switch (result.kind) {
    case 'sent': {
      const mainRefused = mainRecipientRefused(mail, result.recipients);
      const ledger = ledgerOf(mainRefused ? 'refused' : 'sent', result, answersOf(result.recipients));
      if (!mainRefused) return { ledger, ending: { kind: 'sent' } };
      return { ledger, ending: { kind: 'failed', code: 'recipient_refused', detail: mainRefused.reply } };
    }
    case 'refused': {
      const ledger = ledgerOf('refused', result, answersOf(result.recipients));
      return { ledger, ending: { kind: 'failed', code: 'refused', detail: result.reply } };
    }
    case 'unknown': {
      const detail = 'The connection was lost after the hand-over: the server may have it.';
      const ledger = ledgerOf('uncertain', result, answersOf(result.rejected));
      return { ledger, ending: { kind: 'uncertain', detail } };
    }
    case 'temporary':
    case 'temporary_after_body': {
      const until = retryAtAfter(triedSince, now);
      const ledger = { ...ledgerOf('claimed', result, answersOf(result.rejected)), retryAt: until };
      return { ledger, ending: { kind: 'retrying', until } };
    }
    case 'mailbox_failure':
      return { ledger: ledgerOf('claimed', result, []), ending: { kind: 'mailbox_failing' } };
    case 'fenced_off':
    case 'aborted':
    case 'fence_failed':
      return { ledger: ledgerOf('claimed', { reply: '' }, []), ending: { kind: 'untried' } };
  }
}

function ledgerOf(
  status: SettleInput['status'],
  result: { reply: string; code?: number | null },
  recipients: SettleInput['recipients'],
): Outcome['ledger'] {
  return { status, code: result.code ?? null, reply: result.reply, recipients, retryAt: null };
}

function answersOf(recipients: readonly RecipientResult[]): SettleInput['recipients'] {
  return recipients.map(({ address, accepted, code, reply }) => ({
    address,
    status: accepted ? 'accepted' : 'refused',
    code,
    reply,
  }));
}

/** The refusal of a `to` recipient, when others accepted the message (D1). */
function mainRecipientRefused(
  mail: OutgoingMail,
  recipients: readonly RecipientResult[],
): RecipientResult | undefined {
  const main = new Set(addressedTo(mail.recipients));
  return recipients.find((recipient) => !recipient.accepted && main.has(recipient.address));
}

/** A mailbox that fails is marked, so that its sends wait; one that works again is marked too (D2). */
export async function noteMailbox(
  deps: ActivityDeps,
  tx: RawTx,
  input: { mail: OutgoingMail; result: HandOverResult; isFailing: boolean; now: number },
): Promise<void> {
  const { mail, result, isFailing, now } = input;
  const { mailboxId } = mail.mailbox;
  if (result.kind === 'mailbox_failure') {
    await deps.store.mailboxHealth.markFailing(tx, {
      mailboxId,
      reason: result.reply,
      claimedAt: mail.date,
      now,
      probeAtAfter,
    });
    return;
  }
  if (isFailing && (result.kind === 'sent' || result.kind === 'refused')) {
    await deps.store.mailboxHealth.markWorking(tx, { mailboxId, now });
  }
}
