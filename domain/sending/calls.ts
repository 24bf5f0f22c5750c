import { BucketChanges, labelOf, type Booking, type Bucket, type Limit } from './limits.ts';
import { roomFrom } from './room.ts';

/** Who waits in line, in the order of the calls. */
export interface InLine {
  isFirst: boolean;
  places: readonly Booking[];
}

/** Who may come now, with the places they have from now on. */
export interface Calls<W extends InLine> {
  called: (W & { places: Booking[] })[];
  changes: Bucket[];
}

/**
 * Calls those in line for whom every limit they meet has room now, in their order; a limit that is no more keeps nobody.
 * Whose place has begun counts as on its way. `limits` by scope.
 */
export function callNext<W extends InLine>(
  waiters: readonly W[],
  limits: ReadonlyMap<string, Limit>,
  { buckets, now }: { buckets: readonly Bucket[]; now: number },
): Calls<W> {
  const changes = new BucketChanges();
  const called: Calls<W>['called'] = [];
  const present = new Map<string, Bucket[]>();
  for (const limit of limits.values()) present.set(limit.scope, begunOf(limit, buckets, now));
  for (const waiter of waiters) {
    const met = waiter.places.flatMap(({ scope, weight }) => {
      const limit = limits.get(scope);
      return limit ? [{ ...limit, weight }] : [];
    });
    const asker = { rank: 'new', placeAt: null } as const;
    const hasRoom = met.every(
      (limit) => roomFrom(limit, present.get(limit.scope)!, { asker, from: now, now }) <= now,
    );
    if (!hasRoom) continue;
    const places = met.map((limit) => ({
      scope: limit.scope,
      at: labelOf(limit, now),
      weight: limit.weight,
    }));
    const counter = waiter.isFirst ? 'first' : 'booked';
    for (const place of waiter.places) changes.take(counter, place);
    for (const place of places) {
      changes.add(counter, place);
      book(present.get(place.scope)!, place);
    }
    called.push({ ...waiter, places });
  }
  return { called, changes: changes.list };
}

/** What of a limit is promised to others for later does not keep anybody from coming now. */
function begunOf(limit: Limit, buckets: readonly Bucket[], now: number): Bucket[] {
  const begun = labelOf(limit, now);
  return buckets.filter(({ scope, at }) => scope === limit.scope && at <= begun).map((row) => ({ ...row }));
}

function book(buckets: Bucket[], { scope, at, weight }: Booking): void {
  const row = buckets.find((bucket) => bucket.at === at);
  if (row) row.booked += weight;
  else buckets.push({ scope, at, used: 0, claimed: 0, first: 0, booked: weight });
}
