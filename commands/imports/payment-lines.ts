import { Decimal } from 'decimal.js';
import type { MergedRow, RowProblem } from './import-kind.ts';
import type { PaymentInput } from './payment-rows.ts';

/**
 * One payment of the rows with its reference, each with an invoice of its own (C20). Rows below zero say that it came back,
 * and stay apart.
 */
export function mergePaymentLines(rows: readonly PaymentInput[]): {
  merged: MergedRow<PaymentInput>[];
  problems: RowProblem[];
} {
  const isBack = ({ amount }: PaymentInput) => new Decimal(amount).lessThan(0);
  const problems: RowProblem[] = [];
  const [reversal, ...more] = rows.filter(isBack);
  const payments = rows.filter((row) => !isBack(row));
  for (const { line } of more) {
    problems.push({ line, column: 'reference', message: `stands on line ${reversal?.line} already` });
  }
  const merged: MergedRow<PaymentInput>[] = reversal ? [{ row: reversal, lines: [reversal.line] }] : [];
  const [first, ...others] = payments;
  if (first) {
    problems.push(...problemsOf(first, others));
    const lines = payments.map(({ line }) => line);
    merged.unshift({ row: others.length === 0 ? first : summed(first, payments), lines });
  }
  return { merged, problems };
}

function problemsOf(first: PaymentInput, others: readonly PaymentInput[]): RowProblem[] {
  const problems: RowProblem[] = [];
  const seen = new Map([[first.invoiceNumber ?? '', first.line]]);
  for (const row of others) {
    const fail = (column: string, message: string) => problems.push({ line: row.line, column, message });
    const earlier = seen.get(row.invoiceNumber ?? '');
    if (row.paidOn !== first.paidOn)
      fail('paid_on', `differs from line ${first.line} of the same payment, ${first.paidOn}`);
    if ((row.currency ?? null) !== (first.currency ?? null))
      fail('currency', `differs from line ${first.line} of the same payment`);
    if (earlier !== undefined) fail('reference', `stands on line ${earlier} already`);
    seen.set(row.invoiceNumber ?? '', row.line);
  }
  // With parts of its own a row is a whole payment, and another one beside it is the same again.
  for (const { line, invoiceNumber, allocations } of others.length > 0 ? [first, ...others] : []) {
    if (allocations && !invoiceNumber)
      problems.push({
        line,
        column: 'allocations',
        message: 'stands at one of several rows of the same payment; give each row its invoice_number',
      });
  }
  return problems;
}

function summed(first: PaymentInput, rows: readonly PaymentInput[]): PaymentInput {
  const allocations = rows.flatMap((row) => row.allocations ?? []);
  return {
    ...first,
    amount: Decimal.sum(...rows.map((row) => row.amount)).toFixed(),
    allocations: allocations.length > 0 ? allocations : null,
    isUpToBalance: true,
    signs: rows.flatMap((row) => row.signs ?? []),
    rowCount: rows.length,
  };
}
