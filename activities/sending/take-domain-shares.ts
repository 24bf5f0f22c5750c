import type { Deferral } from '../../domain/sending/contact-policy.ts';
import { domainLimits } from '../../domain/sending/limits-of.ts';
import { labelOf, type Bucket, type Limit } from '../../domain/sending/limits.ts';
import { addDays, localDateOf, startOfDay } from '../../domain/time/calendar.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Asking } from './take-place.ts';

/** The limit of a domain; `isCounted`: a person lets the message pass the policy, and it counts for others. */
type DomainLimit = Limit & { domain: string; isCounted: boolean };

/** The limits of the domains that a message goes to (D6). */
export function domainLimitsOf({ facts, recipients }: Asking): DomainLimit[] {
  const { perDomainPerDay } = facts.lately.policy;
  if (perDomainPerDay === null) return [];
  const { zone } = facts.organisation;
  const addresses = recipients.map(({ address }) => address);
  const isCounted = facts.forceReason !== null;
  return domainLimits(addresses, { perDomainPerDay, zone }).map((limit) => ({ ...limit, isCounted }));
}

/**
 * Asks whether the domains of a message have room for its copies today; null: they have. What waits longer for a domain
 * comes first, whoever asks first: messages to other customers count too.
 */
export async function askDomains(
  deps: ActivityDeps,
  tx: RawTx,
  asking: Asking,
  { limits, buckets }: { limits: ReturnType<typeof domainLimitsOf>; buckets: readonly Bucket[] },
): Promise<Deferral | null> {
  const { facts, sourceId, now } = asking;
  const { zone } = facts.organisation;
  const day = localDateOf(now, zone);
  const { domainWaits } = deps.store;
  const since = asking.since ?? now;
  for (const { domain, amount, weight, isCounted, ...limit } of limits) {
    if (isCounted) continue;
    const label = labelOf({ ...limit, amount, weight }, now);
    const today = buckets.find(({ scope, at }) => scope === limit.scope && at === label);
    const taken =
      (today ? today.used + today.claimed : 0) +
      (await domainWaits.countBefore(tx, { domain, sourceId, since, day }));
    if (taken === 0 || taken + weight <= amount) continue;
    return { reason: 'contact_policy', until: startOfDay(addDays(day, 1), zone) };
  }
  if (limits.length > 0) await domainWaits.leaveLine(tx, sourceId);
  return null;
}

/** Keeps the place of a deferred message in front of its domains, when those are limited, for the day it leaves at best. */
export async function standInLine(
  deps: ActivityDeps,
  tx: RawTx,
  { asking, until, isFull }: { asking: Asking; until: number; isFull: boolean },
): Promise<void> {
  const { facts, sourceId, now, recipients } = asking;
  const { perDomainPerDay } = facts.lately.policy;
  if (perDomainPerDay === null) return;
  const { zone } = facts.organisation;
  const place = { sourceId, since: asking.since ?? now, day: localDateOf(until, zone) };
  const addresses = recipients.map(({ address }) => address);
  for (const { domain, weight: copies } of domainLimits(addresses, { perDomainPerDay, zone }))
    await deps.store.domainWaits.keepPlace(tx, { ...place, domain, copies, isFull });
}
