import { GRACE_MS, type Repair } from '../repair.ts';

/** Ends imports whose process is gone as failed. */
export const failAbandoned: Repair<never> = {
  counts: [],
  async run({ deps, now, found }) {
    const input = { createdBefore: now - GRACE_MS, now };
    const importIds = await deps.store.importClaims.failAbandoned(deps.db, input);
    for (const importId of importIds) found('abandoned', 'import', importId);
  },
};
