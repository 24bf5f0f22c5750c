import { SYSTEM } from '../../contracts/actor.ts';
import type { Repair } from '../repair.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Rows of one transaction. */
const PAGE_ROWS = 500;
/** Pages of one table in one pass: a first retention of years takes an hour, and disturbs nobody. */
const PAGES = 10;

/** Forgets words and values of records that are older than the organisation keeps them (U5), page by page. */
export const applyRetention: Repair<'forgotten'> = {
  counts: ['forgotten'],
  async run({ deps, now, count }) {
    const { db, store } = deps;
    const { retention } = await store.organisation.get(db, SYSTEM);
    for (const table of store.retention.RETAINED) {
      const days = retention[table.kind];
      if (days === null) continue;
      const before = now - days * DAY_MS;
      for (let page = 0; page < PAGES; page += 1) {
        const { forgotten, hasMore } = await db.$transaction((tx) =>
          store.retention.forgetByAge(tx, { table, before, rows: PAGE_ROWS, now }),
        );
        count('forgotten', forgotten);
        if (!hasMore) break;
      }
    }
  },
};
