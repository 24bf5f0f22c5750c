import type { CreditRule } from '../../contracts/access/kinds.ts';
import type { MinimumAmounts } from '../../contracts/minimum-amounts.ts';

/** Whether credit counts, and the least amounts worth a letter; null: others hold. */
export interface AskingRules {
  credit?: CreditRule;
  minimumAmounts: MinimumAmounts | null;
}

/** Whom a change of these rules can concern. */
export interface RulesChange {
  /** Who has credit. */
  ofCredit: boolean;
  /** Customers in these currencies. */
  currencies: string[];
}

/** What of the rules differs; null: nothing. */
export function changeOfRules(before: AskingRules, after: AskingRules): RulesChange | null {
  const [was, is] = [before.minimumAmounts ?? {}, after.minimumAmounts ?? {}];
  const currencies = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (currency) => was[currency] !== is[currency],
  );
  const ofCredit = before.credit !== after.credit;
  return ofCredit || currencies.length > 0 ? { ofCredit, currencies } : null;
}
