import type { Actor } from '../../contracts/actor.ts';
import type { Invoice } from '../../contracts/receivables/invoices.ts';
import { found } from '../../contracts/problems.ts';
import { invoiceChanges } from '../../contracts/receivables/changes.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';

/** A change of one invoice whose customer is locked; answers what its writer made of it. */
export type InvoiceChange<T> = (
  tx: Tx,
  before: Invoice,
  now: number,
) => Promise<{ after: Invoice; reply: T }>;

/**
 * Runs a change of one invoice: locks and touches its customer, reads it again under the lock, lets `change` write,
 * records it, and wakes the enrollments of the customer.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 */
export function changeInvoice<T>(
  deps: CommandDeps,
  actor: Actor,
  {
    invoiceId,
    kind,
  }: {
    invoiceId: string;
    kind: Exclude<
      keyof typeof invoiceChanges,
      'overdue' | 'paid' | 'reopened' | 'paymentReversed' | 'adjusted'
    >;
  },
  change: InvoiceChange<T>,
): Promise<T> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const read = async () => found(await deps.store.invoices.find(tx, actor, invoiceId), 'invoice');
    const { customerId } = await read();
    await touch(customerId);
    const before = await read();
    const { after, reply } = await change(tx, before, now);
    await recordChange(deps, tx, invoiceChanges[kind], {
      actor,
      now,
      entityId: invoiceId,
      before,
      after,
      customerId,
    });
    return reply;
  });
}
