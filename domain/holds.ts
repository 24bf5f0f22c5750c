import type { HoldScope, HoldKind } from '../contracts/holds/kinds.ts';

/** A dated reason to wait (D8). */
export interface Hold {
  scope: HoldScope;
  kind: HoldKind;
  startedAt: number;
  expiresAt: number | null;
  endedAt: number | null;
}

/** Whether a hold holds at an instant. */
export function isOpen(hold: Hold, at: number): boolean {
  return hold.startedAt <= at && endOf(hold) > at;
}

/**
 * Whether a hold that was just read holds. One that was ended does not, even if the look at it began a moment before, or by
 * another clock: whoever ended it has told everybody who waits, and does not tell again.
 */
export function isOpenNow(hold: Hold, now: number): boolean {
  return hold.endedAt === null && isOpen(hold, now);
}

/** When a hold ended or will end by itself; `Infinity` while nobody knows. */
export function endOf({ endedAt, expiresAt }: Pick<Hold, 'endedAt' | 'expiresAt'>): number {
  return Math.min(endedAt ?? Infinity, expiresAt ?? Infinity);
}

/** An invoice that messages leave out, once for each hold that does it; `until` null: nobody knows. */
export interface KeptBack {
  invoiceId: string;
  until: number | null;
}

/** An open invoice that messages leave out, with a hold that does it. `until` is epoch milliseconds. */
export interface ExplainedInvoice extends KeptBack {
  number: string;
  kind: HoldKind;
  reason: string | null;
  /** Who opened the hold; null when it was the engine. */
  author: string | null;
}
