import { Decimal } from 'decimal.js';
import type { TouchpointReason } from '../../contracts/programs/kinds.ts';
import { basisOf, skipReasonOf, touchpointRecipients, type TouchpointInput } from './touchpoint-message.ts';
import type { BasisInvoice, TouchpointChanges, WrittenBasis, WrittenContent } from './written-touchpoint.ts';

const Exact = Decimal.clone({ precision: 60 });

/** What live facts say about a message that was written before. */
export type Recheck =
  | { kind: 'fits' }
  | { kind: 'skip'; reason: TouchpointReason }
  /** It is for a person again (P14). */
  | { kind: 'moved'; changes: TouchpointChanges; basis: WrittenBasis };

/** Whether a written message still says what is true, to whom it is to be said (P7, P14, D7). Pure. */
export function recheckTouchpoint(
  input: TouchpointInput & {
    written: { content: WrittenContent; basis: WrittenBasis };
    hash: (text: string) => string;
  },
): Recheck {
  const reason = skipReasonOf(input);
  if (reason) return { kind: 'skip', reason };
  const { content, basis: before } = input.written;
  const chosen = touchpointRecipients(input, content.isAddressedByHand ? content : null);
  if ('kind' in chosen && chosen.kind === 'skip') return chosen;
  const to = 'kind' in chosen ? [] : chosen.recipients.map((row) => row.address);
  const after = basisOf(input, to, input.hash);
  if (after.fingerprint === before.fingerprint) return { kind: 'fits' };
  return { kind: 'moved', changes: changesBetween(before, after), basis: after };
}

function changesBetween(before: WrittenBasis, after: WrittenBasis): TouchpointChanges {
  const [sumBefore, sumAfter] = [sumOf(before.invoices), sumOf(after.invoices)];
  const { currency } = after;
  const moved = (was: Decimal, is: Decimal) =>
    was.equals(is) ? null : { before: moneyOf(was), after: moneyOf(is), currency };
  const credit = moved(new Exact(before.credit ?? 0), new Exact(after.credit ?? 0));
  return {
    balance: moved(sumBefore, sumAfter),
    credit,
    invoices: invoiceChanges(before.invoices, after.invoices, { withShares: credit === null }),
    recipients: isSameSet(before.to, after.to) ? null : { before: before.to, after: after.to },
  };
}

/**
 * @param withShares whether what credit covers of each is told: credit that came or went is told as a whole, and where only
 *   its share moved, since another invoice was paid or kept back, nothing else tells it
 */
function invoiceChanges(
  before: readonly BasisInvoice[],
  after: readonly BasisInvoice[],
  { withShares }: { withShares: boolean },
): TouchpointChanges['invoices'] {
  const [was, is] = [before, after].map((list) => new Map(list.map((each) => [each.invoiceId, each])));
  const all = new Map([...before, ...after].map((each) => [each.invoiceId, each.number]));
  return [...all]
    .map(([invoiceId, number]) => {
      const [earlier, later] = [was!.get(invoiceId), is!.get(invoiceId)];
      const isShared =
        withShares && earlier && later && !new Exact(earlier.credit ?? 0).equals(later.credit ?? 0);
      const show = isShared ? shownWithCredit : shown;
      return { invoiceId, number, before: show(earlier), after: show(later) };
    })
    .filter((each) => JSON.stringify(each.before) !== JSON.stringify(each.after));
}

const shown = (invoice: BasisInvoice | undefined) =>
  invoice ? { balance: moneyOf(new Exact(invoice.balance)), dueOn: invoice.dueOn } : null;

const shownWithCredit = (invoice: BasisInvoice | undefined) =>
  invoice
    ? {
        balance: moneyOf(new Exact(invoice.balance)),
        dueOn: invoice.dueOn,
        credit: moneyOf(new Exact(invoice.credit ?? 0)),
      }
    : null;

const moneyOf = (amount: Decimal): string => amount.toFixed(Math.max(2, amount.decimalPlaces()));

function sumOf(invoices: readonly BasisInvoice[]): Decimal {
  return invoices.reduce((sum, invoice) => sum.plus(invoice.balance), new Exact(0));
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  return JSON.stringify([...left].sort()) === JSON.stringify([...right].sort());
}
