import type { Values } from './references.ts';

/** One field that is to change. */
export interface Difference {
  field: string;
  before: unknown;
  after: unknown;
}

/** Members of which a document may give some: the others stay. Every other object is compared as a whole. */
const IN_PARTS = ['stopRules', 'tracking', 'contactPolicy', 'retention', 'automations'];
/** Tells objects of several kinds apart: then they have no fields in common. */
const KIND_KEYS = ['kind', 'rule'];

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values say the same, in whatever order their members stand. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** What of `after` differs from `before`, field by field; what `after` does not name stays. */
export function differencesOf(before: Values, after: Values, path = ''): Difference[] {
  return Object.keys(after).flatMap((key) => {
    const field = path === '' ? key : `${path}.${key}`;
    return compare(field, before[key], after[key], IN_PARTS.includes(key));
  });
}

function compare(field: string, before: unknown, after: unknown, isInParts: boolean): Difference[] {
  if (isSame(before, after)) return [];
  const leaf = [{ field, before: before ?? null, after: after ?? null }];
  if (!isObject(before) || !isObject(after)) return leaf;
  if (KIND_KEYS.some((key) => typeof before[key] === 'string' && before[key] !== after[key] && !isInParts))
    return leaf;
  const keys = isInParts ? Object.keys(after) : [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => compare(`${field}.${key}`, before[key], after[key], false));
}

/** A list whose members are things of their own, as they are and as they are to be. */
export interface Parts {
  /** What the list is called: `steps`. */
  field: string;
  before: readonly Values[];
  after: readonly Values[];
  /** For each of `after` its place in `before`; null: it is new. */
  places: readonly (number | null)[];
  /** Those that are not in `after`. */
  others: 'keep' | 'remove';
  /** The order means something. */
  order: readonly { known: number | null }[] | null;
}

/** What differs in a list of parts: each under its label, `steps["Final notice"].subject`. */
export function partDifferencesOf({ field, before, after, places, others, order }: Parts): Difference[] {
  const named = (part: Values): string => `${field}[${JSON.stringify(part['label'])}]`;
  const removed = others === 'keep' ? [] : before.filter((_part, place) => !places.includes(place));
  const differences = [
    ...removed.map((part) => ({ field: named(part), before: part, after: null })),
    ...after.flatMap((part, index): Difference[] => {
      const place = places[index] ?? null;
      if (place === null) return [{ field: named(part), before: null, after: part }];
      const known = before[place]!;
      return differencesOf(known, part, named(known));
    }),
  ];
  const stays = order?.flatMap(({ known }) => known ?? []) ?? [];
  if (stays.every((place, index) => index === 0 || place > stays[index - 1]!)) return differences;
  const labels = (list: readonly number[]): unknown[] => list.map((place) => before[place]!['label']);
  return [...differences, { field, before: labels(stays.toSorted((a, b) => a - b)), after: labels(stays) }];
}
