import { Decimal } from 'decimal.js';
import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { AdjustedInvoice, AdjustInvoice } from '../../contracts/receivables/adjustments.ts';
import { invoiceChanges } from '../../contracts/receivables/changes.ts';
import type { Invoice } from '../../contracts/receivables/invoices.ts';
import { organisationToday } from '../access/organisation-today.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { decimalProblems } from './refuse-decimals.ts';

/**
 * Corrects the balance of an invoice or writes it off (C13), which is no payment. Balance 0 makes it `paid` and ends its
 * dispute; a correction that raises opens it again, never above its amount. Promises are decided anew, and the enrollments
 * of the customer look again.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` for a void invoice, and where nothing is left that it could be moved by
 * @throws ProblemError `validation` for more than that, more decimals than the currency has, or a day that does not fit
 */
export function adjustInvoice(
  deps: CommandDeps,
  actor: Actor,
  { invoiceId, ...input }: AdjustInvoice & { invoiceId: string },
): Promise<AdjustedInvoice> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const { store } = deps;
    const read = async () => found(await store.invoices.find(tx, actor, invoiceId), 'invoice');
    const { customerId } = await read();
    await touch(customerId);
    const before = await read();
    const today = await organisationToday(deps, tx, { actor, now });
    const { effectiveOn = today, cause, reason, direction, amount } = input;
    refuseAdjustment(before, { ...input, effectiveOn, today });
    const delta = direction === 'lower' ? new Decimal(amount).negated() : new Decimal(amount);
    const left = delta.plus(before.balance);
    const balance = left.toFixed();
    const { currency } = before;
    const adjustment = await store.payments.insertBalanceChange(tx, {
      id: deps.newId('balanceChange'),
      invoiceId,
      customerId,
      currency,
      kind: 'adjustment',
      cause,
      delta: delta.toFixed(),
      balance,
      effectiveOn,
      paymentId: null,
      reason,
      now,
    });
    const isPaid = left.isZero();
    if (isPaid && before.isDisputed) {
      await store.disputeHolds.end(tx, { invoiceId, authorId: actor.userId, now });
    }
    const settled = isPaid
      ? ({ status: 'paid', isDisputed: false, disputeReason: null } as const)
      : ({ status: 'open' } as const);
    const after = await store.invoices.update(tx, invoiceId, { balance, ...settled, now });
    await recordChange(deps, tx, invoiceChanges.adjusted, {
      actor,
      now,
      entityId: invoiceId,
      customerId,
      before,
      after: { ...after, reason },
      data: { cause, delta: delta.toFixed(), balance, currency },
    });
    return { adjustment, invoice: after };
  });
}

function refuseAdjustment(
  invoice: Invoice,
  { amount, direction, effectiveOn, today }: AdjustInvoice & { effectiveOn: string; today: string },
): void {
  const { status, currency, balance, issuedOn } = invoice;
  if (status === 'void') throw new ProblemError('conflict', 'The invoice is void.');
  const isLower = direction === 'lower';
  if (isLower && status !== 'open') throw new ProblemError('conflict', `The invoice is ${status}.`);
  if (!isLower && !new Decimal(invoice.credit).isZero()) {
    throw new ProblemError(
      'conflict',
      'Another system says that more than the invoice was paid: its credit would have to go first.',
    );
  }
  const most = isLower ? new Decimal(balance) : new Decimal(invoice.amount).minus(balance);
  if (!most.isPositive() || most.isZero()) {
    throw new ProblemError('conflict', 'The balance is the whole amount of the invoice already.');
  }
  // A residue from before may be smaller than the currency has units: all of it may go.
  const problems: FieldProblem[] = most.equals(amount) ? [] : decimalProblems({ amount }, currency);
  const fail = (field: string, message: string) => problems.push({ field, message });
  if (most.lessThan(amount)) {
    const limit = isLower
      ? 'that the invoice owes'
      : `by which it can rise to its amount of ${invoice.amount}`;
    fail('amount', `must not be more than the ${most.toFixed()} ${currency} ${limit}`);
  }
  if (effectiveOn > today) fail('effectiveOn', `must not be later than today, ${today}`);
  if (effectiveOn < issuedOn) fail('effectiveOn', `must not be before ${issuedOn}, when it was issued`);
  refuseInvalid(problems);
}
