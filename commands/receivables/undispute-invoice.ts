import type { Actor } from '../../contracts/actor.ts';
import type { Invoice } from '../../contracts/receivables/invoices.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { changeInvoice } from './change-invoice.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Ends the dispute of an invoice and its hold.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` when it is not disputed
 */
export function undisputeInvoice(
  deps: CommandDeps,
  actor: Actor,
  { invoiceId }: { invoiceId: string },
): Promise<Invoice> {
  return changeInvoice(deps, actor, { invoiceId, kind: 'undisputed' }, async (tx, before, now) => {
    if (!before.isDisputed) throw new ProblemError('conflict', 'The invoice is not disputed.');
    await deps.store.disputeHolds.end(tx, { invoiceId, authorId: actor.userId, now });
    const after = await deps.store.invoices.update(tx, invoiceId, {
      isDisputed: false,
      disputeReason: null,
      now,
    });
    return { after, reply: after };
  });
}
