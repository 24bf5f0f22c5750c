import { Decimal } from 'decimal.js';
import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { invoiceChanges, paymentChanges } from '../../contracts/receivables/changes.ts';
import type { Payment, RecordCustomerPayment } from '../../contracts/receivables/payments.ts';
import type { Tx } from '../../infra/db/client.ts';
import { organisationToday } from '../access/organisation-today.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { decimalProblems } from './refuse-decimals.ts';

/**
 * Records one payment of a customer that covers several invoices (C20); what they leave of it is on account.
 *
 * @throws ProblemError `not_found` when the customer is absent or hidden
 * @throws ProblemError `conflict` when an invoice is not open
 * @throws ProblemError `validation` for more than the payment or an invoice has, invoices of others, a day still to come
 */
export function recordCustomerPayment(
  deps: CommandDeps,
  actor: Actor,
  { customerId, ...input }: RecordCustomerPayment & { customerId: string },
): Promise<Payment> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const { store } = deps;
    const currency = found(await store.customers.findCurrency(tx, actor, customerId), 'customer');
    await touch(customerId);
    const today = await organisationToday(deps, tx, { actor, now });
    const paidOn = input.paidOn ?? today;
    const problems = decimalProblems({ amount: input.amount }, currency);
    if ((input.currency ?? currency) !== currency)
      problems.push({ field: 'currency', message: `must be ${currency}, the currency of the customer` });
    if (paidOn > today) problems.push({ field: 'paidOn', message: `must not be later than today, ${today}` });
    const parts = await partsOf(deps, tx, { customerId, currency, input, problems });
    const { amount, reference = null } = input;
    const id = deps.newId('payment');
    const createdById = actor.userId;
    const row = { id, customerId, currency, amount, paidOn, reference };
    const payments = [row];
    await store.payments.insertAll(tx, { payments, source: 'api', createdById, now });
    const rows = parts.map((part) => ({
      ...part,
      id: deps.newId('allocation'),
      balanceChangeId: deps.newId('balanceChange'),
      sourceId: id,
      customerId,
      currency,
      effectiveOn: paidOn,
    }));
    await store.balances.lower(tx, { rows, kind: 'payment', createdById, now });
    const invoiceIds = parts.map(({ invoiceId }) => invoiceId);
    const data = { invoiceIds, amount, currency };
    const said = { actor, now, customerId };
    await recordChange(deps, tx, paymentChanges.recorded, { ...said, entityId: id, after: row, data });
    for (const entityId of invoiceIds) {
      await recordChange(deps, tx, invoiceChanges.paymentRecorded, {
        ...said,
        entityId,
        data: { paymentId: id },
      });
    }
    return found(await store.paymentDetails.find(tx, actor, id), 'payment');
  });
}

interface PartsToCheck {
  customerId: string;
  currency: string;
  input: RecordCustomerPayment;
  problems: FieldProblem[];
}

async function partsOf(
  { store }: CommandDeps,
  tx: Tx,
  { customerId, currency, input: { amount, allocations }, problems }: PartsToCheck,
): Promise<{ invoiceId: string; amount: string; balance: string }[]> {
  const invoiceIds = [...new Set(allocations.map((each) => each.invoiceId))];
  const rows = await store.promises.readInvoices(tx, { customerId, invoiceIds });
  const invoices = new Map(rows.map((row) => [row.id, row]));
  const closed: string[] = [];
  const seen = new Set<string>();
  const parts = allocations.flatMap((part, index) => {
    const at = `allocations[${index}]`;
    const invoice = invoices.get(part.invoiceId);
    problems.push(...decimalProblems({ [`${at}.amount`]: part.amount }, currency));
    if (seen.has(part.invoiceId)) {
      problems.push({ field: `${at}.invoiceId`, message: 'is named twice' });
      return [];
    }
    seen.add(part.invoiceId);
    if (!invoice) {
      problems.push({ field: `${at}.invoiceId`, message: 'is no invoice of this customer' });
      return [];
    }
    const left = new Decimal(invoice.balance).minus(part.amount);
    if (invoice.status !== 'open') closed.push(`${invoice.number} is ${invoice.status}`);
    else if (left.isNegative()) {
      const message = `must not be more than the balance of ${invoice.balance} ${currency}`;
      problems.push({ field: `${at}.amount`, message });
    }
    return [{ ...part, balance: left.toFixed() }];
  });
  const total = Decimal.sum(0, ...allocations.map((each) => each.amount));
  if (total.greaterThan(amount)) {
    problems.push({ field: 'allocations', message: `add up to ${total.toFixed()}, more than the amount` });
  }
  refuseInvalid(problems);
  if (closed.length > 0) throw new ProblemError('conflict', `Not open: ${closed.join(', ')}.`);
  return parts;
}
