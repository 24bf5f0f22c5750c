import type { ItemOf } from '../../api/operations.ts';

export type Line = ItemOf<'listReviewLines'>;
export type Why = Line['attention'][number] | 'largest';

/** So many of the largest are looked at whatever else. */
const LARGEST = 3;

/** What a person looks at first and why, in the order in which the API gives it, and the rest. */
export function lookFirst(lines: readonly Line[]): { first: { line: Line; why: Why[] }[]; rest: Line[] } {
  const largest = new Set(
    [...lines]
      .filter(({ amount }) => amount !== null)
      .sort((one, other) => Number(other.amount) - Number(one.amount))
      .slice(0, LARGEST)
      .map(({ id }) => id),
  );
  const first = lines.flatMap((line) => {
    const why: Why[] = [...line.attention, ...(largest.has(line.id) ? (['largest'] as const) : [])];
    return why.length > 0 ? [{ line, why }] : [];
  });
  const named = new Set(first.map(({ line }) => line.id));
  return { first, rest: lines.filter(({ id }) => !named.has(id)) };
}

/** What can be approved: it waits, it is written, and nobody left it out. */
export function toApprove(
  lines: readonly Line[],
  left: ReadonlySet<string>,
): { itemId: string; contentHash: string }[] {
  return lines.flatMap(({ id, status, contentHash, errorCode }) =>
    status === 'proposed' && contentHash !== null && errorCode === null && !left.has(id)
      ? [{ itemId: id, contentHash }]
      : [],
  );
}
