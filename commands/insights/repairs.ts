import { inParallel } from '../wakes.ts';
import { GRACE_MS, REPAIRED_ROWS, type Repair } from '../repair.ts';
import { refreshMarked as refresh } from './refresh-customers.ts';

/** Chunks of marked customers of one pass: a big import is worked off in several. */
const REFRESH_CHUNKS = 20;

/** Starts or wakes the sends of actions that nobody attends to. */
export const wakeActions: Repair<'actions'> = {
  counts: ['actions'],
  async run({ deps, now, count, found }) {
    const input = { wakeBefore: now - GRACE_MS, limit: REPAIRED_ROWS };
    await inParallel(await deps.store.actionSends.findUnattended(deps.db, input), async (row) => {
      await deps.lifecycle.wakeAction(row);
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
