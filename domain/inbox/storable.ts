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

/** A value of which every text can be stored; bytes stay as they are. */
export function everythingStorable<T>(value: T): T {
  return cleaned(value) as T;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(UNSTORABLE, '');
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cleaned(member)]));
}
