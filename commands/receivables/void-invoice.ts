import { Decimal } from 'decimal.js';
import type { Actor } from '../../contracts/actor.ts';
import type { Invoice } from '../../contracts/receivables/invoices.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { changeInvoice } from './change-invoice.ts';
import type { CommandDeps } from '../deps.ts';
import { organisationToday } from '../access/organisation-today.ts';

/**
 * Voids an open invoice for good: its balance becomes 0, a dispute ends.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` unless it is open
 */
export function voidInvoice(
  deps: CommandDeps,
  actor: Actor,
  { invoiceId }: { invoiceId: string },
): Promise<Invoice> {
  return changeInvoice(deps, actor, { invoiceId, kind: 'voided' }, async (tx, before, now) => {
    if (before.status !== 'open')
      throw new ProblemError('conflict', `The invoice is ${before.status} already.`);
    const { customerId, currency, balance } = before;
    const effectiveOn = await organisationToday(deps, tx, { actor, now });
    await deps.store.payments.insertBalanceChange(tx, {
      id: deps.newId('balanceChange'),
      invoiceId,
      customerId,
      currency,
      kind: 'void',
      cause: 'void',
      delta: new Decimal(balance).negated().toFixed(),
      balance: '0',
      effectiveOn,
      paymentId: null,
      now,
    });
    if (before.isDisputed) await deps.store.disputeHolds.end(tx, { invoiceId, authorId: actor.userId, now });
    const change = { status: 'void', balance: '0', isDisputed: false, disputeReason: null } as const;
    const after = await deps.store.invoices.update(tx, invoiceId, { ...change, now });
    return { after, reply: after };
  });
}
