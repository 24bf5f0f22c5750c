import type { Hold } from './snapshot.ts';

/** Whether a hold holds at an instant. */
export function isOpen(hold: Hold, at: number): boolean {
  return hold.startedAt <= at && endOf(hold) > at;
}

/** Whether a hold keeps all steps of an enrollment back. Those of a mailbox or an invoice concern single messages. */
export function concernsEnrollment({ scope }: Hold): boolean {
  return scope === 'enrollment' || scope === 'customer' || scope === 'sequence' || scope === 'all';
}

/** Whether the enrollment was held as a whole at an instant. */
export function isHeldAt(holds: readonly Hold[], at: number): boolean {
  return holds.some((hold) => concernsEnrollment(hold) && isOpen(hold, at));
}

/**
 * The time from `from` on during which at least one hold held the enrollment (S11, D8): disjoint spans in order,
 * overlapping holds merged. A hold nobody knows the end of has lasted until `now`.
 */
export function heldSpans(holds: readonly Hold[], from: number, now: number): [start: number, end: number][] {
  const spans = holds
    .filter(concernsEnrollment)
    .map((hold): [number, number] => {
      const end = endOf(hold);
      return [Math.max(hold.startedAt, from), end === Infinity ? now : end];
    })
    .filter(([start, end]) => start < end)
    .sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [start, end] of spans) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** When a hold ended or will end by itself; `Infinity` while nobody knows. */
function endOf(hold: Hold): number {
  return Math.min(hold.endedAt ?? Infinity, hold.expiresAt ?? Infinity);
}
