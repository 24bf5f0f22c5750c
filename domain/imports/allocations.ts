import { Decimal } from 'decimal.js';
import type { InvoiceStatus } from '../../contracts/receivables/kinds.ts';
import type { ReadValue } from './csv-values.ts';
import { readAmount, type DecimalMark } from './read-amount.ts';
import type { MergeProblem } from './merge-customer.ts';

/** The part of a payment or credit note that goes to one invoice. Money is an exact decimal string. */
export interface Allocation {
  invoiceNumber: string;
  amount: string;
}

/** What an allocation has to know of an invoice. */
export interface AllocatableInvoice {
  id: string;
  customerId: string;
  number: string;
  status: InvoiceStatus;
  balance: string;
  /** Whether a file showed it lower: what was paid then may come as a payment once more. */
  isShownLower: boolean;
}

/** An invoice that is lowered: by how much, and what it owes then. */
export interface BalanceLowered {
  invoiceId: string;
  invoiceNumber: string;
  amount: string;
  /** The balance after it. */
  balance: string;
}

/** Most invoices of one payment or credit note. */
export const MAX_ALLOCATIONS = 200;

/** Currencies do not stand in parts; that of the payment counts. */
/** Amounts beside which no currency stands. */
export const NO_CODES: ReadonlySet<string> = new Set();

/** Reads `INV-1:100.00|INV-2:50.00`; the amount stands after the last colon. */
export function readAllocations(text: string, mark: DecimalMark | null): ReadValue<Allocation[]> {
  const allocations: Allocation[] = [];
  for (const part of text.split('|')) {
    const colon = part.lastIndexOf(':');
    const invoiceNumber = part.slice(0, Math.max(colon, 0)).trim();
    if (invoiceNumber === '')
      return { ok: false, problem: 'must be written like `INV-1:100.00|INV-2:50.00`' };
    const read = readAmount(part.slice(colon + 1).trim(), mark, NO_CODES);
    if (!read.ok) return { ok: false, problem: `names an amount for ${invoiceNumber} that ${read.problem}` };
    const { amount } = read.value;
    if (amount.startsWith('-'))
      return { ok: false, problem: `names an amount for ${invoiceNumber} that must not be negative` };
    allocations.push({ invoiceNumber, amount });
  }
  if (allocations.length > MAX_ALLOCATIONS)
    return { ok: false, problem: `names more than ${MAX_ALLOCATIONS} invoices` };
  return { ok: true, value: allocations };
}

/** What is to be allocated. */
export interface AllocationInput {
  customerId: string;
  /** What there is to allocate. */
  amount: string;
  /** All allocations from now on; `undefined` or null: as they are. */
  wanted: readonly Allocation[] | null | undefined;
  /** Those that lowered invoices already: they stay. */
  stored: readonly Allocation[];
  /** What is left to lower invoices by; unsaid: all that `stored` leaves of the amount. */
  free?: string | undefined;
  /** Whether the parts are rows that name an invoice each: what it does not owe of one is on account (C18). */
  isUpToBalance?: boolean;
}

/**
 * Works out which open invoices are lowered. Exact: never more than there is, never more than an invoice owes, nothing
 * that was allocated before is changed.
 *
 * @param invoices by number, as they stand now
 */
export function allocate(
  { customerId, amount, wanted, stored, free, isUpToBalance = false }: AllocationInput,
  invoices: ReadonlyMap<string, AllocatableInvoice>,
): { lowered: BalanceLowered[]; problems: MergeProblem[] } {
  if (!wanted) return { lowered: [], problems: [] };
  const problems: MergeProblem[] = [];
  const fail = (message: string) => problems.push({ column: 'allocations', message });
  const whole = new Decimal(free ?? Decimal.sub(amount, sumOf(stored)));
  const lowered: BalanceLowered[] = [];
  const seen = new Set<string>();
  for (const { invoiceNumber, amount: part } of wanted) {
    const invoice = invoices.get(invoiceNumber);
    const earlier = stored.find((each) => each.invoiceNumber === invoiceNumber);
    const isTwice = seen.has(invoiceNumber);
    seen.add(invoiceNumber);
    if (isTwice) fail(`names ${invoiceNumber} twice`);
    else if (!invoice || invoice.customerId !== customerId)
      fail(`${invoiceNumber} is no invoice of this customer`);
    else if (earlier) {
      const fits = isUpToBalance
        ? new Decimal(part).greaterThanOrEqualTo(earlier.amount)
        : new Decimal(part).equals(earlier.amount);
      if (!fits) fail(`${invoiceNumber} was lowered by ${earlier.amount} already, which stays`);
    } else {
      const left = whole.minus(sumOf(lowered));
      const some = isUpToBalance ? upToBalance(invoice, { part, left }) : part;
      if (some === null) continue;
      const problem = problemOf(invoice, some);
      if (problem) fail(problem);
      else lowered.push(lower(invoice, some));
    }
  }
  for (const each of stored) {
    if (!seen.has(each.invoiceNumber))
      fail(`leaves out ${each.invoiceNumber}, which was lowered by ${each.amount}`);
  }
  const total = sumOf(wanted);
  if (total.greaterThan(amount)) fail(`add up to ${total.toFixed()}, more than the amount`);
  else if (sumOf(lowered).greaterThan(whole))
    fail(`add up to more than the ${whole.toFixed()} that are left of it`);
  return { lowered, problems };
}

const sumOf = (parts: readonly { amount: string }[]): Decimal =>
  Decimal.sum(0, ...parts.map((each) => each.amount));

/**
 * As much of a part as its invoice owes and is left; null: nothing. Of an invoice that a file showed lower nobody can say
 * whether more was paid than it was worth, or the same is told twice: then the part stays, to be refused.
 */
function upToBalance(
  { status, balance, isShownLower }: AllocatableInvoice,
  { part, left }: { part: string; left: Decimal },
): string | null {
  if (isShownLower || status === 'void') return part;
  const most = Decimal.min(balance, left);
  if (most.lessThanOrEqualTo(0)) return null;
  return most.lessThan(part) ? most.toFixed() : part;
}

function problemOf(invoice: AllocatableInvoice, part: string): string | null {
  if (invoice.status !== 'open') return `${invoice.number} is ${invoice.status}`;
  if (new Decimal(part).isZero()) return `${invoice.number} would be lowered by 0`;
  return new Decimal(part).greaterThan(invoice.balance)
    ? `${invoice.number} owes only ${invoice.balance}`
    : null;
}

function lower({ id, number, balance }: AllocatableInvoice, amount: string): BalanceLowered {
  const left = new Decimal(balance).minus(amount).toFixed();
  return { invoiceId: id, invoiceNumber: number, amount, balance: left };
}

/** The invoices after they were lowered; balance 0 makes one `paid` (C2). */
export function lowerInvoices(
  invoices: Map<string, AllocatableInvoice>,
  lowered: readonly BalanceLowered[],
): void {
  for (const { invoiceNumber, balance } of lowered) {
    const invoice = invoices.get(invoiceNumber);
    if (!invoice) continue;
    const status = new Decimal(balance).isZero() ? 'paid' : 'open';
    invoices.set(invoiceNumber, { ...invoice, balance, status });
  }
}
