import {
  beginOf,
  bucketMsOf,
  BucketChanges,
  labelOf,
  nextLabel,
  type Booking,
  type Bucket,
  type Limit,
} from './limits.ts';
import { roomFrom, type Asker } from './room.ts';

/** The place in line of a message that waits (S14); instants are epoch milliseconds. */
export interface Ticket {
  lane: string;
  /** The limit it waits for. */
  heldBy: string;
  /** It passes the line: a person sends it, or its place was taken by one that did. */
  isFirst: boolean;
  at: number;
  places: readonly Booking[];
}

/** What decides about the place of a message, read under the locks of its limits. */
export interface Seen {
  ticket: Ticket | null;
  /** Places of an earlier claim of it, which has come to nothing. */
  stale: readonly Booking[];
  /** When the last of its lane tries, and what that waits for; null: nobody waits in it. */
  last: { at: number; heldBy: string } | null;
  buckets: readonly Bucket[];
}

/** A place of a claim, as the hand-over enters it. */
export interface Place extends Booking {
  /** How long its buckets are; null: a local day, which ends at `endsAt` and is followed by the bucket `nextAt`. */
  size: number | null;
  endsAt: number | null;
  nextAt: number | null;
  /** How far its window reached then, milliseconds; null: it is a day. */
  reach: number | null;
  /** What its limit allowed then; null: it is counted and never refused. */
  amount: number | null;
}

/** A message that wants to leave. */
export interface Asking {
  limits: readonly Limit[];
  /** Limits without a line, which are asked elsewhere: a claim has a place in them too; `isCounted`: whatever they allow. */
  besides?: readonly (Limit & { isCounted?: boolean })[];
  lane: string;
  /** A person sends it: it passes the line, never the limit. */
  isFirst: boolean;
  /** When its own hours let it leave, from an instant on, if that limit was in its way. */
  opensAt: (at: number, limit: Limit) => number;
  now: number;
}

/** Go ahead with these places; or wait, with this ticket (null: the one it has). `slotAt`: when its place begins. */
export type Answer =
  | { kind: 'go'; places: Place[]; changes: Bucket[] }
  | { kind: 'wait'; until: number; slotAt: number; heldBy: Limit; ticket: Ticket | null; changes: Bucket[] };

/** Waiters of one moment try one after the other. */
const APART_MS = 100;
/** A ticket says when its message tries again; moments more or less are not worth a statement. */
const OTHER_MS = 30_000;
/** A message whose hours never meet its limits is told some late moment. */
const MOST_LOOKS = 5_000;

/**
 * Gives a message a place in every limit that it meets, at one moment: now, or the first at which all of them have room
 * and its own hours are open. Who must wait is told that moment once; it stands behind its lane, and whoever has a place
 * already asks for nobody but those before it.
 */
export function askForPlace(seen: Seen, asking: Asking): Answer {
  const { limits, now } = asking;
  const freed = freedBy(seen);
  const buckets = bucketsFor(seen);
  const begin = beginning(seen, asking);
  let { heldBy } = begin;
  let { at } = begin;
  let slotAt = at;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    let free = at;
    for (const limit of limits) {
      const room = roomFrom(limit, buckets, { asker: askerOf(seen, asking, limit), from: at, now });
      if (room <= free) continue;
      free = room;
      heldBy = limit;
    }
    if (free > at) slotAt = free;
    const opensAt = free > now && heldBy ? asking.opensAt(free, heldBy) : free;
    if (opensAt === at) break;
    at = opensAt;
  }
  if (at > now && heldBy) return waiting(seen, asking, { until: at, slotAt, heldBy, freed });
  return go(seen, asking, freed);
}

/** Not before the place it has, nor before the last of its lane. */
function beginning({ ticket, last }: Seen, asking: Asking): { at: number; heldBy: Limit | null } {
  const { limits, isFirst, now } = asking;
  const inLine = limits.find(({ scope }) => scope === (ticket ?? last)?.heldBy) ?? limits[0] ?? null;
  if (ticket !== null) {
    if (isFirst && !ticket.isFirst) return { at: now, heldBy: null };
    const begins = limits.flatMap((limit) => {
      const own = placeIn(ticket, limit);
      return own ? [beginOf(limit, own.at)] : [];
    });
    return { at: Math.max(now, ...begins), heldBy: inLine };
  }
  if (isFirst || last === null || last.at < now) return { at: now, heldBy: null };
  return { at: last.at + APART_MS, heldBy: inLine };
}

function placeIn(ticket: Ticket | null, { scope }: Limit): Booking | undefined {
  return ticket?.places.find((place) => place.scope === scope);
}

function askerOf({ ticket }: Seen, { isFirst }: Asking, limit: Limit): Asker {
  const own = placeIn(ticket, limit)?.at ?? null;
  if (isFirst || ticket?.isFirst) return { rank: 'first', placeAt: ticket?.isFirst ? own : null };
  return own === null ? { rank: 'new', placeAt: null } : { rank: 'line', placeAt: own };
}

/** The places of an earlier claim are free again. */
function freedBy({ stale }: Seen): BucketChanges {
  const changes = new BucketChanges();
  for (const place of stale) changes.take('claimed', place);
  return changes;
}

/** The buckets without what an earlier claim of the message holds of them. */
export function bucketsFor(seen: Seen): Bucket[] {
  const freed = freedBy(seen).list;
  return seen.buckets.map((bucket) => {
    const change = freed.find(({ scope, at }) => scope === bucket.scope && at === bucket.at);
    return change ? { ...bucket, claimed: Math.max(bucket.claimed + change.claimed, 0) } : bucket;
  });
}

/** Its bookings in line end. */
function leaveLine(changes: BucketChanges, ticket: Ticket | null): BucketChanges {
  for (const place of ticket?.places ?? []) changes.take(ticket!.isFirst ? 'first' : 'booked', place);
  return changes;
}

function go({ ticket }: Seen, { limits, besides = [], now }: Asking, freed: BucketChanges): Answer {
  const changes = leaveLine(freed, ticket);
  const places = [...limits, ...besides].map((limit) => placeOf(limit, now));
  for (const place of places) changes.add('claimed', place);
  return { kind: 'go', places, changes: changes.list };
}

/** The place of a claim that is made at an instant. */
function placeOf(limit: Limit & { isCounted?: boolean }, now: number): Place {
  const { scope, weight, window } = limit;
  const at = labelOf(limit, now);
  const size = bucketMsOf(limit);
  const nextAt = size === null ? nextLabel(at) : null;
  const amount = limit.isCounted === true ? null : limit.amount;
  const reach = window.kind === 'day' ? null : window.ms;
  const endsAt = nextAt === null ? null : beginOf(limit, nextAt);
  return { scope, at, weight, size, amount, reach, nextAt, endsAt };
}

interface Waiting {
  until: number;
  slotAt: number;
  heldBy: Limit;
  freed: BucketChanges;
}

function waiting(seen: Seen, asking: Asking, { freed, ...told }: Waiting): Answer {
  const { ticket, stale } = seen;
  const { limits, lane, isFirst, now } = asking;
  if (ticket && stale.length === 0 && keepsIts(ticket, asking, told.until)) {
    const isOther = Math.abs(told.until - ticket.at) > OTHER_MS;
    return { kind: 'wait', ...told, ticket: isOther ? { ...ticket, at: told.until } : null, changes: [] };
  }
  const places = limits.map((limit) => ({
    scope: limit.scope,
    at: labelOf(limit, told.until),
    weight: limit.weight,
  }));
  // Its moment had come, and somebody who passed the line had it: of the next one it is sure.
  const isGone = ticket !== null && limits.every((limit) => hasBegun(ticket, limit, now));
  const taken: Ticket = {
    lane,
    heldBy: told.heldBy.scope,
    isFirst: isFirst || isGone || ticket?.isFirst === true,
    at: told.until,
    places,
  };
  const changes = leaveLine(freed, ticket);
  for (const place of places) changes.add(taken.isFirst ? 'first' : 'booked', place);
  return { kind: 'wait', ...told, ticket: taken, changes: changes.list };
}

function hasBegun(ticket: Ticket, limit: Limit, now: number): boolean {
  const own = placeIn(ticket, limit);
  return own !== undefined && beginOf(limit, own.at) <= now;
}

/** In a window that slides its place says whom it is behind, whenever it comes; in a day it is of that day. */
function keepsIts(ticket: Ticket, { limits, isFirst }: Asking, until: number): boolean {
  if (isFirst && !ticket.isFirst) return false;
  if (ticket.places.length !== limits.length) return false;
  return limits.every((limit) => {
    const own = placeIn(ticket, limit);
    if (own?.weight !== limit.weight) return false;
    const label = labelOf(limit, until);
    return limit.window.kind === 'day' ? own.at === label : own.at <= label;
  });
}
