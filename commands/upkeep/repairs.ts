import { repairEach, type Repair } from '../repair.ts';
import { IDEMPOTENCY_TTL_MS } from '../run-command.ts';
import { continueErasure } from './continue-erasure.ts';

export { applyRetention } from './apply-retention.ts';
export { resealSecrets } from './secret-keys.ts';
export { settleStale } from './settle-stale-sends.ts';

const FINDINGS_KEPT_MS = 30 * 24 * 60 * 60_000;

/** Forgets replies that are no longer replayed (O8). */
export const forgetReplies: Repair<never> = {
  counts: [],
  async run({ deps, now }) {
    await deps.store.idempotency.forget(deps.db, now - IDEMPOTENCY_TTL_MS);
  },
};

/** Forgets findings past their use. */
export const forgetFindings: Repair<never> = {
  counts: [],
  async run({ deps, now }) {
    await deps.store.reconcile.forgetFindings(deps.db, now - FINDINGS_KEPT_MS);
  },
};

/** Makes the partitions of the coming months. */
export const makePartitions: Repair<never> = {
  counts: [],
  async run({ deps, now }) {
    await deps.store.partitions.makeAhead(deps.db, now);
  },
};

/** So many pages of an erasure a pass looks through. */
const PAGES_A_PASS = 100;

/** Goes on with erasures that a call could not finish, and looks again at what was on its way (U5). */
export const finishErasures: Repair<'erasures'> = {
  counts: ['erasures'],
  async run({ deps, now, count }) {
    await repairEach(await deps.store.erasures.findDue(deps.db, now), async (erasureId) => {
      await continueErasure(deps, { erasureId, pages: PAGES_A_PASS });
      count('erasures');
    });
  },
};
