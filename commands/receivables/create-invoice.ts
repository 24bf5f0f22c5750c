import { Decimal } from 'decimal.js';
import type { Actor } from '../../contracts/actor.ts';
import type { CreateInvoice, Invoice } from '../../contracts/receivables/invoices.ts';
import { type FieldProblem, found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { invoiceChanges } from '../../contracts/receivables/changes.ts';
import { TAKEN } from '../../domain/taken.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';
import { decimalProblems } from './refuse-decimals.ts';

/**
 * Creates an invoice in the currency of its customer (C1, C2).
 *
 * @throws ProblemError `not_found` when the customer is absent or hidden
 * @throws ProblemError `validation` for another currency, more decimals than it has, or a balance above the amount
 * @throws ProblemError `conflict` when number or external id is taken
 */
export function createInvoice(
  deps: CommandDeps,
  actor: Actor,
  { customerId, ...input }: CreateInvoice & { customerId: string },
): Promise<Invoice> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const currency = found(await deps.store.customers.findCurrency(tx, actor, customerId), 'customer');
    await touch(customerId);
    const balance = input.balance ?? input.amount;
    refuseInvalid(problemsOf(input, { currency, balance }));
    await refuseTaken(deps, tx, input);
    const invoice = await deps.store.invoices.insert(tx, {
      id: deps.newId('invoice'),
      customerId,
      number: input.number,
      externalId: input.externalId ?? null,
      currency,
      status: new Decimal(balance).isZero() ? 'paid' : 'open',
      issuedOn: input.issuedOn,
      dueOn: input.dueOn,
      amount: input.amount,
      balance,
      isDisputed: false,
      disputeReason: null,
      poNumber: input.poNumber ?? null,
      payUrl: input.payUrl ?? null,
      pdfUrl: input.pdfUrl ?? null,
      source: 'api',
      now,
    });
    const { id: invoiceId, issuedOn: effectiveOn } = invoice;
    await deps.store.payments.insertBalanceChange(tx, {
      id: deps.newId('balanceChange'),
      invoiceId,
      customerId,
      currency,
      kind: 'issued',
      cause: 'issued',
      delta: balance,
      balance,
      effectiveOn,
      paymentId: null,
      now,
    });
    await recordChange(deps, tx, invoiceChanges.created, {
      actor,
      now,
      entityId: invoiceId,
      after: invoice,
      customerId,
    });
    return invoice;
  });
}

function problemsOf(
  input: CreateInvoice,
  { currency, balance }: { currency: string; balance: string },
): FieldProblem[] {
  const problems = decimalProblems({ amount: input.amount, balance: input.balance }, currency);
  if ((input.currency ?? currency) !== currency) {
    problems.push({ field: 'currency', message: `must be ${currency}, the currency of the customer` });
  }
  if (new Decimal(balance).greaterThan(input.amount)) {
    problems.push({ field: 'balance', message: 'must not be more than the amount' });
  }
  return problems;
}

async function refuseTaken(
  { store }: CommandDeps,
  tx: Tx,
  { number, externalId }: CreateInvoice,
): Promise<void> {
  const errors: FieldProblem[] = [];
  if (await store.invoices.isTaken(tx, { number })) errors.push({ field: 'number', message: TAKEN });
  if (externalId != null && (await store.invoices.isTaken(tx, { externalId }))) {
    errors.push({ field: 'externalId', message: TAKEN });
  }
  if (errors.length > 0) throw new ProblemError('conflict', 'Number or external id cannot be used.', errors);
}
