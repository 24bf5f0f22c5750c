import { Decimal } from 'decimal.js';
import type { ClosingState } from '../../contracts/imports/kinds.ts';
import type { OpenSum } from '../../contracts/imports/open-items.ts';

/** So few may always be closed without a person (C21). */
const FEW = 20;
/** One of so many may be missing without a person: a fifth. */
const PART = 5;

/**
 * Whether a person has to say yes before what a file lacks is closed (C21): at least 20 are missing, and they are more
 * than a fifth of what was open, by number or by the amount of any currency.
 *
 * @param open what was open before the first row of the file was stored, so that new rows cannot thin it out
 */
export function needsPerson(open: OpenSum, missing: OpenSum): boolean {
  if (missing.count < FEW) return false;
  if (missing.count * PART > open.count) return true;
  return missing.amounts.some(({ currency, amount }) =>
    new Decimal(amount).times(PART).greaterThan(amountOf(open, currency)),
  );
}

/** Whether two sums say the same. */
export function isSameSum(a: OpenSum, b: OpenSum): boolean {
  const currencies = new Set([...a.amounts, ...b.amounts].map(({ currency }) => currency));
  return (
    a.count === b.count &&
    [...currencies].every((currency) => new Decimal(amountOf(a, currency)).equals(amountOf(b, currency)))
  );
}

const amountOf = ({ amounts }: OpenSum, of: string): string =>
  amounts.find(({ currency }) => currency === of)?.amount ?? '0';

/** What is known of an import when its closing is told. */
export interface ClosingFacts {
  state: ClosingState;
  isDryRun: boolean;
  total: number;
  failed: number;
  open: OpenSum;
  missing: OpenSum | null;
}

/** Why nothing was closed, or what is asked, in words for people; null: nothing to say. */
export function closingMessage({ state, isDryRun, ...facts }: ClosingFacts): string | null {
  switch (state) {
    case 'pending':
    case 'closing':
    case 'closed':
      return null;
    case 'nothing':
      return nothingClosed(facts);
    case 'waiting': {
      const asks = isDryRun ? 'The import would wait for a person' : 'Confirm or decline';
      return `The file lacks ${told(facts.missing, facts.open)}. ${asks}: nothing of it is closed before.`;
    }
    case 'declined':
      return 'A person declined: nothing was closed.';
    case 'superseded':
      return 'A newer file of open items of this source came first: nothing more is closed by this one.';
  }
}

function nothingClosed({ total, failed }: Pick<ClosingFacts, 'total' | 'failed'>): string {
  if (failed > 0) {
    const rows = failed === 1 ? 'A row' : `${failed} rows`;
    return `${rows} failed, and only a file without failed rows says what is not open any more: nothing was closed.`;
  }
  return total === 0
    ? 'The file has no rows, and an empty file closes nothing.'
    : 'The import did not come to its end: nothing was closed.';
}

function told(missing: OpenSum | null, open: OpenSum): string {
  const amounts = (missing?.amounts ?? []).map(
    ({ currency, amount }) => `${amount} of ${amountOf(open, currency)} ${currency}`,
  );
  return `${missing?.count ?? 0} of ${open.count} open invoices (${amounts.join(', ')})`;
}
