import { SYSTEM } from '../../contracts/actor.ts';
import { labelOf } from '../../domain/sending/limits.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeOfAnySource } from './wake-sources.ts';

/** More are not called at once. */
const MOST = 500;

/**
 * Calls who waits for a domain in which there is room again today (D6), whoever has waited longest first, and no more than
 * there is room for: each has a place on this day from then on, which those behind it do not get.
 */
export async function callForDomain(deps: CommandDeps, domain: string): Promise<void> {
  const ids = await deps.db.$transaction((tx) => giveRoom(deps, tx, domain));
  if (ids.length > 0) await wakeOfAnySource(deps, { ids, reasons: ['contact_policy'] });
}

async function giveRoom({ store, now }: CommandDeps, tx: Tx, domain: string): Promise<string[]> {
  const { domainWaits, sendLimits, sendLines, organisation } = store;
  const scope = `domain/${domain}`;
  const { zone, contactPolicy } = await organisation.get(tx, SYSTEM);
  const at = await now();
  const limit = {
    scope,
    amount: contactPolicy.perDomainPerDay ?? Infinity,
    window: { kind: 'day', zone },
    weight: 1,
  } as const;
  const day = localDateOf(at, zone);
  await sendLimits.lock(tx, [scope]);
  const { kept, promised } = await domainWaits.listKept(tx, { domain, day, limit: MOST });
  if (kept.length === 0) return [];
  const label = labelOf(limit, at);
  const today = (await sendLines.readBuckets(tx, [limit], { now: at, isPresent: true })).find(
    (bucket) => bucket.at === label,
  );
  let taken = promised + (today ? today.used + today.claimed : 0);
  const called: string[] = [];
  for (const { sourceId, copies } of kept) {
    if (taken > 0 && taken + copies > limit.amount) break;
    taken += copies;
    called.push(sourceId);
  }
  await domainWaits.callTo(tx, { domain, day, sourceIds: called });
  return called;
}
