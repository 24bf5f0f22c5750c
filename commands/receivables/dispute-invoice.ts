import type { Actor } from '../../contracts/actor.ts';
import type { Invoice } from '../../contracts/receivables/invoices.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { changeInvoice } from './change-invoice.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Marks an open invoice as disputed and holds it (D8).
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` unless it is open and not disputed yet
 */
export function disputeInvoice(
  deps: CommandDeps,
  actor: Actor,
  { invoiceId, reason }: { invoiceId: string; reason: string },
): Promise<Invoice> {
  return changeInvoice(deps, actor, { invoiceId, kind: 'disputed' }, async (tx, before, now) => {
    if (before.status !== 'open') throw new ProblemError('conflict', `The invoice is ${before.status}.`);
    if (before.isDisputed) throw new ProblemError('conflict', 'The invoice is disputed already.');
    await deps.store.disputeHolds.open(tx, {
      id: deps.newId('hold'),
      invoiceId,
      customerId: before.customerId,
      reason,
      authorId: actor.userId,
      now,
    });
    const after = await deps.store.invoices.update(tx, invoiceId, {
      isDisputed: true,
      disputeReason: reason,
      now,
    });
    return { after, reply: after };
  });
}
