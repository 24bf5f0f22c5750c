import type { Viewer } from '../../../contracts/actor.ts';
import { customerTableOperations } from '../../../contracts/customers/customer-table.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { ApiDeps } from '../../deps.ts';
import { routesOf } from '../../handle.ts';

/** The moment of the request, and the day whose sums it asks for; `asOf` null: today's. */
async function whenOf({ db, store, now: clock }: ApiDeps, { zone }: Viewer, asked: string | undefined) {
  const now = await clock();
  const today = localDateOf(now, zone ?? (await store.organisation.readZone(db)));
  return { day: asked ?? today, when: { today, now, asOf: asked === today ? null : (asked ?? null) } };
}

/** Routes of the customers table. Two statements a request, however many rows: key with the zone, page with its count. */
export const customerTableRoutes = routesOf(customerTableOperations, {
  getCustomerTable: async ({ deps, actor, query }) => {
    const { asOf, ...asked } = query;
    const { day, when } = await whenOf(deps, actor, asOf);
    const page = await deps.store.customerTable.countedPage(deps.db, actor, { ...asked, when });
    return { ...page, asOf: day };
  },
  getCustomerTotals: async ({ deps, actor, query }) => {
    const { asOf, ...filter } = query;
    const { day, when } = await whenOf(deps, actor, asOf);
    return { asOf: day, currencies: await deps.store.customerTable.totals(deps.db, actor, { filter, when }) };
  },
  getCustomerOverview: async ({ deps, actor, params, query }) => {
    const { day, when } = await whenOf(deps, actor, query.asOf);
    const overview = await deps.store.customerTable.overview(deps.db, actor, { ...params, when });
    return { ...found(overview, 'customer'), asOf: day };
  },
});
