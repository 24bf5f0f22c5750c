import { domainsOf, type Deferral } from '../../domain/sending/contact-policy.ts';
import { addDays, localDateOf, startOfDay } from '../../domain/time/calendar.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Asking } from './take-place.ts';

/**
 * Counts the copies of a message for the domains they go to, when those are limited (D6): the last thing before its claim,
 * since messages to other customers count too. What waits longer for a domain comes first. A claim that is repeated on
 * the same day counts once.
 */
export async function takeDomainShares(
  deps: ActivityDeps,
  tx: RawTx,
  asking: Asking,
): Promise<Deferral | null> {
  const { facts, sourceId, now } = asking;
  const { perDomainPerDay: cap } = facts.lately.policy;
  if (cap === null || facts.forceReason !== null) return null;
  const { zone } = facts.organisation;
  const day = localDateOf(now, zone);
  if (facts.message && localDateOf(facts.message.claimedAt, zone) === day) return null;
  const { domainWaits, sendLimits } = deps.store;
  const since = asking.since ?? now;
  for (const { domain, copies } of copiesByDomain(asking)) {
    const before = await domainWaits.countBefore(tx, { domain, sourceId, since, day });
    const share = { scope: `domain/${domain}`, day, cap: cap - before, copies, now };
    const hasRoom = before === 0 || before + copies <= cap;
    if (hasRoom && (await sendLimits.takeShare(tx, share))) continue;
    return { reason: 'contact_policy', until: startOfDay(addDays(day, 1), zone) };
  }
  await domainWaits.leaveLine(tx, sourceId);
  return null;
}

/** Keeps the place of a deferred message in front of its domains, when those are limited, for the day it leaves at best. */
export async function standInLine(
  deps: ActivityDeps,
  tx: RawTx,
  { asking, until }: { asking: Asking; until: number },
): Promise<void> {
  const { facts, sourceId, now } = asking;
  if (facts.lately.policy.perDomainPerDay === null) return;
  const place = { sourceId, since: asking.since ?? now, day: localDateOf(until, facts.organisation.zone) };
  for (const share of copiesByDomain(asking))
    await deps.store.domainWaits.keepPlace(tx, { ...place, ...share });
}

/** In the order of domains, so that two messages never lock each other out. */
function copiesByDomain({ recipients }: Asking): { domain: string; copies: number }[] {
  const addresses = recipients.map(({ address }) => address);
  return domainsOf(addresses).map((domain) => {
    const copies = addresses.filter((address) => domainsOf([address])[0] === domain).length;
    return { domain, copies };
  });
}
