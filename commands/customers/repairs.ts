import { SYSTEM } from '../../contracts/actor.ts';
import { comparedPhone, NO_REGION } from '../../domain/customers/compared-phone.ts';
import { REPAIRED_ROWS, type Repair } from '../repair.ts';

export { bringForward } from './bring-forward.ts';

/** So many chunks in one pass: a new default region reads a million national numbers within minutes. */
const CHUNKS_A_PASS = 20;

/** Reads phones anew that were read with another default region, or by an older version (M7). */
export const readPhonesAnew: Repair<'phones'> = {
  counts: ['phones'],
  async run({ deps: { db, store }, count }) {
    const { defaultRegion } = await store.organisation.get(db, SYSTEM);
    const unread = { region: defaultRegion ?? NO_REGION, limit: REPAIRED_ROWS };
    for (let chunk = 0; chunk < CHUNKS_A_PASS; chunk += 1) {
      const rows = await store.contacts.findUnread(db, unread);
      const read = rows.map((row) => ({ ...row, ...comparedPhone(row.phone, defaultRegion) }));
      if (read.length > 0) count('phones', await store.contacts.setComparedPhones(db, read));
      if (rows.length < REPAIRED_ROWS) return;
    }
  },
};
