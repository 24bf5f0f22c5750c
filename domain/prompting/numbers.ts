import { Decimal } from 'decimal.js';

/** A number as it stands in a text. */
export interface NumberToken {
  text: string;
  start: number;
  end: number;
}

/** Digits, with the marks between thousands and before decimals of any locale. */
const NUMBER = /(?<!\d)\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,']\d+)*/g;

/** Every number of a text, in order; the text is in plain characters. */
export function numbersOf(text: string): NumberToken[] {
  return [...text.matchAll(NUMBER)].map((found) => ({
    text: found[0],
    start: found.index,
    end: found.index + found[0].length,
  }));
}

/** What a number may mean, as plain decimals: `1,234` is read both ways, since locales differ. */
export function valuesOf(text: string): string[] {
  const bare = text.replace(/[ ']/g, '');
  const marks = bare.match(/[.,]/g) ?? [];
  const last = marks.at(-1);
  if (last === undefined) return [decimal(bare)];
  const whole = decimal(bare.replace(/[.,]/g, ''));
  const isRepeated = marks.filter((mark) => mark === last).length > 1;
  if (isRepeated) return [whole];
  const at = bare.lastIndexOf(last);
  const broken = decimal(`${bare.slice(0, at).replace(/[.,]/g, '')}.${bare.slice(at + 1)}`);
  const isGroup = marks.length === 1 && bare.length - at - 1 === 3;
  return isGroup ? [whole, broken] : [broken];
}

/** Whether it is written as only money is: with decimals, or with marks between thousands. */
export function isWrittenAsMoney(text: string): boolean {
  return /[., ']/.test(text);
}

function decimal(digits: string): string {
  return new Decimal(digits).toString();
}
