import { SYSTEM } from '../../contracts/actor.ts';
import { GRACE_MS, REPAIRED_ROWS, repairEach, type Repair } from '../repair.ts';
import { closeMissing } from './close-missing.ts';

/** Ends imports whose process is gone as failed. */
export const failAbandoned: Repair<never> = {
  counts: [],
  async run({ deps, now, found }) {
    const input = { createdBefore: now - GRACE_MS, now };
    const importIds = await deps.store.importClaims.failAbandoned(deps.db, input);
    await deps.store.openItems.forgetNoted(deps.db, importIds);
    for (const importId of importIds) found('abandoned', 'import', importId);
  },
};

/** Pieces that a pass closes of one import; the next pass closes the next. */
const CLOSED_CHUNKS = 20;

/** Goes on with what files of open items lack (C21), where nobody does any more. */
export const goOnClosing: Repair<never> = {
  counts: [],
  async run({ deps, found }) {
    const closing = await deps.store.importClosings.listClosing(deps.db, REPAIRED_ROWS);
    await repairEach(closing, async ({ id: importId, source, createdById, decidedById }) => {
      await deps.store.importClaims.underClaim(deps.db, { importId, source }, async () => {
        found('closing', 'import', importId);
        const actor = { ...SYSTEM, userId: decidedById ?? createdById };
        return closeMissing(deps, actor, { importId, maxChunks: CLOSED_CHUNKS });
      });
    });
  },
};
