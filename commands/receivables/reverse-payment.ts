import { Decimal } from 'decimal.js';
import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { invoiceChanges, paymentChanges } from '../../contracts/receivables/changes.ts';
import type { Payment, ReversePayment } from '../../contracts/receivables/payments.ts';
import { leftOf, movesOf, partsToReverse, type ReopenedInvoice } from '../../domain/receivables/reversal.ts';
import type { Tx } from '../../infra/db/client.ts';
import { organisationToday } from '../access/organisation-today.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { decimalProblems } from './refuse-decimals.ts';

/**
 * Reverses a payment that bounced or was charged back, whole or in part (C20): its invoices owe again, dated by the day of
 * the reversal, promises that it had kept are decided anew, and the enrollments of the customer look again.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` when all of it came back already
 * @throws ProblemError `validation` for more than is left of it, a day before it was paid or still to come
 */
export function reversePayment(
  deps: CommandDeps,
  actor: Actor,
  { paymentId, ...input }: ReversePayment & { paymentId: string },
): Promise<Payment> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const { store } = deps;
    const read = async () => found(await store.paymentDetails.find(tx, actor, paymentId), 'payment');
    const { customerId } = await read();
    await touch(customerId);
    const before = await read();
    const today = await organisationToday(deps, tx, { actor, now });
    const reversedOn = input.reversedOn ?? today;
    const { amount, parts } = await checked(deps, tx, { payment: before, input, reversedOn, today });
    const { currency } = before;
    const { reason, reference = null } = input;
    const id = deps.newId('paymentReversal');
    // Several parts may have lowered one invoice: each finds it as the one before left it.
    const reopened = new Map<string, ReopenedInvoice>();
    const reversal = {
      id,
      paymentId,
      customerId,
      currency,
      amount,
      reversedOn,
      reason,
      reference,
      parts: parts.map(({ part, amount: some }) => {
        const { allocationId, invoiceId } = part;
        const { invoice, moves } = movesOf(reopened.get(invoiceId) ?? part.invoice, some);
        reopened.set(invoiceId, invoice);
        const rows = moves.map((move) => ({ ...move, id: deps.newId('balanceChange') }));
        return { allocationId, invoiceId, amount: some, invoice, moves: rows };
      }),
    };
    const createdById = actor.userId;
    await store.reversals.insert(tx, { reversals: [reversal], source: 'api', createdById, now });
    const after = await read();
    const invoiceIds = reversal.parts.map(({ invoiceId }) => invoiceId);
    const said = { actor, now, customerId };
    const data = { reversalId: id, invoiceIds, amount, currency, reversedOn };
    await recordChange(deps, tx, paymentChanges.reversed, {
      ...said,
      entityId: paymentId,
      before,
      after,
      data,
    });
    for (const entityId of invoiceIds) {
      const told = { ...said, entityId, data: { paymentId } };
      await recordChange(deps, tx, invoiceChanges.paymentReversed, told);
    }
    return after;
  });
}

interface ReversalToCheck {
  payment: Payment;
  input: ReversePayment;
  reversedOn: string;
  today: string;
}

async function checked(
  { store }: CommandDeps,
  tx: Tx,
  { payment, input, reversedOn, today }: ReversalToCheck,
) {
  const left = leftOf(payment);
  if (left.isZero()) throw new ProblemError('conflict', 'The payment is reversed already.');
  const parts = (await store.paymentDetails.readParts(tx, [payment.id])).get(payment.id) ?? [];
  const { invoiceId } = input;
  const ofInvoice = parts.filter((part) => part.invoiceId === invoiceId);
  const most = invoiceId === undefined ? left : Decimal.sum(0, ...ofInvoice.map(leftOf));
  const problems: FieldProblem[] = decimalProblems({ amount: input.amount }, payment.currency);
  const fail = (field: string, message: string) => problems.push({ field, message });
  if (invoiceId !== undefined && ofInvoice.length === 0) fail('invoiceId', 'was not lowered by this payment');
  else if (most.isZero()) throw new ProblemError('conflict', 'That part of the payment is reversed already.');
  const amount = input.amount ?? most.toFixed();
  if (most.lessThan(amount)) {
    fail('amount', `must not be more than the ${most.toFixed()} ${payment.currency} that have not come back`);
  }
  if (reversedOn > today) fail('reversedOn', `must not be later than today, ${today}`);
  if (reversedOn < payment.paidOn)
    fail('reversedOn', `must not be before ${payment.paidOn}, when it was paid`);
  const { amount: whole, reversed } = payment;
  const taken = partsToReverse({ amount: whole, reversed, parts }, { amount, invoiceId });
  if (problems.length === 0 && !taken) fail('amount', 'is more than has not come back');
  refuseInvalid(problems);
  const byId = new Map(parts.map((part) => [part.allocationId, part]));
  const withInvoices = (taken ?? []).flatMap(({ part, amount: some }) => {
    const found = byId.get(part.allocationId);
    return found ? [{ part: found, amount: some }] : [];
  });
  return { amount, parts: withInvoices };
}
