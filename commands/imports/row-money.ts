import { CURRENCIES, decimalsOf } from '../../contracts/currencies.ts';
import type { RoundMode } from '../../contracts/imports/kinds.ts';
import type { Allocation } from '../../domain/imports/allocations.ts';
import { signFits } from '../../domain/imports/currency-signs.ts';
import type { MergeProblem } from '../../domain/imports/merge-customer.ts';
import { fitDecimals } from '../../domain/imports/fit-decimals.ts';
import { readAmount } from '../../domain/imports/read-amount.ts';
import type { ImportContext } from './import-kind.ts';
import type { Cell, RowReader } from './row-reader.ts';

/** A currency sign or code that stood beside an amount. */
export interface WrittenSign {
  column: string;
  sign: string;
}

/** Reads an amount from 0, or below it where that means something; a sign beside it is kept for when the currency is known. */
export function readMoney(
  reader: RowReader,
  column: string,
  { decimalMark }: Pick<ImportContext, 'decimalMark'>,
  { mayBeNegative = false }: { mayBeNegative?: boolean } = {},
): Cell<string> {
  return reader.read(column, (text) => {
    const read = readAmount(text, decimalMark, CURRENCIES);
    if (!read.ok) return read;
    const { amount, sign } = read.value;
    if (sign !== null) reader.signs.push({ column, sign });
    return amount.startsWith('-') && !mayBeNegative
      ? { ok: false, problem: 'must not be negative' }
      : { ok: true, value: amount };
  });
}

/** The amounts of a row, by the names of their columns. */
type Amounts = Readonly<Record<string, string | null | undefined>>;

/** How the amounts of a row have to be. */
export interface Fitting {
  currency: string;
  round: RoundMode | null;
  signs: readonly WrittenSign[] | undefined;
  /** Whether it is a file, which may declare `round`. */
  isFile: boolean;
}

/** Amounts with no more decimals than their currency has (C2), and what is wrong with them or their signs. */
export function fitMoney<A extends Amounts>(
  amounts: A,
  { currency, round, signs = [], isFile }: Fitting,
): { amounts: A; problems: MergeProblem[] } {
  const decimals = decimalsOf(currency);
  const problems: MergeProblem[] = signs
    .filter(({ sign }) => !signFits(sign, currency))
    .map(({ column, sign }) => ({
      column,
      message: `is in ${sign}, and the customer's currency is ${currency}`,
    }));
  const fitted = Object.entries(amounts).map(([column, amount]) => {
    if (!amount) return [column, amount];
    const exact = fitDecimals(amount, decimals, round);
    if (exact === null) {
      const hint = isFile ? ': correct it, or declare `round`' : '';
      const message = `has more decimals than ${currency}, which has ${decimals}${hint}`;
      problems.push({ column, message });
    }
    return [column, exact ?? amount];
  });
  return { amounts: Object.fromEntries(fitted) as A, problems };
}

/** The parts of a payment or credit note with no more decimals than their currency has. */
export function fitAllocations(
  allocations: readonly Allocation[] | null | undefined,
  { currency, round }: Pick<Fitting, 'currency' | 'round'>,
): { allocations: readonly Allocation[] | null | undefined; problems: MergeProblem[] } {
  if (!allocations) return { allocations, problems: [] };
  const decimals = decimalsOf(currency);
  const problems: MergeProblem[] = [];
  const fitted = allocations.map((each) => {
    const amount = fitDecimals(each.amount, decimals, round);
    if (amount === null) {
      const message = `names more decimals for ${each.invoiceNumber} than ${currency} has`;
      problems.push({ column: 'allocations', message });
    }
    return { ...each, amount: amount ?? each.amount };
  });
  return { allocations: fitted, problems };
}
