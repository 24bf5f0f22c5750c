import { explainCustomer } from '../../../commands/insights/explain-customer.ts';
import { explainScheduledTouchpoint } from '../../../commands/programs/touchpoints/explain-touchpoints.ts';
import { customerExplanationOperations } from '../../../contracts/insights/customer-explanation.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes that answer "when, and why not?". */
export const customerExplanationRoutes = [
  handle(operationOf(customerExplanationOperations, 'explainCustomer'), ({ deps, actor, params }) =>
    explainCustomer(deps, actor, params),
  ),
  handle(
    operationOf(customerExplanationOperations, 'explainScheduledTouchpoint'),
    ({ deps, actor, params }) => explainScheduledTouchpoint(deps, actor, params),
  ),
];
