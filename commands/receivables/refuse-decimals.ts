import { Decimal } from 'decimal.js';
import { decimalsOf } from '../../contracts/currencies.ts';
import type { FieldProblem } from '../../contracts/problems.ts';

/** Amounts, by the fields that they stand in. */
type Amounts = Readonly<Record<string, string | null | undefined>>;

/** What is wrong with amounts that have more decimals than their currency (C2). Trailing zeros are none. */
export function decimalProblems(amounts: Amounts, currency: string): FieldProblem[] {
  const decimals = decimalsOf(currency);
  return Object.entries(amounts).flatMap(([field, amount]) =>
    amount && new Decimal(amount).decimalPlaces() > decimals
      ? [{ field, message: `must have no more decimals than ${currency}, which has ${decimals}` }]
      : [],
  );
}
