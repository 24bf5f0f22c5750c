import { addDays, localDateOf, startOfDay } from '../time/calendar.ts';

/** What may be limited: copies a local day, or messages in a window that slides. */
export type LimitWindow = { kind: 'day'; zone: string } | { kind: 'sliding'; ms: number };

/** One limit that a message meets (M1, S14, D6). */
export interface Limit {
  /** What it is the limit of: `mailbox/<id>`, `mailbox/<id>/interval`, `sequence/<id>/email/hour`, `domain/<name>`. */
  scope: string;
  amount: number;
  window: LimitWindow;
  /** How much of it the message takes. */
  weight: number;
}

/** What a limit has let go and has promised, at one moment; see {@link labelOf}. */
export interface Bucket {
  scope: string;
  /** Epoch milliseconds. */
  at: number;
  /** Handed over. */
  used: number;
  /** Claimed, and on its way. */
  claimed: number;
  /** Promised to what a person sends. */
  first: number;
  /** Promised to what waits in line. */
  booked: number;
}

/** How the places of a bucket may change. */
export type Counter = 'used' | 'claimed' | 'first' | 'booked';

/** A booking in one limit; `at` is that of its bucket. */
export interface Booking {
  scope: string;
  at: number;
  weight: number;
}

/** A claim that is older has no owner any more: its places are free, and its fence does not pass. */
export const CLAIM_LIFE_MS = 5 * 60_000;
/** A minute is counted in pieces so fine, longer windows in 3,600 pieces. */
const FINEST_MS = 100;
const PIECES = 3_600;
const DAY_MS = 86_400_000;

/** How long a bucket of a limit is; null: a local day. */
export function bucketMsOf({ window, amount }: Pick<Limit, 'window' | 'amount'>): number | null {
  if (window.kind === 'day') return null;
  return amount === 1 ? 1 : Math.max(FINEST_MS, Math.ceil(window.ms / PIECES));
}

/**
 * The bucket that an instant belongs to. Of a sliding window: its end, so that nothing counts too short. Of a local day:
 * the midnight of that date in UTC, whatever its zone, so that a day stays that day when the zone is changed.
 */
export function labelOf(limit: Limit, at: number): number {
  const ms = bucketMsOf(limit);
  if (limit.window.kind === 'day') return Date.parse(localDateOf(at, limit.window.zone));
  return Math.ceil(at / ms!) * ms!;
}

/** When a bucket begins to serve. */
export function beginOf(limit: Limit, label: number): number {
  const { window } = limit;
  return window.kind === 'day' ? startOfDay(dateOf(label), window.zone) : label - bucketMsOf(limit)!;
}

/** The bucket of the day after. */
export const nextLabel = (label: number): number => Date.parse(addDays(dateOf(label), 1));

const dateOf = (label: number): string => new Date(label).toISOString().slice(0, 10);

/** How far back the buckets of a limit matter. */
export function spanOf({ window }: Limit): number {
  return window.kind === 'day' ? 2 * DAY_MS : window.ms + CLAIM_LIFE_MS;
}

/** Changes of buckets, each bucket once. */
export class BucketChanges {
  private readonly rows = new Map<string, Bucket>();

  add(counter: Counter, { scope, at, weight }: Booking): this {
    const key = `${scope} ${at}`;
    const row = this.rows.get(key) ?? { scope, at, used: 0, claimed: 0, first: 0, booked: 0 };
    row[counter] += weight;
    this.rows.set(key, row);
    return this;
  }

  take(counter: Counter, booking: Booking): this {
    return this.add(counter, { ...booking, weight: -booking.weight });
  }

  get list(): Bucket[] {
    return [...this.rows.values()].filter((row) => row.used || row.claimed || row.first || row.booked);
  }
}
