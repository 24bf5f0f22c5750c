import { probeAtAfter, retryAtAfter } from '../../domain/sending/retry.ts';
import type { CopyOutcome } from '../../infra/db/sending/copies.ts';
import type { SettleInput } from '../../infra/db/sending/ledger.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { OutgoingMail } from '../../infra/mail/mailer.ts';
import type { ActivityDeps } from '../deps.ts';

/** What the hand-over of the main copy means for what the message belongs to. */
export type Ending =
  | { kind: 'sent' }
  /** Final, needs a person. */
  | { kind: 'failed'; code: 'refused'; detail: string }
  | { kind: 'uncertain'; detail: string }
  | { kind: 'retrying'; until: number }
  /** Waits until its mailbox may be tried again. */
  | { kind: 'mailbox_failing' }
  /** Nothing has left: it is as if it had not been tried, and the next usable contact may have it (D2). */
  | { kind: 'untried' };

/** What goes into the ledger, and what follows. */
export interface Outcome {
  ledger: Omit<SettleInput, 'messageId' | 'token' | 'now'>;
  ending: Ending;
}

const IN_DOUBT = 'The connection was lost after the hand-over: the server may have it.';

/** Judges the hand-over of the main copy (D1, D2). `triedSince`: when the message began to be tried; null: now. */
export function outcomeOf(
  result: HandOverResult,
  { triedSince, now }: { triedSince: number | null; now: number },
): Outcome {
  switch (result.kind) {
    case 'sent':
      return { ledger: ledgerOf('sent', result), ending: { kind: 'sent' } };
    case 'refused':
      return {
        ledger: ledgerOf('refused', result),
        ending: { kind: 'failed', code: 'refused', detail: result.reply },
      };
    case 'address':
      return { ledger: ledgerOf('refused', result), ending: { kind: 'untried' } };
    case 'unknown':
      return { ledger: ledgerOf('uncertain', result), ending: { kind: 'uncertain', detail: IN_DOUBT } };
    case 'temporary':
    case 'temporary_after_body': {
      const until = retryAtAfter(triedSince, now);
      return {
        ledger: { ...ledgerOf('claimed', result), retryAt: until },
        ending: { kind: 'retrying', until },
      };
    }
    case 'mailbox_failure':
      return { ledger: ledgerOf('claimed', result), ending: { kind: 'mailbox_failing' } };
    case 'fenced_off':
    case 'aborted':
    case 'fence_failed':
      return { ledger: ledgerOf('claimed', { reply: '' }), ending: { kind: 'untried' } };
  }
}

function ledgerOf(
  status: SettleInput['status'],
  { code = null, reply }: { reply: string; code?: number | null },
): Outcome['ledger'] {
  return { status, code, reply, retryAt: null };
}

/**
 * Judges the hand-over of another copy by itself (D1, D2). Null: its fence sent it back, for a reason that the ledger
 * knows. `triedSince`: when the main copy was accepted; `untilWorking`: when a failing mailbox is tried again.
 */
export function copyOutcomeOf(
  result: HandOverResult,
  { triedSince, untilWorking, now }: { triedSince: number; untilWorking: number; now: number },
): CopyOutcome | null {
  switch (result.kind) {
    case 'sent':
      return { status: 'accepted', code: result.code, reply: result.reply, retryAt: null };
    case 'address':
    case 'refused':
      return { status: 'refused', code: result.code, reply: result.reply, retryAt: null };
    case 'unknown':
      return { status: 'uncertain', code: null, reply: result.reply || IN_DOUBT, retryAt: null };
    case 'temporary':
    case 'temporary_after_body': {
      const retryAt = retryAtAfter(triedSince, now);
      return { status: 'waiting', code: result.code, reply: result.reply, retryAt };
    }
    case 'mailbox_failure':
      return { status: 'waiting', code: null, reply: result.reply, retryAt: untilWorking };
    case 'aborted':
    case 'fence_failed':
      return { status: 'waiting', code: null, reply: null, retryAt: now };
    case 'fenced_off':
      return null;
  }
}

/** A mailbox that fails is marked, so that its sends wait; one that works again is marked too (D2). */
export async function noteMailbox(
  deps: ActivityDeps,
  tx: RawTx,
  input: {
    mail: Pick<OutgoingMail, 'mailbox' | 'date'>;
    result: HandOverResult;
    isFailing: boolean;
    now: number;
  },
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
  const isAnswer = result.kind === 'sent' || result.kind === 'refused' || result.kind === 'address';
  if (isFailing && isAnswer) {
    await deps.store.mailboxHealth.markWorking(tx, { mailboxId, now });
  }
}
