import { Decimal } from 'decimal.js';
import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { promiseChanges } from '../../contracts/receivables/changes.ts';
import type { MakePromise, PaymentPromise } from '../../contracts/receivables/promises.ts';
import { addDays, daysBetween, localDateOf, startOfDay } from '../../domain/time/calendar.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { decimalProblems } from './refuse-decimals.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';

/** Exact, with at least two decimals. */
const moneyOf = (amount: Decimal) => amount.toFixed(Math.max(2, amount.decimalPlaces()));

/** A promise for a day further away is no promise to pay. */
const FURTHEST_DAYS = 365;

/**
 * Notes a promise to pay (C13): its invoices are held back until the promised day is over in the organisation's zone,
 * and their enrollments look again.
 *
 * @throws ProblemError `not_found` when the customer is absent or hidden
 * @throws ProblemError `validation` for a wrong day, more than is open, and invoices that are not open ones of the customer
 * @throws ProblemError `conflict` when an invoice is promised already
 */
export function makePromise(
  deps: CommandDeps,
  actor: Actor,
  { customerId, ...input }: MakePromise & { customerId: string },
): Promise<PaymentPromise> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const { store } = deps;
    const currency = found(await store.customers.findCurrency(tx, actor, customerId), 'customer');
    await touch(customerId);
    const { zone } = await store.organisation.get(tx, actor);
    const today = localDateOf(now, zone);
    // A promise whose day has passed is no longer in the way of a new one, also before the night has said so.
    await store.promiseDecisions.decide(tx, { customerIds: [customerId], today, now });
    const { amount, invoiceIds } = await check(deps, tx, {
      actor,
      customerId,
      currency,
      input,
      today,
    });
    const promiseId = deps.newId('promise');
    await store.promises.insert(tx, {
      id: promiseId,
      customerId,
      currency,
      amount,
      promisedOn: input.promisedOn,
      note: input.note ?? null,
      contactId: input.contactId ?? null,
      authorId: actor.userId,
      invoices: invoiceIds.map((invoiceId) => ({ invoiceId, holdId: deps.newId('hold') })),
      heldUntil: startOfDay(addDays(input.promisedOn, 1), zone),
      now,
    });
    const after = found(await store.promises.find(tx, actor, promiseId), 'promise');
    const data = { invoiceIds };
    await recordChange(deps, tx, promiseChanges.made, {
      actor,
      now,
      entityId: promiseId,
      after,
      customerId,
      data,
    });
    return after;
  });
}

interface PromiseToCheck {
  actor: Actor;
  customerId: string;
  currency: string;
  input: MakePromise;
  today: string;
}

async function check(
  { store }: CommandDeps,
  tx: Tx,
  { actor, customerId, currency, input, today }: PromiseToCheck,
): Promise<{ amount: string; invoiceIds: string[] }> {
  const problems: FieldProblem[] = decimalProblems({ amount: input.amount }, currency);
  const days = daysBetween(today, input.promisedOn);
  if (days < 0 || days > FURTHEST_DAYS) {
    problems.push({
      field: 'promisedOn',
      message: `must be from today, ${today}, to ${FURTHEST_DAYS} days later`,
    });
  }
  if (input.contactId != null) {
    const contact = await store.contacts.find(tx, actor, input.contactId);
    if (contact?.customerId !== customerId)
      problems.push({ field: 'contactId', message: 'is no contact of this customer' });
  }
  const invoiceIds = [...new Set(input.invoiceIds)];
  const invoices = await store.promises.readInvoices(tx, { customerId, invoiceIds });
  input.invoiceIds.forEach((invoiceId, index) => {
    const isOpen = invoices.some((row) => row.id === invoiceId && row.status === 'open');
    if (!isOpen)
      problems.push({ field: `invoiceIds[${index}]`, message: 'is no open invoice of this customer' });
  });
  const open = invoices.reduce((sum, row) => sum.plus(row.balance), new Decimal(0));
  const amount = input.amount ?? open.toFixed();
  if (open.lessThan(amount)) {
    problems.push({ field: 'amount', message: `must not be more than what is open, ${moneyOf(open)}` });
  }
  refuseInvalid(problems);
  const promised = invoices.filter((row) => row.isPromised).map((row) => row.number);
  if (promised.length > 0) {
    throw new ProblemError(
      'conflict',
      `Promised already: ${promised.join(', ')}. Withdraw that promise first.`,
    );
  }
  return { amount, invoiceIds };
}
