import { Decimal } from 'decimal.js';
import type { Actor } from '../../contracts/actor.ts';
import type { Invoice } from '../../contracts/receivables/invoices.ts';
import type { RecordedPayment, RecordPayment } from '../../contracts/receivables/payments.ts';
import { ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { paymentChanges } from '../../contracts/receivables/changes.ts';
import type { Tx } from '../../infra/db/client.ts';
import { decimalProblems } from './refuse-decimals.ts';
import { changeInvoice } from './change-invoice.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { organisationToday } from '../access/organisation-today.ts';

/**
 * Records a payment of one open invoice (C2): lowers its balance exactly, balance 0 makes it `paid` and ends its dispute, and wakes the
 * enrollments of the customer.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` unless the invoice is open
 * @throws ProblemError `validation` for more than the balance, more decimals than the currency has, another currency, or a day that is still to come
 */
export function recordPayment(
  deps: CommandDeps,
  actor: Actor,
  { invoiceId, ...input }: RecordPayment & { invoiceId: string },
): Promise<RecordedPayment> {
  return changeInvoice(deps, actor, { invoiceId, kind: 'paymentRecorded' }, async (tx, before, now) => {
    const today = await organisationToday(deps, tx, { actor, now });
    const paidOn = input.paidOn ?? today;
    refusePayment(before, input, { paidOn, today });
    const left = new Decimal(before.balance).minus(input.amount);
    const { reference = null, amount } = input;
    const payment = await writePayment(deps, tx, {
      actor,
      invoice: before,
      amount,
      paidOn,
      reference,
      left,
      now,
    });
    const isPaid = left.isZero();
    if (isPaid && before.isDisputed)
      await deps.store.disputeHolds.end(tx, { invoiceId, authorId: actor.userId, now });
    const settled = isPaid
      ? ({ status: 'paid', isDisputed: false, disputeReason: null } as const)
      : ({ status: 'open' } as const);
    const after = await deps.store.invoices.update(tx, invoiceId, {
      balance: left.toFixed(),
      ...settled,
      now,
    });
    const { customerId, currency } = before;
    const createdAt = new Date(now).toISOString();
    const shown = new Decimal(amount);
    const reply: RecordedPayment = {
      id: payment.id,
      customerId,
      currency,
      amount: shown.toFixed(Math.max(2, shown.decimalPlaces())),
      paidOn,
      reference,
      createdAt,
      invoice: after,
    };
    return { after, reply };
  });
}

function refusePayment(
  invoice: Invoice,
  { amount, currency }: RecordPayment,
  { paidOn, today }: { paidOn: string; today: string },
): void {
  if (invoice.status !== 'open') throw new ProblemError('conflict', `The invoice is ${invoice.status}.`);
  refuseInvalid([
    ...decimalProblems({ amount }, invoice.currency),
    ...((currency ?? invoice.currency) === invoice.currency
      ? []
      : [{ field: 'currency', message: `must be ${invoice.currency}, the currency of the invoice` }]),
    ...(new Decimal(amount).lessThanOrEqualTo(invoice.balance)
      ? []
      : [
          {
            field: 'amount',
            message: `must not be more than the balance of ${invoice.balance} ${invoice.currency}`,
          },
        ]),
    ...(paidOn <= today ? [] : [{ field: 'paidOn', message: `must not be later than today, ${today}` }]),
  ]);
}

interface PaymentToWrite {
  actor: Actor;
  invoice: Invoice;
  amount: string;
  paidOn: string;
  reference: string | null;
  /** The balance after it. */
  left: Decimal;
  now: number;
}

/** Payment, allocation, movement of the balance, and its entries in audit log and feed. */
async function writePayment(deps: CommandDeps, tx: Tx, payment: PaymentToWrite): Promise<{ id: string }> {
  const { actor, invoice, amount, paidOn, reference, left, now } = payment;
  const { id: invoiceId, customerId, currency } = invoice;
  const id = deps.newId('payment');
  const row = {
    id,
    invoiceId,
    customerId,
    currency,
    amount,
    paidOn,
    reference,
    source: 'api',
    createdById: actor.userId,
  };
  await deps.store.payments.insert(tx, { ...row, allocationId: deps.newId('allocation'), now });
  await deps.store.payments.insertBalanceChange(tx, {
    id: deps.newId('balanceChange'),
    invoiceId,
    customerId,
    currency,
    kind: 'payment',
    cause: 'payment',
    delta: new Decimal(amount).negated().toFixed(),
    balance: left.toFixed(),
    effectiveOn: paidOn,
    paymentId: id,
    now,
  });
  const data = { invoiceId, amount, currency };
  const said = { actor, now, entityId: id, customerId, after: row, data };
  await recordChange(deps, tx, paymentChanges.recorded, said);
  return { id };
}
