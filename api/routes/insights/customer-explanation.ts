import { explainCustomer } from '../../../commands/insights/explain-customer.ts';
import { customerExplanationOperations } from '../../../contracts/insights/customer-explanation.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes that answer "when, and why not?" for a customer. */
export const customerExplanationRoutes = routesOf(customerExplanationOperations, {
  explainCustomer: ({ deps, actor, params }) => explainCustomer(deps, actor, params),
});
