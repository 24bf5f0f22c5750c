import type { Actor } from '../../contracts/actor.ts';
import type { Invoice, UpdateInvoice } from '../../contracts/receivables/invoices.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import { changeInvoice } from './change-invoice.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Changes PO number, links or due date of an invoice.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `validation` for a due date before the issue date
 */
export function updateInvoice(
  deps: CommandDeps,
  actor: Actor,
  { invoiceId, ...change }: UpdateInvoice & { invoiceId: string },
): Promise<Invoice> {
  return changeInvoice(deps, actor, { invoiceId, kind: 'updated' }, async (tx, before, now) => {
    if (change.dueOn !== undefined && change.dueOn < before.issuedOn) {
      refuseInvalid([{ field: 'dueOn', message: `must not be before ${before.issuedOn}, the issue date` }]);
    }
    const after = await deps.store.invoices.update(tx, invoiceId, { ...change, now });
    return { after, reply: after };
  });
}
