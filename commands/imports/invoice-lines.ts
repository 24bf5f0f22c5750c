import { Decimal } from 'decimal.js';
import type { MergedRow, RowProblem } from './import-kind.ts';
import type { InvoiceRow } from './invoice-rows.ts';

/** What all lines of an invoice have to say alike, with the column to name. */
const COMMON = {
  customerExternalId: 'customer_external_id',
  customerId: 'customer_id',
  issuedOn: 'issued_on',
  dueOn: 'due_on',
  currency: 'currency',
  status: 'status',
  isDisputed: 'disputed',
  loweredBy: 'lowered_by',
} as const satisfies Partial<Record<keyof InvoiceRow, string>>;

/** What one line may say for all of them. */
const FIRST_SAID = ['disputeReason', 'poNumber', 'payUrl', 'pdfUrl'] as const;

/** One invoice of its lines (C21): amounts and balances are summed, what is said of the invoice must be the same. */
export function mergeInvoiceLines(rows: readonly InvoiceRow[]): {
  merged: MergedRow<InvoiceRow>[];
  problems: RowProblem[];
} {
  const [first, ...others] = rows as readonly [InvoiceRow, ...InvoiceRow[]];
  const problems: RowProblem[] = [];
  const row = { ...first };
  for (const other of others) {
    for (const [field, column] of Object.entries(COMMON) as [keyof typeof COMMON, string][]) {
      if ((first[field] ?? null) === (other[field] ?? null)) continue;
      problems.push({
        line: other.line,
        column,
        message: `differs from line ${first.line} of the same invoice`,
      });
    }
    for (const field of FIRST_SAID) row[field] ??= other[field];
  }
  row.amount = sumOf(rows.map((each) => each.amount));
  const balances = rows.flatMap((each) => each.balance ?? []);
  if (balances.length === rows.length) row.balance = sumOf(balances);
  else if (balances.length > 0) {
    const line = rows.find((each) => !each.balance)?.line ?? first.line;
    problems.push({
      line,
      column: 'balance',
      message: 'is missing where other lines of the invoice have one',
    });
  }
  // The last of the days that they tell.
  row.paidOn =
    rows
      .flatMap((each) => each.paidOn ?? [])
      .toSorted()
      .at(-1) ?? null;
  row.signs = rows.flatMap((each) => each.signs ?? []);
  return { merged: [{ row, lines: rows.map(({ line }) => line) }], problems };
}

const sumOf = (amounts: readonly string[]) => Decimal.sum(...amounts).toFixed();
