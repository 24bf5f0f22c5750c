import { BadCommand } from './tokens.ts';

/** From and to, both included. */
export type Range = readonly [number, number];

const SET = /^(?:\d{1,10}|\*)(?::(?:\d{1,10}|\*))?(?:,(?:\d{1,10}|\*)(?::(?:\d{1,10}|\*))?)*$/;

/**
 * The ranges of a set of numbers such as `2:4,7,9:*`, in order and without overlaps; `last` is what `*` stands for.
 * `500:*` reaches from the last one to 500 when the last one is smaller (RFC 3501, section 9).
 * @throws BadCommand when it is none
 */
export function rangesOf(set: string, last: number): Range[] {
  if (!SET.test(set)) throw new BadCommand(`not a set of numbers: ${set}`);
  const ranges = set.split(',').map((part): Range => {
    const [from = 0, to = from] = part.split(':').map((end) => (end === '*' ? last : Number(end)));
    return from <= to ? [from, to] : [to, from];
  });
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: Range[] = [];
  for (const range of ranges) {
    const before = merged.at(-1);
    if (before === undefined || range[0] > before[1] + 1) merged.push(range);
    else merged[merged.length - 1] = [before[0], Math.max(before[1], range[1])];
  }
  return merged;
}

/** Numbers in ascending order as a set: `1:3,5`. */
export function setOf(numbers: Iterable<number>): string {
  const parts: string[] = [];
  let from = -1;
  let to = -1;
  const close = (): void => void (from >= 0 && parts.push(from === to ? `${from}` : `${from}:${to}`));
  for (const number of numbers) {
    if (number === to + 1 && from >= 0) {
      to = number;
      continue;
    }
    close();
    from = number;
    to = number;
  }
  close();
  return parts.join(',');
}

/** Whether a set that `rangesOf` has read holds the number. */
export const isIn = (ranges: readonly Range[], number: number): boolean =>
  ranges.some(([from, to]) => number >= from && number <= to);
