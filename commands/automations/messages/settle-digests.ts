import type { AutomationSkipReason } from '../../../contracts/automations/kinds.ts';
import type { EndedDigest } from '../../../infra/db/automations/digests.ts';
import type { CommandDeps } from '../../deps.ts';
import { outcomeOf, setOf, type MessageEnding } from './settle-message.ts';

/** So many of a digest are settled in one transaction. */
const CHUNK = 500;

/**
 * Lets everything that a digest lists become what the digest came to, with its effects and records. Doing it again changes
 * nothing: what is settled is listed no more.
 */
export async function settleDigests(
  deps: Pick<CommandDeps, 'db' | 'store' | 'now'>,
  passId: string,
): Promise<void> {
  for (const digest of await deps.store.digests.findEnded(deps.db, passId))
    while ((await settleSome(deps, digest)) === CHUNK);
}

async function settleSome(
  { db, store, now: clock }: Pick<CommandDeps, 'db' | 'store' | 'now'>,
  digest: EndedDigest,
): Promise<number> {
  const now = await clock();
  const ending = endingOf(digest);
  return db.$transaction(async (tx) => {
    const listed = await store.digests.lockListed(tx, { digestId: digest.id, limit: CHUNK });
    const ids = listed.map(({ id }) => id);
    await store.automationMessages.set(tx, { ids, set: { ...setOf(ending), wakeAt: null }, now });
    const effectIds = listed.map(({ effectId }) => effectId);
    await store.settledEffects.settle(tx, effectIds, { ...outcomeOf(ending), now });
    return listed.length;
  });
}

function endingOf({
  sendStatus,
  errorCode,
  errorDetail,
  skipReason,
  skipDetail,
}: EndedDigest): MessageEnding {
  if (sendStatus === 'sent') return { to: 'sent' };
  if (sendStatus === 'error') return { to: 'error', code: errorCode ?? 'error', detail: errorDetail ?? '' };
  const to = sendStatus === 'skipped' ? 'skipped' : 'cancelled';
  const reason = skipReason ?? (to === 'skipped' ? 'hidden' : 'cancelled');
  return { to, reason: reason as AutomationSkipReason, detail: skipDetail };
}
