import { beginOf, bucketMsOf, CLAIM_LIFE_MS, labelOf, nextLabel, type Bucket, type Limit } from './limits.ts';

/**
 * Who asks. `new`: behind everybody. `line`: who has a place in line, behind those before it only; `first`: what a person
 * sends, which passes the line and not the limit. `placeAt`: the bucket of its own booking; null: it has none here.
 */
export interface Asker {
  rank: 'new' | 'line' | 'first';
  placeAt: number | null;
}

/** A waiter on its way takes a moment: who comes after it is asked so much later, and need not be refused again. */
const slackOf = (ms: number): number => Math.min(1_000, Math.round(ms / 120));
/** So does a claim, which waits for its connection; in a longer window that is no matter. */
const SHORT_MS = 10 * 60_000;
/** Clocks of two processes are not further apart. */
const SKEW_MS = 60_000;
/** However full the days are: nothing is told a later one. */
const MOST_DAYS = 3_700;

/** The first moment from `from` on at which a limit has room for a message; `now` may be earlier than `from`. */
export function roomFrom(
  limit: Limit,
  buckets: readonly Bucket[],
  { asker, from, now }: { asker: Asker; from: number; now: number },
): number {
  const mine = buckets.filter(({ scope }) => scope === limit.scope);
  return limit.window.kind === 'day'
    ? dayWithRoom(limit, mine, { asker, from })
    : momentWithRoom(limit, mine, { asker, from, now });
}

/** More than the limit itself needs it all. */
const fits = ({ amount, weight }: Limit, taken: number): boolean => taken === 0 || taken + weight <= amount;

/** A place serves the whole of its day. */
function dayWithRoom(
  limit: Limit,
  buckets: readonly Bucket[],
  { asker, from }: { asker: Asker; from: number },
): number {
  const taken = new Map(buckets.map((bucket) => [bucket.at, takenOn(limit, bucket, asker)]));
  let label = labelOf(limit, from);
  for (let days = 0; days < MOST_DAYS && !fits(limit, taken.get(label) ?? 0); days += 1)
    label = nextLabel(label);
  return Math.max(from, beginOf(limit, label));
}

function takenOn({ weight }: Limit, { at, used, claimed, first, booked }: Bucket, asker: Asker): number {
  const own = asker.placeAt === at ? weight : 0;
  const gone = used + claimed;
  switch (asker.rank) {
    case 'new':
      return gone + first + booked;
    case 'line':
      return gone + first;
    case 'first':
      return gone + Math.max(first - own, 0);
  }
}

/** What takes room in a sliding window, and from when until when. */
interface Span {
  from: number;
  until: number;
  weight: number;
}

function momentWithRoom(
  limit: Limit,
  buckets: readonly Bucket[],
  { asker, from, now }: { asker: Asker; from: number; now: number },
): number {
  const spans = buckets.flatMap((bucket) => spansOf(limit, bucket, { asker, now }));
  const events = spans.flatMap(({ from: begin, until, weight }) => [
    { at: begin, weight },
    { at: until, weight: -weight },
  ]);
  events.sort((a, b) => a.at - b.at);
  let taken = 0;
  let index = 0;
  for (let at = from; ; at = events[index]!.at) {
    while (index < events.length && events[index]!.at <= at) taken += events[index++]!.weight;
    if (index === events.length || fits(limit, taken)) return at;
  }
}

/**
 * What has left or is on its way counts from now on, also where the clock of another process is ahead; what waits, from
 * its place. It counts until its window has passed it, what is to come from now on at the earliest.
 */
function spansOf(limit: Limit, bucket: Bucket, { asker, now }: { asker: Asker; now: number }): Span[] {
  if (limit.window.kind === 'day') return [];
  const { ms } = limit.window;
  const { at, used, claimed } = bucket;
  const from = at - bucketMsOf(limit)!;
  const present = Math.min(from, now);
  const until = Math.max(at, now) + ms;
  const slack = slackOf(ms);
  const spans: Span[] = [{ from: present, until: at + ms, weight: used }];
  // One that is older passes no fence.
  if (at > now - CLAIM_LIFE_MS - SKEW_MS)
    spans.push({ from: present, until: until + (ms < SHORT_MS ? slack : 0), weight: claimed });
  if (at > now - ms - CLAIM_LIFE_MS)
    spans.push({ from, until: until + slack, weight: promisedOf(limit, bucket, asker) });
  return spans.filter(({ weight }) => weight > 0);
}

function promisedOf({ weight }: Limit, { at, first, booked }: Bucket, asker: Asker): number {
  const { rank, placeAt } = asker;
  const own = placeAt === at ? weight : 0;
  const isBefore = placeAt === null || at <= placeAt;
  switch (rank) {
    case 'new':
      return first + booked;
    case 'line':
      return first + (placeAt !== null && isBefore ? Math.max(booked - own, 0) : 0);
    case 'first':
      return isBefore ? Math.max(first - own, 0) : 0;
  }
}
