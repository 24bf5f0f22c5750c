import { mergeSpans, type Span } from '../time/spans.ts';
import { endOf, isOpen, type Hold } from '../holds.ts';
import type { EnrollmentSnapshot } from './snapshot.ts';

/** What holds an enrollment as a whole, and held it before. */
export type HeldTime = Pick<EnrollmentSnapshot, 'holds' | 'keptBack'>;

/**
 * Whether a hold keeps all steps of an enrollment back. One of a mailbox concerns single messages; those of invoices do
 * it together, when they keep back every open one.
 */
export function concernsEnrollment({ scope }: Hold): boolean {
  return scope === 'enrollment' || scope === 'customer' || scope === 'sequence' || scope === 'all';
}

/** Whether the enrollment was held as a whole at an instant. */
export function isHeldAt({ holds, keptBack }: HeldTime, at: number): boolean {
  return (
    holds.some((hold) => concernsEnrollment(hold) && isOpen(hold, at)) ||
    keptBack.some(([start, end]) => start <= at && end > at)
  );
}

/**
 * The time from `from` on during which the enrollment was held, by a hold or for want of anything to ask for (S11, D8):
 * disjoint spans in order, overlapping ones merged. What nobody knows the end of has lasted until `now`.
 */
export function heldSpans({ holds, keptBack }: HeldTime, from: number, now: number): Span[] {
  const held = holds.filter(concernsEnrollment).map((hold): Span => [hold.startedAt, endOf(hold)]);
  return mergeSpans(
    [...held, ...keptBack].map(([start, end]): Span => [Math.max(start, from), end === Infinity ? now : end]),
  );
}
