import { adjustInvoice } from '../../../commands/receivables/adjust-invoice.ts';
import { createInvoice } from '../../../commands/receivables/create-invoice.ts';
import { disputeInvoice } from '../../../commands/receivables/dispute-invoice.ts';
import { organisationToday } from '../../../commands/access/organisation-today.ts';
import { recordPayment } from '../../../commands/receivables/record-payment.ts';
import { undisputeInvoice } from '../../../commands/receivables/undispute-invoice.ts';
import { updateInvoice } from '../../../commands/receivables/update-invoice.ts';
import { voidInvoice } from '../../../commands/receivables/void-invoice.ts';
import { invoiceOperations } from '../../../contracts/receivables/invoices.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of invoices and their payments. */
export const invoiceRoutes = routesOf(invoiceOperations, {
  listInvoices: async ({ deps, actor, query }) => {
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    return deps.store.invoiceList.list(deps.db, actor, { ...query, today });
  },
  createInvoice: ({ deps, actor, params, body }) => createInvoice(deps, actor, { ...body, ...params }),
  getInvoice: async ({ deps, actor, params }) =>
    found(await deps.store.invoices.findDetail(deps.db, actor, params.invoiceId), 'invoice'),
  updateInvoice: ({ deps, actor, params, body }) => updateInvoice(deps, actor, { ...body, ...params }),
  recordPayment: ({ deps, actor, params, body }) => recordPayment(deps, actor, { ...body, ...params }),
  adjustInvoice: ({ deps, actor, params, body }) => adjustInvoice(deps, actor, { ...body, ...params }),
  disputeInvoice: ({ deps, actor, params, body }) => disputeInvoice(deps, actor, { ...body, ...params }),
  undisputeInvoice: ({ deps, actor, params, body }) => undisputeInvoice(deps, actor, { ...body, ...params }),
  voidInvoice: ({ deps, actor, params, body }) => voidInvoice(deps, actor, { ...body, ...params }),
});
