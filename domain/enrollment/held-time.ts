import type { Hold } from './snapshot.ts';

/** Whether a hold holds at an instant. */
export function isOpen(hold: Hold, at: number): boolean {
  return hold.startedAt <= at && (hold.endedAt ?? Infinity) > at && (hold.expiresAt ?? Infinity) > at;
}

/** When a hold ended or will end by itself; `Infinity` while nobody knows. */
function endOf(hold: Hold): number {
  return Math.min(hold.endedAt ?? Infinity, hold.expiresAt ?? Infinity);
}

/**
 * Milliseconds between two instants during which at least one hold held; overlapping holds count once. Time after
 * `now` counts only where a hold is known to last.
 */
export function heldBetween(holds: readonly Hold[], from: number, to: number, now: number): number {
  const spans = holds
    .map((hold) => [Math.max(hold.startedAt, from), Math.min(endOf(hold) === Infinity ? now : endOf(hold), to)])
    .filter((span): span is [number, number] => span[0]! < span[1]!)
    .sort((a, b) => a[0] - b[0]);
  let held = 0;
  let reached = from;
  for (const [start, end] of spans) {
    if (end <= reached) continue;
    held += end - Math.max(start, reached);
    reached = end;
  }
  return held;
}
