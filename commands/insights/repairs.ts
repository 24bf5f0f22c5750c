import { GRACE_MS, REPAIRED_ROWS, repairEach, type Repair } from '../repair.ts';
import { refreshMarked as refresh } from './refresh-customers.ts';

/** Chunks of marked customers of one pass: a big import is worked off in several. */
const REFRESH_CHUNKS = 20;

/** Starts or wakes the sends of actions that nobody attends to. */
export const wakeActions: Repair<'actions'> = {
  counts: ['actions'],
  async run({ deps, now, wakes, count, found }) {
    const input = { wakeBefore: now - GRACE_MS, seed: now, limit: REPAIRED_ROWS };
    await repairEach(await deps.store.actionSends.findUnattended(deps.db, input), async (row) => {
      await wakes.wakeAction(row);
      count('actions');
      found('send_unattended', 'action', row.actionId);
    });
  },
};

/** Brings signals, promises, insights and actions of marked customers up to date. */
export const refreshMarked: Repair<'refreshed'> = {
  counts: ['refreshed'],
  async run({ deps, count }) {
    count('refreshed', await refresh(deps, { chunks: REFRESH_CHUNKS }));
  },
};

/** Lets the language model be asked about whoever is due; slow as it is, nothing waits for it. */
export const askModels: Repair<never> = {
  counts: [],
  async run({ deps, now }) {
    if (!deps.writer.isAvailable || !(await deps.store.modelInsights.hasDue(deps.db, now))) return;
    await deps.lifecycle.startModelInsights();
  },
};

/**
 * Lets the nightly work follow the zone of the organisation: signals, promises and insights belong to its night. The row is the
 * truth, and its Temporal Schedule is brought to it, whoever changed, paused or deleted that.
 */
export const followNights: Repair<never> = {
  counts: [],
  async run({ deps: { db, store, lifecycle }, found }) {
    const set = await store.organisation.findNightlyZone(db);
    if (set === null) return;
    const { zone, nightlyZone } = set;
    if (nightlyZone === zone) {
      if ((await lifecycle.compareNights(zone)) === 'same') return;
      found('schedule_differs', 'organisation', 'org');
    }
    await lifecycle.showNights(zone);
    await store.organisation.noteNightlyZone(db, zone);
  },
};
