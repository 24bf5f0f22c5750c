/**
 * A text in plain characters, so that spellings of one number compare equal: digits of any script in ASCII, spaces and
 * apostrophes of any kind alike, nothing invisible (direction marks, soft hyphens) left inside.
 */
export function plainCharacters(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[^\S\n]/gu, ' ')
    .replace(/[’‘`´ʼ]/gu, "'")
    .replaceAll('٫', '.')
    .replaceAll('٬', ',')
    .replace(/[^\x00-\x7f]/gu, (character) =>
      /\p{Nd}/u.test(character) ? asciiDigit(character) : character,
    );
}

/** Digits of a script stand in a row, zero first; after NFKC no two rows touch. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

/** Stands where something was found and judged: neither letter, digit nor space. */
const MASK = '\u0001';

/** Takes out what is judged already, so that no later look meets it. */
export function masked(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => MASK.repeat(found.length));
}

/** Takes out one place. */
export function maskedAt(text: string, start: number, end: number): string {
  return text.slice(0, start) + MASK.repeat(end - start) + text.slice(end);
}

/** A text as a pattern that means just it. */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
