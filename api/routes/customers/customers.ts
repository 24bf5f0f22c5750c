import { createCustomer } from '../../../commands/customers/create-customer.ts';
import { organisationToday } from '../../../commands/access/organisation-today.ts';
import { updateCustomer } from '../../../commands/customers/update-customer.ts';
import { customerOperations } from '../../../contracts/customers/customers.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of customers. */
export const customerRoutes = routesOf(customerOperations, {
  listCustomers: async ({ deps, actor, query }) => {
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    return deps.store.customers.list(deps.db, actor, { ...query, today });
  },
  createCustomer: ({ deps, actor, body }) => createCustomer(deps, actor, body),
  getCustomer: async ({ deps, actor, params }) => {
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    return found(await deps.store.customers.find(deps.db, actor, { ...params, today }), 'customer');
  },
  updateCustomer: ({ deps, actor, params, body }) => updateCustomer(deps, actor, { ...body, ...params }),
});
