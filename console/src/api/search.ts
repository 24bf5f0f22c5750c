/** Reading of what stands in an address: what is not understood is left out. */
export type RawSearch = Record<string, unknown>;

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : undefined;

export const oneOf = <const T extends string>(value: unknown, values: readonly T[]): T | undefined =>
  values.find((each) => each === value);

export const isYes = (value: unknown): true | undefined =>
  value === true || value === 'true' ? true : undefined;

/** An amount as the API takes it; null: it is none. */
export const amountOf = (text: string): string | null =>
  /^(?:0|[1-9]\d{0,15})(?:\.\d{1,4})?$/.test(text) ? text : null;

/** The code of a currency; null: it is none. */
export const currencyOf = (text: string): string | null =>
  /^[a-z]{3}$/i.test(text) ? text.toUpperCase() : null;

/** A text of a form of its own. */
export const readAs = (value: unknown, read: (text: string) => string | null): string | undefined =>
  read(textOf(value) ?? '') ?? undefined;

/** Without what is not set, so that the address stays short. */
export function compact<T extends object>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;
}
