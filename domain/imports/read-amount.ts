import { problemOf, valueOf, type ReadValue } from './csv-values.ts';
import { isCurrencySign } from './currency-signs.ts';

/** Between whole and fraction of an amount. */
export type DecimalMark = '.' | ',';

/** An amount as it was written. */
export interface WrittenAmount {
  /** Exact decimal without grouping, below zero with `-` in front. */
  amount: string;
  /** Sign or code of a currency beside it; null: none. */
  sign: string | null;
}

const WHOLE_DIGITS = 16;
/** No-break, thin, figure and other spaces. */
const SPACES = /[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g;
const APOSTROPHES = /[\u2018\u2019\u02bc\u00b4\u0060\uff07]/g;
const MINUSES = /[\u2212\u2010-\u2013\ufe63\uff0d]/g;

/**
 * Reads money to an exact decimal string, `-1234.5`: never through a float. Thousands may be grouped by the other mark,
 * spaces or apostrophes, also as in India; a currency may stand in front or behind; below zero is a minus on either side
 * or parentheses.
 *
 * @param mark the file's decimal mark. Null: what the amount itself shows, and one that reads differently with a point
 *   and a comma (`1.234`, `1,234`) is refused as ambiguous.
 * @param codes ISO 4217
 */
export function readAmount(
  text: string,
  mark: DecimalMark | null,
  codes: ReadonlySet<string>,
): ReadValue<WrittenAmount> {
  const ascii = text
    .replace(SPACES, ' ')
    .replace(APOSTROPHES, "'")
    .replace(MINUSES, '-')
    .trim()
    .replace(/^\+\s*/, '');
  // `1'000.-` is how prices without a fraction are written.
  const plain = ascii.replace(/(\d)[.,]-{1,2}(?=\D*$)/, '$1');
  const split = splitSigns(plain, codes);
  const example = mark === ',' ? '1234,50' : '1234.50';
  if (!split) return problemOf(`must be an amount like ${example}`);
  const { digits, sign, isNegative } = split;
  if (mark === null && /^\d{1,3}[.,]\d{3}$/.test(digits)) {
    return problemOf(
      'is ambiguous: declare `decimalMark`, or write it without grouping and with two decimals',
    );
  }
  const parts = shapeOf(digits, mark).exec(digits)?.groups;
  if (!parts) {
    const other = mark !== null && shapeOf(digits, null).test(digits);
    const hint = other ? ': the declared `decimalMark` is another' : '';
    return problemOf(`must be an amount like ${example}${hint}`);
  }
  const whole = (parts['whole'] ?? '').replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  const fraction = (parts['fraction'] ?? '').replace(/0+$/, '');
  if (fraction.length > MAX_DECIMALS) return problemOf(`must have at most ${MAX_DECIMALS} decimals`);
  if (whole.length > WHOLE_DIGITS)
    return problemOf(`must have at most ${WHOLE_DIGITS} digits before the decimal mark`);
  const size = fraction === '' ? whole : `${whole}.${fraction}`;
  return valueOf({ amount: isNegative && size !== '0' ? `-${size}` : size, sign });
}

/** More than any currency has; what is kept of an amount, rounded or not. */
const MAX_DECIMALS = 10;

/** Groups of three; or, as in India, of two before a last one of three. */
function shape(groupMarks: string, decimalMark: string): RegExp {
  const threes = `\\d{1,3}(?:(?<a>[${groupMarks}])\\d{3})(?:\\k<a>\\d{3})*`;
  const lakhs = `\\d{1,2}(?:(?<b>[${groupMarks}])\\d{2})(?:\\k<b>\\d{2})*\\k<b>\\d{3}`;
  return new RegExp(`^(?<whole>\\d+|${threes}|${lakhs})(?:${decimalMark}(?<fraction>\\d+))?$`);
}
const POINT = shape(", '", '\\.');
const COMMA = shape(". '", ',');

/** Without a declared mark a comma is one where it cannot group: `900,00`, `1.234,56`. */
function shapeOf(digits: string, mark: DecimalMark | null): RegExp {
  if (mark !== null) return mark === ',' ? COMMA : POINT;
  return /,(?:\d{1,2}|\d{4,})$|\..*,|\.\d{3}\./.test(digits) ? COMMA : POINT;
}

interface Split {
  digits: string;
  sign: string | null;
  isNegative: boolean;
}

/** Takes minus, parentheses and currency away from an amount; null: something else stands there. */
function splitSigns(plain: string, codes: ReadonlySet<string>): Split | null {
  let rest = plain;
  let minuses = 0;
  const signs: string[] = [];
  for (let before = ''; before !== rest;) {
    before = rest;
    const inside = /^\((.*)\)$/.exec(rest)?.[1];
    if (inside !== undefined) [rest, minuses] = [inside.trim(), minuses + 1];
    const minus = /^-(.+)$|^(.+)-$/.exec(rest);
    if (minus) [rest, minuses] = [(minus[1] ?? minus[2] ?? '').trim(), minuses + 1];
    const beside =
      /^([^\d\s'.,()-][^\d\s',()-]*)\s*(.*\d.*)$|^(.*\d.*?)\s*([^\d\s'.,()-][^\d\s',()-]*)$/u.exec(rest);
    const sign = beside?.[1] ?? beside?.[4];
    if (sign !== undefined) {
      if (!isCurrencySign(sign, codes)) return null;
      signs.push(sign);
      rest = (beside?.[2] ?? beside?.[3] ?? '').trim();
    }
  }
  if (minuses > 1 || signs.length > 1 || !/^[.,]?\d/.test(rest)) return null;
  return { digits: /^\d/.test(rest) ? rest : `0${rest}`, sign: signs[0] ?? null, isNegative: minuses === 1 };
}
