import { probeAtAfter, retryAtAfter } from '../../domain/sending/retry.ts';
import type { CopyOutcome } from '../../infra/db/sending/copies.ts';
import type { SettleInput } from '../../infra/db/sending/ledger.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { Sender } from '../../domain/sending/send-facts.ts';
import type { ActivityDeps } from '../deps.ts';
import { mainDomainOf } from './main-domain.ts';

/** What the hand-over of the main copy means for what the message belongs to. */
export type Ending =
  | { kind: 'sent' }
  /** Final, needs a person. */
  | { kind: 'failed'; code: 'refused'; detail: string }
  | { kind: 'uncertain'; detail: string }
  | { kind: 'retrying'; until: number }
  /** Waits until its mailbox may be tried again. */
  | { kind: 'mailbox_failing' }
  /** Waits until a person has signed its mailbox in (I6). */
  | { kind: 'mailbox_reconnect' }
  /** Nothing has left: it is as if it had not been tried, and the next usable contact may have it (D2). */
  | { kind: 'untried' };

/** What goes into the ledger, and what follows. */
export interface Outcome {
  ledger: Omit<SettleInput, 'messageId' | 'token' | 'now'>;
  ending: Ending;
}

const IN_DOUBT = 'The connection was lost after the hand-over: the server may have it.';

/**
 * Judges the hand-over of the main copy (D1, D2). `retryAt`: when one that the server puts off is tried again, or one in
 * doubt that its receiver knows again; null: it was tried for as long as is allowed, or only a person can tell.
 */
export function outcomeOf(result: HandOverResult, { retryAt }: { retryAt: number | null }): Outcome {
  switch (result.kind) {
    case 'sent':
      return {
        ledger: { ...ledgerOf('sent', result), gatewayId: result.gatewayId ?? null },
        ending: { kind: 'sent' },
      };
    case 'refused':
      return {
        ledger: ledgerOf('refused', result),
        ending: { kind: 'failed', code: 'refused', detail: result.reply },
      };
    case 'address':
      return { ledger: ledgerOf('refused', result), ending: { kind: 'untried' } };
    case 'unknown':
      if (retryAt === null)
        return { ledger: ledgerOf('uncertain', result), ending: { kind: 'uncertain', detail: IN_DOUBT } };
      return {
        ledger: { ...ledgerOf('uncertain', result), refusal: 'temporary', retryAt },
        ending: { kind: 'retrying', until: retryAt },
      };
    case 'temporary':
    case 'temporary_after_body': {
      const refusal = 'temporary';
      if (retryAt === null)
        return {
          ledger: { ...ledgerOf('refused', result), refusal },
          ending: { kind: 'failed', code: 'refused', detail: result.reply },
        };
      return {
        ledger: { ...ledgerOf('claimed', result), refusal, retryAt },
        ending: { kind: 'retrying', until: retryAt },
      };
    }
    case 'policy':
      return {
        ledger: { ...ledgerOf('claimed', result), refusal: 'policy' },
        ending: { kind: 'mailbox_failing' },
      };
    case 'mailbox_failure':
      return {
        ledger: ledgerOf('claimed', result),
        ending: { kind: result.needsSignIn === true ? 'mailbox_reconnect' : 'mailbox_failing' },
      };
    case 'fenced_off':
    case 'aborted':
    case 'fence_failed':
      return { ledger: ledgerOf('claimed', null), ending: { kind: 'untried' } };
  }
}

/** `result` null: no server was asked. */
function ledgerOf(
  status: SettleInput['status'],
  result: { reply: string; code?: number | null } | null,
): Outcome['ledger'] {
  return { status, code: result?.code ?? null, reply: result?.reply ?? null, retryAt: null };
}

/**
 * Judges the hand-over of another copy by itself (D1, D2). Null: its fence sent it back, for a reason that the ledger
 * knows. `retryAt` as for the main copy; `untilWorking`: when a failing mailbox is tried again.
 */
export function copyOutcomeOf(
  result: HandOverResult,
  { retryAt, untilWorking, now }: { retryAt: number | null; untilWorking: number; now: number },
): CopyOutcome | null {
  switch (result.kind) {
    case 'sent':
      return { status: 'accepted', code: result.code, reply: result.reply, retryAt: null };
    case 'address':
    case 'refused':
      return { status: 'refused', code: result.code, reply: result.reply, retryAt: null };
    case 'policy':
      return { status: 'waiting', code: result.code, reply: result.reply, retryAt: untilWorking };
    case 'unknown':
      return { status: 'uncertain', code: null, reply: result.reply || IN_DOUBT, retryAt: null };
    case 'temporary':
    case 'temporary_after_body': {
      const { code, reply } = result;
      const waits = { code, reply, retryAt, isPutOff: true };
      if (retryAt === null) return { ...waits, status: 'refused', reason: 'too_late' };
      return { ...waits, status: 'waiting' };
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

/** How a try that came to nothing is put off: since when, and until when; `retryAt` null: no more. */
export interface PuttingOff {
  retryAt: number | null;
  firstAt: number;
}

/** The same for a main copy, also for one in doubt that its receiver knows again; null: it is not put off. */
export async function putOffOf(
  deps: ActivityDeps,
  tx: RawTx,
  { result, messageId, n, now }: { result: HandOverResult; messageId: string; n: number; now: number },
): Promise<PuttingOff | null> {
  const isRepeatable = result.kind === 'unknown' && result.repeatableMs !== undefined;
  if (result.kind !== 'temporary' && result.kind !== 'temporary_after_body' && !isRepeatable) return null;
  const refusals = await deps.store.refusals.readRefusals(tx, { messageId, n, now });
  return { retryAt: retryAtAfter(refusals, now), firstAt: refusals.firstAt };
}

/** When a copy that a server puts off is tried again (D2); null: no more. */
export async function retryAtOf(
  deps: ActivityDeps,
  tx: RawTx,
  { result, messageId, n, now }: { result: HandOverResult; messageId: string; n: number; now: number },
): Promise<number | null> {
  if (result.kind !== 'temporary' && result.kind !== 'temporary_after_body') return null;
  return retryAtAfter(await deps.store.refusals.readRefusals(tx, { messageId, n, now }), now);
}

/**
 * A mailbox that fails is marked, so that its sends wait; one that works again is marked too (D2).
 *
 * @returns whether it works again
 */
export async function noteMailbox(
  deps: ActivityDeps,
  tx: RawTx,
  input: {
    mail: { mailbox: Sender; date: number; recipients: readonly { address: string }[] };
    result: HandOverResult;
    /** It did not work when this send began. */
    isBroken: boolean;
    now: number;
  },
): Promise<boolean> {
  const { mail, result, isBroken, now } = input;
  const { mailboxId, version } = mail.mailbox;
  const { mailboxHealth } = deps.store;
  switch (result.kind) {
    case 'mailbox_failure':
    case 'policy': {
      // Whoever asked for its token has marked it.
      if (result.kind === 'mailbox_failure' && result.needsSignIn) return false;
      const domain = result.kind === 'policy' ? mainDomainOf(mail) : null;
      const failure = { mailboxId, version, domain, reason: result.reply, claimedAt: mail.date };
      await mailboxHealth.markFailing(tx, { ...failure, now, probeAtAfter });
      return false;
    }
    case 'sent':
    case 'address':
    case 'refused':
      return isBroken && mailboxHealth.markWorking(tx, { mailboxId, now });
    case 'temporary':
    case 'temporary_after_body':
    case 'unknown':
    case 'fenced_off':
    case 'fence_failed':
    case 'aborted':
      return false;
  }
}
