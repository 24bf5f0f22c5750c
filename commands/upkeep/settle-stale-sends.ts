import type { MessageSource } from '../../contracts/sending/kinds.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import type { Repair } from '../repair.ts';

/** What a message belongs to, for the list of what was found. */
interface StaleSend {
  entity: 'enrollment' | 'action' | 'scheduledTouchpoint';
  id: string;
}

/** How rows of each kind of source show that the hand-over of their message is in doubt; null: none are sent yet. */
type Shows = Record<
  MessageSource,
  ((deps: CommandDeps, tx: Tx, ids: readonly string[], now: number) => Promise<void>) | null
>;

const SHOW_UNCERTAIN: Shows = {
  step_execution: ({ store }, tx, ids) => store.stepSends.showUncertain(tx, ids),
  action: ({ store }, tx, ids) => store.actionSends.showUncertain(tx, ids),
  touchpoint: ({ store }, tx, scheduledTouchpointIds, now) =>
    store.touchpointSends.showUncertain(tx, { scheduledTouchpointIds, now }),
  automation: null,
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
    const stale = await deps.store.ledger.settleStale(tx, { handedOverBefore });
    for (const [kind, show] of Object.entries(SHOW_UNCERTAIN)) {
      const ids = stale.filter((row) => row.kind === kind).map((row) => row.id);
      if (ids.length > 0) await show?.(deps, tx, ids, now);
    }
    return stale.flatMap(({ kind, id, enrollmentId }): StaleSend[] => {
      if (kind === 'action') return [{ entity: 'action', id }];
      if (kind === 'touchpoint') return [{ entity: 'scheduledTouchpoint', id }];
      return enrollmentId === null ? [] : [{ entity: 'enrollment', id: enrollmentId }];
    });
  });
}
