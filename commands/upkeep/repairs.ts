import { SYSTEM } from '../../contracts/actor.ts';
import { repairEach, type Repair } from '../repair.ts';
import { IDEMPOTENCY_TTL_MS } from '../run-command.ts';
import { continueErasure } from './continue-erasure.ts';

export { applyRetention } from './apply-retention.ts';
export { resealSecrets } from './secret-keys.ts';
export { settleStale } from './settle-stale-sends.ts';

const DAY_MS = 24 * 60 * 60_000;
const FINDINGS_KEPT_MS = 30 * DAY_MS;

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

/** Workflows of earlier findings that one pass asks whether they get on again. */
const ASKED_AGAIN = 100;

/**
 * Says which workflows get nowhere since their task fails again and again (O9), as after a deployment whose code cannot go on
 * with what they have done. What mends them is better code: until then the finding stays open, one for each.
 */
export const reportFailing: Repair<'failing'> = {
  counts: ['failing'],
  async run({ deps: { db, store }, now, wakes, failing, count }) {
    const { failingWorkflows } = store;
    const asked = { besides: [...failing], seed: now, limit: ASKED_AGAIN };
    await repairEach(await failingWorkflows.listOpen(db, asked), async (workflowId) => {
      // It answers only if it fails no more.
      await wakes.standingOfWorkflow(workflowId);
      await failingWorkflows.close(db, workflowId);
    });
    await failingWorkflows.open(db, [...failing], now);
    count('failing', failing.size);
  },
};

/** Makes the partitions of the coming months. */
export const makePartitions: Repair<never> = {
  counts: [],
  async run({ deps, now }) {
    await deps.store.partitions.makeAhead(deps.db, now);
  },
};

/** Drops months of changes and audit that are older than the organisation keeps them (U5), the oldest first. */
export const dropPartitions: Repair<never> = {
  counts: [],
  async run({ deps: { db, store }, now }) {
    const { retention } = await store.organisation.get(db, SYSTEM);
    for (const table of store.partitions.PARTITIONED) {
      const days = retention[table.kind];
      if (days === null) continue;
      const before = now - days * DAY_MS;
      while (typeof (await store.partitions.dropOldest(db, table, before)) === 'object');
    }
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
