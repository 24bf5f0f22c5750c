import { organisationToday } from '../../../commands/access/organisation-today.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { customerTableOperations } from '../../../contracts/customers/customer-table.operations.ts';
import { found } from '../../../contracts/problems.ts';
import type { ApiDeps } from '../../deps.ts';
import { routesOf } from '../../handle.ts';

/** Brings the table to the present moment; `asOf` null: the day asked for is today. */
async function prepare(deps: ApiDeps, actor: Actor, day: string | undefined) {
  const now = await deps.now();
  const today = await organisationToday(deps, deps.db, { actor, now });
  await deps.store.customerSummaries.bringForward(deps.db, { today, now });
  return { now, day: day ?? today, asOf: day === undefined || day === today ? null : day };
}

/** Routes of the customers table. Five statements a request, however many rows: key, zone, status, page, count. */
export const customerTableRoutes = routesOf(customerTableOperations, {
  getCustomerTable: async ({ deps, actor, query }) => {
    const { db, store } = deps;
    const { asOf: askedFor, cursor, limit, sort, order, ...filter } = query;
    const { now, day, asOf } = await prepare(deps, actor, askedFor);
    const [page, totalCount] = await Promise.all([
      store.customerTable.page(db, actor, { ...filter, cursor, limit, sort, order, asOf, now }),
      store.customerTable.count(db, actor, { filter, asOf }),
    ]);
    return { ...page, totalCount, asOf: day };
  },
  getCustomerTotals: async ({ deps, actor, query }) => {
    const { asOf: askedFor, ...filter } = query;
    const { day, asOf } = await prepare(deps, actor, askedFor);
    return { asOf: day, currencies: await deps.store.customerTable.totals(deps.db, actor, { filter, asOf }) };
  },
  getCustomerOverview: async ({ deps, actor, params, query }) => {
    const { now, day, asOf } = await prepare(deps, actor, query.asOf);
    const overview = await deps.store.customerTable.overview(deps.db, actor, { ...params, asOf, now });
    return { ...found(overview, 'customer'), asOf: day };
  },
});
