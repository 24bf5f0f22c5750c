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

/** Without what is not set, so that the address stays short. */
export function compact<T extends object>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;
}
