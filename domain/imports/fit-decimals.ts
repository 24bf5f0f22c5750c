import { Decimal } from 'decimal.js';
import type { RoundMode } from '../../contracts/imports/kinds.ts';

const MODES = {
  half_up: Decimal.ROUND_HALF_UP,
  half_even: Decimal.ROUND_HALF_EVEN,
  down: Decimal.ROUND_DOWN,
} as const;

/**
 * An amount with no more decimals than its currency has (C2): as it is, rounded as declared, or null where neither is
 * possible. Trailing zeros are none.
 */
export function fitDecimals(amount: string, decimals: number, round: RoundMode | null): string | null {
  const exact = new Decimal(amount);
  if (exact.decimalPlaces() <= decimals) return amount;
  return round === null ? null : exact.toDecimalPlaces(decimals, MODES[round]).toFixed();
}
