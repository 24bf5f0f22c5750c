import type { MessageSource } from '../../contracts/sending/kinds.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import type { Repair } from '../repair.ts';

/** What a message belongs to, for the list of what was found. */
interface StaleSend {
  entity: 'enrollment' | 'action' | 'scheduledTouchpoint' | 'automationMessage' | 'conversationAnswer';
  id: string;
}

/** A stale message as the ledger gives it. */
type Stale = Awaited<ReturnType<CommandDeps['store']['ledger']['settleStale']>>[number];

/** What of a kind of source shows that the hand-over is in doubt, and what the list of findings names. */
interface StaleSource {
  show(deps: CommandDeps, tx: Tx, ids: readonly string[], now: number): Promise<void>;
  name(row: Stale): StaleSend | null;
}

/** By source. */
const STALE_SOURCES: Record<MessageSource, StaleSource> = {
  step_execution: {
    show: ({ store }, tx, ids) => store.stepSends.showUncertain(tx, ids),
    name: ({ enrollmentId }) => (enrollmentId === null ? null : { entity: 'enrollment', id: enrollmentId }),
  },
  action: {
    show: ({ store }, tx, ids) => store.actionSends.showUncertain(tx, ids),
    name: ({ id }) => ({ entity: 'action', id }),
  },
  touchpoint: {
    show: ({ store }, tx, scheduledTouchpointIds, now) =>
      store.touchpointSends.showUncertain(tx, { scheduledTouchpointIds, now }),
    name: ({ id }) => ({ entity: 'scheduledTouchpoint', id }),
  },
  automation: {
    show: ({ store }, tx, messageIds, now) => store.messageDeliveries.showUncertain(tx, { messageIds, now }),
    name: ({ id }) => ({ entity: 'automationMessage', id }),
  },
  answer: {
    show: ({ store }, tx, answerIds, now) => store.answerSends.showUncertain(tx, { answerIds, now }),
    name: ({ id }) => ({ entity: 'conversationAnswer', id }),
  },
};

/** Longer than a hand-over may take, so nobody can still be at it. */
const STALE_HAND_OVER_MS = 15 * 60_000;

/** Shows hand-overs that nobody is at any more to a person, as uncertain (D1). */
export const settleStale: Repair<'uncertain'> = {
  counts: ['uncertain'],
  async run({ deps, now, count, found }) {
    const handedOverBefore = now - STALE_HAND_OVER_MS;
    const stale = await settleStaleSends(deps, { handedOverBefore, now });
    const copies = await deps.store.openCopies.settleStale(deps.db, { handedOverBefore });
    count('uncertain', stale.length + copies.length);
    for (const { entity, id } of stale) found('stale_hand_over', entity, id);
    for (const messageId of copies) found('stale_hand_over', 'message', messageId);
  },
};

/**
 * Hand-overs that nobody can be working on any more become `uncertain`, in the ledger and at what they were written for
 * (D1), in one transaction.
 */
async function settleStaleSends(
  deps: CommandDeps,
  { handedOverBefore, now }: { handedOverBefore: number; now: number },
): Promise<StaleSend[]> {
  return deps.db.$transaction(async (tx) => {
    const stale = await deps.store.ledger.settleStale(tx, { handedOverBefore, now });
    for (const [kind, source] of Object.entries(STALE_SOURCES)) {
      const ids = stale.filter((row) => row.kind === kind).map((row) => row.id);
      if (ids.length > 0) await source.show(deps, tx, ids, now);
    }
    return stale.flatMap((row) => STALE_SOURCES[row.kind].name(row) ?? []);
  });
}
