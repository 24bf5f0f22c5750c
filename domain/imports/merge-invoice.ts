import { Decimal } from 'decimal.js';
import type { BalanceCause, InvoiceStatus, LoweringCause } from '../../contracts/receivables/kinds.ts';
import type { MergeProblem } from './merge-customer.ts';
import { settleInvoice } from './settle-invoice.ts';
import { TAKEN } from '../taken.ts';

/** An invoice's stored values that an import may change. Money is an exact decimal string. */
export interface InvoiceValues {
  customerId: string;
  currency: string;
  number: string;
  status: InvoiceStatus;
  /** `YYYY-MM-DD` */
  issuedOn: string;
  /** `YYYY-MM-DD` */
  dueOn: string;
  amount: string;
  balance: string;
  /** What was paid beyond the amount, as another system says (C18). */
  credit: string;
  /** `YYYY-MM-DD`; null: there is no credit. */
  creditOn: string | null;
  isDisputed: boolean;
  disputeReason: string | null;
  poNumber: string | null;
  payUrl: string | null;
  pdfUrl: string | null;
}

/** An invoice as it is stored. */
export type StoredInvoice = InvoiceValues & { id: string; source: string };

/** What a row says; `undefined`: nothing, null: empty. */
export interface InvoiceInput {
  number: string;
  issuedOn: string;
  dueOn: string;
  amount: string;
  /** Below zero: what was paid beyond the amount. */
  balance: string | null | undefined;
  /** The same, as our own exports have it beside a balance of 0. */
  credit?: string | null | undefined;
  currency: string | null | undefined;
  status: InvoiceStatus | null | undefined;
  isDisputed: boolean | null | undefined;
  disputeReason: string | null | undefined;
  poNumber: string | null | undefined;
  payUrl: string | null | undefined;
  pdfUrl: string | null | undefined;
  /** Why the balance fell; nothing said: it was paid (C13). */
  loweredBy?: LoweringCause | null | undefined;
  /** The day of the last payment, `YYYY-MM-DD`; nothing said: nobody told it. */
  paidOn?: string | null | undefined;
}

/** A movement of the balance that a row causes: `delta` may be negative, `balance` is the one after it. */
export interface BalanceMove {
  kind: 'issued' | 'import';
  cause: BalanceCause;
  delta: string;
  balance: string;
  /** `YYYY-MM-DD` */
  effectiveOn: string;
}

/** What a row makes of an invoice, and how its balance moves. */
export interface MergedInvoice {
  invoice: InvoiceValues;
  isChanged: boolean;
  moves: BalanceMove[];
  problems: MergeProblem[];
}

/** Whose row it is, and when it counts. */
export interface MergeContext {
  customer: { id: string; currency: string };
  /** Day on which a changed balance takes effect where the row tells none: that of the file, else today. */
  onDay: string;
}

/**
 * Lays a row over an invoice (null: none yet). Status and balance must agree: open ones owe something, paid and void
 * ones nothing. Without a balance a new invoice owes its amount, and a known one what it owed, moved with its amount. One
 * below zero is credit.
 */
export function mergeInvoice(
  stored: StoredInvoice | null,
  row: InvoiceInput,
  { customer, onDay }: MergeContext,
): MergedInvoice {
  if (stored && stored.customerId !== customer.id) {
    // Nothing of another customer's invoice may shine through.
    const merged = mergeInvoice(null, row, { customer, onDay });
    return { ...merged, problems: [...merged.problems, { column: 'number', message: TAKEN }] };
  }
  const problems: MergeProblem[] = [];
  const settled = settleInvoice(stored, row, { onDay, problems });
  // An empty value says nothing: it must not end a dispute that a person entered. Paid or void, it is over (C2).
  const isDisputed = settled.status === 'open' && (row.isDisputed ?? stored?.isDisputed ?? false);
  const given = <T>(said: T | null | undefined, earlier: T | null | undefined) =>
    said === undefined ? (earlier ?? null) : said;
  const invoice: InvoiceValues = {
    customerId: customer.id,
    currency: customer.currency,
    number: row.number,
    issuedOn: row.issuedOn,
    dueOn: row.dueOn,
    amount: row.amount,
    ...settled,
    isDisputed,
    disputeReason: isDisputed ? given(row.disputeReason, stored?.disputeReason) : null,
    poNumber: given(row.poNumber, stored?.poNumber),
    payUrl: given(row.payUrl, stored?.payUrl),
    pdfUrl: given(row.pdfUrl, stored?.pdfUrl),
  };
  if (row.currency && row.currency !== customer.currency) {
    problems.push({
      column: 'currency',
      message: `must be ${customer.currency}, the currency of the customer`,
    });
  }
  if (new Decimal(row.amount).isZero()) problems.push({ column: 'amount', message: 'must be more than 0' });
  if (row.dueOn < row.issuedOn) problems.push({ column: 'due_on', message: 'must not lie before issued_on' });
  if (row.isDisputed && settled.status === 'void') {
    problems.push({ column: 'disputed', message: 'stands at a void invoice' });
  }
  if (row.disputeReason && !isDisputed && settled.status !== 'paid') {
    problems.push({ column: 'dispute_reason', message: 'stands at an invoice that is not disputed' });
  }
  const isChanged = stored === null || !isSame(invoice, stored);
  return {
    invoice,
    isChanged,
    moves: balanceMoves(stored, invoice, { onDay, loweredBy: row.loweredBy, paidOn: row.paidOn ?? null }),
    problems,
  };
}

/** Why a row of a file of open items is refused: it names what is of another system, whose file says what is open of it. */
export function ofAnotherSource(stored: { source: string } | null, source: string): MergeProblem[] {
  if (!stored || stored.source === source) return [];
  const message = `is of the source \`${stored.source}\`, and this is the file of \`${source}\`; to move it there, import it once with \`source=${source}\` and without \`mode=openItems\``;
  return [{ column: 'number', message }];
}

/**
 * How the balance moves, each part with its cause (C13). What an invoice is worth moves it as a correction, voiding it or
 * taking that back as `void`; what is left was paid, unless the row says otherwise, on the day that the row tells. A first
 * import that tells no such day says nothing of when something was paid. What rises comes first, so that no movement of one
 * instant seems to end a debt that goes on.
 */
function balanceMoves(
  stored: StoredInvoice | null,
  invoice: InvoiceValues,
  {
    onDay,
    loweredBy,
    paidOn,
  }: { onDay: string; loweredBy: LoweringCause | null | undefined; paidOn: string | null },
): BalanceMove[] {
  const parts: { cause: BalanceCause; kind: BalanceMove['kind']; delta: Decimal; on: string }[] = [];
  const { issuedOn } = invoice;
  // A deposit was paid before there was anything to pay, and counts from when there is.
  const paid = paidOn && paidOn < issuedOn ? issuedOn : (paidOn ?? onDay);
  const whole = new Decimal(invoice.balance).minus(stored?.balance ?? 0);
  const isVoided = invoice.status === 'void' || stored?.status === 'void';
  if (!stored) {
    const issued = new Decimal(invoice.amount);
    const cause = isVoided ? 'void' : (loweredBy ?? (paidOn ? 'import' : 'issued'));
    parts.push({ cause: 'issued', kind: 'issued', delta: issued, on: issuedOn });
    parts.push({ cause, kind: 'import', delta: whole.minus(issued), on: isVoided ? onDay : paid });
  } else if (isVoided) {
    parts.push({ cause: 'void', kind: 'import', delta: whole, on: onDay });
  } else {
    const corrected = new Decimal(invoice.amount).minus(stored.amount);
    const rest = whole.minus(corrected);
    const cause = rest.isNegative() ? (loweredBy ?? 'import') : 'import';
    parts.push({ cause: 'correction', kind: 'import', delta: corrected, on: onDay });
    parts.push({ cause, kind: 'import', delta: rest, on: rest.isNegative() ? paid : onDay });
  }
  let balance = new Decimal(stored?.balance ?? 0);
  return parts
    .filter(({ delta }) => !delta.isZero())
    .toSorted((a, b) => Number(a.delta.isNegative()) - Number(b.delta.isNegative()))
    .map(({ cause, kind, delta, on: effectiveOn }) => {
      balance = balance.plus(delta);
      return { kind, cause, delta: delta.toFixed(), balance: balance.toFixed(), effectiveOn };
    });
}

function isSame(a: InvoiceValues, b: InvoiceValues): boolean {
  return (
    new Decimal(a.amount).equals(b.amount) &&
    new Decimal(a.balance).equals(b.balance) &&
    new Decimal(a.credit).equals(b.credit) &&
    a.status === b.status &&
    a.issuedOn === b.issuedOn &&
    a.dueOn === b.dueOn &&
    a.isDisputed === b.isDisputed &&
    a.disputeReason === b.disputeReason &&
    a.poNumber === b.poNumber &&
    a.payUrl === b.payUrl &&
    a.pdfUrl === b.pdfUrl
  );
}
