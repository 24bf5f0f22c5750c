/** A stretch of time from its start to before its end, in epoch milliseconds; an end of `Infinity`: nobody knows. */
export type Span = [start: number, end: number];

/** The time covered by any of the spans: disjoint spans in order. Empty ones are left out. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  const inOrder = spans.filter(([start, end]) => start < end).sort((a, b) => a[0] - b[0]);
  for (const [start, end] of inOrder) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** The time covered by the first spans and not by the second; both are disjoint and in order, as the answer is. */
export function subtractSpans(spans: readonly Span[], taken: readonly Span[]): Span[] {
  const left: Span[] = [];
  let next = 0;
  for (const [start, end] of spans) {
    let from = start;
    while (next < taken.length && taken[next]![1] <= from) next += 1;
    for (let index = next; index < taken.length && taken[index]![0] < end; index += 1) {
      const [begun, over] = taken[index]!;
      if (begun > from) left.push([from, begun]);
      from = Math.max(from, over);
    }
    if (from < end) left.push([from, end]);
  }
  return left;
}
