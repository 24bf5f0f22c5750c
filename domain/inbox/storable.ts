/** What PostgreSQL takes in no text: NUL, and halves of characters. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** A text that can be stored, of so many characters at most; one that is cut is not cut inside a character. */
export function storable(text: string, most: number): string {
  return text.slice(0, most).replace(UNSTORABLE, '');
}

/** One line of it: a header's value with its control characters as spaces. */
export const storableLine = (text: string, most: number): string =>
  storable(text.replace(/\p{Cc}+/gu, ' ').trim(), most);

/** Like {@link storable}, of what may be missing. */
export const storableOrNull = (text: string | null, most: number): string | null =>
  text === null ? null : storable(text, most);
