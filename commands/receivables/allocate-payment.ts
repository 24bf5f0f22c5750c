import { Decimal } from 'decimal.js';
import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { paymentChanges } from '../../contracts/receivables/changes.ts';
import type { Invoice } from '../../contracts/receivables/invoices.ts';
import type { AllocatedPayment, AllocatePayment, Payment } from '../../contracts/receivables/payments.ts';
import { leftOf, movesOf } from '../../domain/receivables/reversal.ts';
import type { Tx } from '../../infra/db/client.ts';
import { organisationToday } from '../access/organisation-today.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { changeInvoice } from './change-invoice.ts';
import { decimalProblems } from './refuse-decimals.ts';

/**
 * Lowers an open invoice by what of a payment of the same customer is on account, exactly (C18). It counts as paid on the
 * day of the payment, or from when there was something to pay; balance 0 makes the invoice `paid`.
 *
 * @throws ProblemError `not_found` when payment or invoice is absent or of a hidden customer
 * @throws ProblemError `conflict` unless something of it is on account and the invoice is open
 * @throws ProblemError `validation` for more than is on account or the invoice owes
 */
export function allocatePayment(
  deps: CommandDeps,
  actor: Actor,
  { paymentId, invoiceId, amount: asked }: AllocatePayment & { paymentId: string },
): Promise<AllocatedPayment> {
  return changeInvoice(deps, actor, { invoiceId, kind: 'paymentRecorded' }, async (tx, before, now) => {
    const { store } = deps;
    const read = async () => found(await store.paymentDetails.find(tx, actor, paymentId), 'payment');
    const payment = await read();
    const amount = amountOf(payment, before, asked);
    await release(deps, tx, { payment, amount, actor, now });
    const { customerId, currency, issuedOn } = before;
    const row = {
      id: deps.newId('allocation'),
      balanceChangeId: deps.newId('balanceChange'),
      sourceId: paymentId,
      invoiceId,
      customerId,
      currency,
      amount,
      balance: new Decimal(before.balance).minus(amount).toFixed(),
      effectiveOn: payment.paidOn < issuedOn ? issuedOn : payment.paidOn,
    };
    await store.balances.lower(tx, { rows: [row], kind: 'payment', createdById: actor.userId, now });
    const after = await read();
    await recordChange(deps, tx, paymentChanges.allocated, {
      actor,
      now,
      entityId: paymentId,
      before: payment,
      after,
      customerId,
      data: { invoiceId, amount, currency },
    });
    const invoice = found(await store.invoices.find(tx, actor, invoiceId), 'invoice');
    return { after: invoice, reply: { payment: after, invoice } };
  });
}

function amountOf(payment: Payment, invoice: Invoice, asked: string | undefined): string {
  if (payment.customerId !== invoice.customerId)
    throw new ProblemError('conflict', 'Payment and invoice belong to different customers.');
  if (payment.currency !== invoice.currency) {
    const message = `The payment is in ${payment.currency}, the invoice in ${invoice.currency}.`;
    throw new ProblemError('conflict', message);
  }
  if (invoice.status !== 'open') throw new ProblemError('conflict', `The invoice is ${invoice.status}.`);
  const left = new Decimal(payment.onAccount);
  if (left.isZero()) {
    const what = leftOf(payment).isZero() ? 'reversed' : 'allocated in full';
    throw new ProblemError('conflict', `The payment is ${what}.`);
  }
  const most = Decimal.min(left, invoice.balance);
  const amount = new Decimal(asked ?? most);
  const problems = decimalProblems({ amount: asked }, invoice.currency);
  if (amount.greaterThan(most)) {
    const message = `must not be more than ${most.toFixed()}: ${left.toFixed()} of the payment is on account, the invoice owes ${invoice.balance}`;
    problems.push({ field: 'amount', message });
  }
  refuseInvalid(problems);
  return amount.toFixed();
}

/** What lowered an invoice that is void now lowers it no more, so that it counts as paid once (C13). */
async function release(
  deps: CommandDeps,
  tx: Tx,
  { payment, amount, actor, now }: { payment: Payment; amount: string; actor: Actor; now: number },
): Promise<void> {
  const { store, newId } = deps;
  const parts = (await store.paymentDetails.readParts(tx, [payment.id])).get(payment.id) ?? [];
  const unused = leftOf(payment).minus(Decimal.sum(0, ...parts.map(leftOf)));
  let missing = new Decimal(amount).minus(unused);
  const released = [];
  for (const part of parts.filter(({ isFree }) => isFree)) {
    const some = Decimal.min(missing, leftOf(part));
    if (some.lessThanOrEqualTo(0)) continue;
    missing = missing.minus(some);
    const moves = movesOf(part.invoice, some.toFixed()).moves.map((move) => ({
      ...move,
      id: newId('balanceChange'),
    }));
    const { allocationId, invoiceId, invoice } = part;
    released.push({ allocationId, invoiceId, amount: some.toFixed(), invoice, moves });
  }
  if (released.length === 0) return;
  const releasedOn = await organisationToday(deps, tx, { actor, now });
  const { id: paymentId, customerId, currency } = payment;
  await store.reversals.release(tx, { paymentId, customerId, currency, releasedOn, parts: released, now });
}
