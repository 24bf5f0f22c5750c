import { code, codes } from 'currency-codes';

/** Codes of ISO 4217 that have no minor unit: metals, units of account, testing, no currency at all. */
const WITHOUT_MINOR_UNIT = [
  'XAG',
  'XAU',
  'XBA',
  'XBB',
  'XBC',
  'XBD',
  'XDR',
  'XPD',
  'XPT',
  'XSU',
  'XTS',
  'XUA',
  'XXX',
];
/** Withdrawn since the list of the library was made, by amendments 176, 180 and 181. */
const WITHDRAWN = ['ANG', 'BGN', 'CUC'];
/** Came since then: the Caribbean guilder. */
const ADDED = ['XCG'];

/** Active currencies of ISO 4217 in which somebody can owe money: those with a minor unit, of no decimals included (C1). */
export const CURRENCIES: ReadonlySet<string> = new Set(
  [...codes(), ...ADDED].filter((name) => !WITHOUT_MINOR_UNIT.includes(name) && !WITHDRAWN.includes(name)),
);

/** How many decimals amounts of a currency have (C2): JPY 0, EUR 2, KWD 3. */
export const decimalsOf = (currency: string): number => code(currency)?.digits ?? 2;
