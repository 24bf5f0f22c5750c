import { allocatePayment } from '../../../commands/receivables/allocate-payment.ts';
import { recordCustomerPayment } from '../../../commands/receivables/record-customer-payment.ts';
import { reversePayment } from '../../../commands/receivables/reverse-payment.ts';
import { found } from '../../../contracts/problems.ts';
import { paymentOperations } from '../../../contracts/receivables/payments.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of payments that cover several invoices, or came back. */
export const paymentRoutes = routesOf(paymentOperations, {
  recordCustomerPayment: ({ deps, actor, params, body }) =>
    recordCustomerPayment(deps, actor, { ...body, ...params }),
  getPayment: async ({ deps, actor, params }) =>
    found(await deps.store.paymentDetails.find(deps.db, actor, params.paymentId), 'payment'),
  allocatePayment: ({ deps, actor, params, body }) => allocatePayment(deps, actor, { ...body, ...params }),
  reversePayment: ({ deps, actor, params, body }) => reversePayment(deps, actor, { ...body, ...params }),
});
