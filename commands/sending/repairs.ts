import type { Repair } from '../repair.ts';

/** Longer than a hand-over may take, so nobody can still be at it. */
const STALE_HAND_OVER_MS = 15 * 60_000;

/** Shows hand-overs that nobody is at any more to a person, as uncertain (D1). */
export const settleStale: Repair<'uncertain'> = {
  counts: ['uncertain'],
  async run({ deps, now, count, found }) {
    const input = { handedOverBefore: now - STALE_HAND_OVER_MS, now };
    const stale = await deps.store.staleHandOvers.settleStale(deps.db, input);
    count('uncertain', stale.length);
    for (const { entity, id } of stale) found('stale_hand_over', entity, id);
  },
};
