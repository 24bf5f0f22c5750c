import { addressedTo } from '../../domain/sending/recipients.ts';
import { addDays, localDateOf, startOfDay } from '../../domain/time/calendar.ts';
import { deferralOf, domainsOf, type Deferral } from '../../domain/sending/contact-policy.ts';
import type { SendFacts } from '../../domain/sending/send-facts.ts';
import type { PreparedMessage } from '../../domain/sending/compose-message.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { ActivityDeps } from '../deps.ts';

/** A message whose customer is locked. */
interface Asking {
  facts: SendFacts;
  recipients: PreparedMessage['recipients'];
  /** The run of a program that made it. */
  runId: string | null;
  now: number;
}

/** Asks the contact policy whether a message may leave now (D6); null: it may, or a person lets it pass (Q2). */
export function deferralNow({ facts, recipients, runId, now }: Asking): Deferral | null {
  if (facts.forceReason !== null) return null;
  return deferralOf(facts.lately, { runId, to: addressedTo(recipients), at: now }, facts.organisation.zone);
}

/**
 * Counts a message for the domains it goes to, when their messages are limited: the last thing before its claim, since
 * messages to other customers count too. A claim that is repeated on the same day counts once.
 */
export async function takeDomainShares(
  deps: ActivityDeps,
  tx: RawTx,
  { facts, recipients, now }: Omit<Asking, 'runId'>,
): Promise<Deferral | null> {
  const { perDomainPerDay: cap } = facts.lately.policy;
  if (cap === null || facts.forceReason !== null) return null;
  const { zone } = facts.organisation;
  const day = localDateOf(now, zone);
  if (facts.message && localDateOf(facts.message.claimedAt, zone) === day) return null;
  for (const domain of domainsOf(addressedTo(recipients))) {
    if (await deps.store.sendLimits.takeShare(tx, { scope: `domain/${domain}`, day, cap, now })) continue;
    return { reason: 'contact_policy', until: startOfDay(addDays(day, 1), zone) };
  }
  return null;
}
