import { Decimal } from 'decimal.js';
import type { Actor } from '../../contracts/actor.ts';
import type { Invoice } from '../../contracts/receivables/invoices.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type {
  AppliedCredit,
  ApplyCredit,
  RelatedRecordDetail,
} from '../../contracts/receivables/related-records.ts';
import { changeInvoice } from './change-invoice.ts';
import type { CommandDeps } from '../deps.ts';
import { decimalProblems } from './refuse-decimals.ts';
import { organisationToday } from '../access/organisation-today.ts';

/**
 * Lowers an open invoice by a credit note of the same customer, exactly; balance 0 makes it `paid` (C16).
 *
 * @throws ProblemError `not_found` when the record or the invoice is absent or of a hidden customer
 * @throws ProblemError `conflict` unless it is a credit note with something left and the invoice is open
 * @throws ProblemError `validation` for more than the credit note has left or the invoice owes
 */
export function applyCredit(
  deps: CommandDeps,
  actor: Actor,
  { relatedRecordId, invoiceId, amount: asked }: ApplyCredit & { relatedRecordId: string },
): Promise<AppliedCredit> {
  return changeInvoice(deps, actor, { invoiceId, kind: 'creditApplied' }, async (tx, before, now) => {
    const read = async () =>
      found(await deps.store.relatedRecords.find(tx, actor, relatedRecordId), 'related record');
    const amount = amountOf(await read(), before, asked);
    const balance = new Decimal(before.balance).minus(amount).toFixed();
    const row = {
      id: deps.newId('creditApplication'),
      balanceChangeId: deps.newId('balanceChange'),
      sourceId: relatedRecordId,
      invoiceId,
      customerId: before.customerId,
      currency: before.currency,
      amount,
      balance,
      effectiveOn: await organisationToday(deps, tx, { actor, now }),
    };
    const createdById = actor.userId;
    await deps.store.balances.lower(tx, { rows: [row], kind: 'credit', createdById, now });
    const after = found(await deps.store.invoices.find(tx, actor, invoiceId), 'invoice');
    return { after, reply: { creditNote: await read(), invoice: after } };
  });
}

function amountOf(note: RelatedRecordDetail, invoice: Invoice, asked: string | undefined): string {
  if (note.kind !== 'credit_note') throw new ProblemError('conflict', 'It is no credit note.');
  if (note.customerId !== invoice.customerId) {
    throw new ProblemError('conflict', 'Credit note and invoice belong to different customers.');
  }
  if (invoice.status !== 'open') throw new ProblemError('conflict', `The invoice is ${invoice.status}.`);
  const left = new Decimal(note.open ?? 0);
  if (left.isZero()) {
    const isApplied = new Decimal(note.amount ?? 0).lessThanOrEqualTo(note.applied ?? 0);
    const what = isApplied
      ? 'applied in full'
      : `used up, or gone: its status is ${note.status ?? 'not said'}`;
    throw new ProblemError('conflict', `The credit note is ${what}.`);
  }
  const most = Decimal.min(left, invoice.balance);
  const amount = new Decimal(asked ?? most);
  const message = `must not be more than ${most.toFixed()}: the credit note has ${left.toFixed()} left, the invoice owes ${invoice.balance}`;
  const problems = decimalProblems({ amount: asked }, invoice.currency);
  if (amount.greaterThan(most)) problems.push({ field: 'amount', message });
  refuseInvalid(problems);
  return amount.toFixed();
}
