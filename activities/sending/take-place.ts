import type { WaitReason } from '../../contracts/sending/kinds.ts';
import type { SendFacts, SendingMailbox } from '../../domain/sending/send-facts.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ActivityDeps } from '../deps.ts';
import { deferralNow, takeDomainShares } from './keep-contact-policy.ts';
import { MAX_DENIAL_MS, type ClaimedMail } from './send-once.ts';
import { takeTurn } from './take-turn.ts';

/** A hand-over takes no longer: until then nobody has to look after a claim. */
export const CLAIM_LEASE_MS = 15 * 60_000;

/** What ends at its time and never before. */
const ENDING_BY_ITSELF: ReadonlySet<WaitReason> = new Set([
  'mailbox_failing',
  'mailbox_limit',
  'contact_policy',
]);

/** Go ahead, or why and until when a message waits. `slotAt`: the slot it has from now on. */
export type Place =
  | { kind: 'go'; slotAt: number | null }
  | { kind: 'wait'; reason: WaitReason; until: number; slotAt: number | null };

/**
 * Asks whether a message that has no window of its own may leave now: contact policy (D6), then its mailbox (M1), then
 * the domains it goes to. The last thing before its claim.
 */
export async function takePlace(
  deps: ActivityDeps,
  tx: Tx,
  input: {
    facts: SendFacts;
    recipients: ClaimedMail['mail']['recipients'];
    runId: string | null;
    mailbox: SendingMailbox;
    slotAt: number | null;
    now: number;
  },
): Promise<Place> {
  const { mailbox, slotAt, now } = input;
  const deferral = deferralNow(input);
  if (deferral) return { kind: 'wait', ...deferral, slotAt };
  const state = await deps.store.sendHolds.readMailboxState(tx, mailbox.mailboxId);
  const turn = await takeTurn(deps, tx, { mailbox, state, slotAt, opensAt: (slot) => slot, now });
  if (turn.kind === 'wait') return turn;
  const isFull = await takeDomainShares(deps, tx, input);
  return isFull ? { kind: 'wait', ...isFull, slotAt: turn.slotAt } : turn;
}

/** When a message that waits is looked at again: a hold may be ended at any time, so soon, whatever end it has. */
export function wakeAtOf(reason: WaitReason, { until, now }: { until: number | null; now: number }): number {
  if (ENDING_BY_ITSELF.has(reason)) return until ?? now;
  return Math.min(until ?? Infinity, now + MAX_DENIAL_MS);
}
