/** Money in ten-thousandths of a unit: an independent way to count, which knows no decimals at all. */
export type Units = bigint;

const PER_UNIT = 10_000n;

/** `12.5` of ten-thousandths 125000. */
export function textOf(units: Units): string {
  const fraction = String(units % PER_UNIT).padStart(4, '0');
  return `${units / PER_UNIT}.${fraction}`.replace(/\.?0+$/, (tail) => (tail.includes('.') ? '' : tail));
}

/** Ten-thousandths of a decimal text, which may be negative. */
export function unitsOf(text: string): Units {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const units = BigInt(whole) * PER_UNIT + BigInt(fraction.padEnd(4, '0'));
  return text.startsWith('-') ? -units : units;
}

/** An invoice as a bookkeeper has it: what it was issued for, and what lowered it. */
export interface LedgerInvoice {
  number: string;
  amount: Units;
  lowered: Units[];
  isVoid: boolean;
  isDisputed: boolean;
  /** Days past due; 0 and less: not yet due. */
  daysPastDue: number;
}

const sum = (values: readonly Units[]): Units => values.reduce((total, value) => total + value, 0n);

/** What an invoice owes. */
export const owed = (invoice: LedgerInvoice): Units =>
  invoice.isVoid ? 0n : invoice.amount - sum(invoice.lowered);

/** What an invoice is. */
export const statusOf = (invoice: LedgerInvoice): string =>
  invoice.isVoid ? 'void' : owed(invoice) === 0n ? 'paid' : 'open';

/** All sums of a customer, from the invoices alone. */
export function sumsOf(invoices: readonly LedgerInvoice[]) {
  const between = (from: number, to: number): Units =>
    sum(invoices.filter(({ daysPastDue: days }) => days >= from && days <= to).map(owed));
  return {
    total: sum(invoices.map(owed)),
    overdue: between(1, Infinity),
    notYetDue: between(-Infinity, 0),
    days1To30: between(1, 30),
    days31To60: between(31, 60),
    days61To90: between(61, 90),
    days91Plus: between(91, Infinity),
    disputed: sum(invoices.filter(({ isDisputed }) => isDisputed).map(owed)),
    openInvoiceCount: invoices.filter((invoice) => statusOf(invoice) === 'open').length,
  };
}
