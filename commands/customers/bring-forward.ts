import { SYSTEM } from '../../contracts/actor.ts';
import { organisationToday } from '../access/organisation-today.ts';
import type { Repair } from '../repair.ts';

/** So many chunks a pass: all of a large organisation within a few minutes, and nobody waits behind it for long. */
const CHUNKS_A_PASS = 25;

/**
 * Brings the customers table forward to the day of the organisation, and what has expired out of it: from midnight on,
 * wherever midnight is by now. No request does so: those that come before it is done work the rest out for themselves.
 */
export const bringForward: Repair<'aged'> = {
  counts: ['aged'],
  async run({ deps, now, isOver, count }) {
    const today = await organisationToday(deps, deps.db, { actor: SYSTEM, now });
    for (let chunk = 0; chunk < CHUNKS_A_PASS && !isOver(); chunk += 1) {
      const brought = await deps.store.customerSummaries.bringForward(deps.db, { today, now }, 1);
      if (brought === 0) return;
      count('aged', brought);
    }
  },
};
