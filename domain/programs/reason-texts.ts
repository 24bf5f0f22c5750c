import { Decimal } from 'decimal.js';
import type { TouchpointReason } from '../../contracts/programs/kinds.ts';

/** What words about credit and least amounts name. Decimal strings. */
export interface AskedAmounts {
  /** What is asked before credit counts. */
  gross: string;
  /** The same after it. */
  net: string;
  /** All that the customer has to its credit. */
  credit: string;
  /** The least amount worth a letter (C19). */
  least: string;
  currency: string;
}

/** Why a touchpoint does not fire, in a sentence. */
const REASON_TEXTS: Readonly<Record<TouchpointReason, string>> = {
  in_credit: 'What the customer has to its credit covers it.',
  below_minimum: 'It is less than the least amount worth a letter.',
  nothing_owed: 'Nothing is left to ask for.',
  disputed: 'What is due is disputed.',
  promise: 'What is due is promised to be paid.',
  invoice_hold: 'What is due is held back.',
  customer_not_active: 'The customer is not active.',
  not_enrolled: 'The customer is not in the program.',
  not_due: 'Nothing is overdue for so many days.',
  higher_touchpoint: 'A touchpoint with a higher offset has its turn.',
  in_flight: 'The message of an earlier run is on its way.',
  run_limit: 'More overdue messages of the run come first.',
  all_suppressed: 'All addresses of the customer are suppressed.',
  suppressed: 'No address of the customer may be written to.',
  touchpoint_archived: 'The touchpoint is archived.',
  program_archived: 'The program is archived.',
  newer_run: 'A newer run took over.',
  rejected: 'A person rejected it.',
  dropped: 'A person dropped it.',
  cancelled: 'A person cancelled it.',
  completed_by_hand: 'A person marked it complete.',
};

/** Why a touchpoint does not fire, in a sentence; with the amounts that decide it, where they are known (C18, C19). */
export function reasonText(reason: TouchpointReason, amounts: AskedAmounts | null = null): string {
  if (amounts === null || (reason !== 'in_credit' && reason !== 'below_minimum')) return REASON_TEXTS[reason];
  const { gross, net, credit, least, currency } = amounts;
  const [left, minimum] = [new Decimal(net), new Decimal(least)];
  const money = (amount: string): string => `${moneyOf(amount)} ${currency}`;
  if (reason === 'in_credit') {
    return `The customer has ${money(credit)} to its credit, which covers ${money(gross)} that is overdue.`;
  }
  // The smallest unit of a currency is the least there can be.
  if (isUnit(minimum)) return `${money(net)} is below the smallest unit of the currency.`;
  const after = left.equals(gross) ? '' : ' after credit';
  return `${money(net)} is left to ask for${after}, which is below the least amount worth a letter, ${money(least)}.`;
}

/** 1, 0.1, 0.01 and so on. */
const isUnit = (amount: Decimal): boolean =>
  amount.lessThanOrEqualTo(1) && /^0*\.?0*1\.?0*$/.test(amount.toFixed());

const moneyOf = (amount: string): string => {
  const exact = new Decimal(amount);
  return exact.toFixed(Math.max(2, exact.decimalPlaces()));
};
