import { callNext } from '../../../domain/sending/calls.ts';
import { BucketChanges, labelOf, spanOf, type Bucket, type Limit } from '../../../domain/sending/limits.ts';
import { askForPlace, type Answer, type Place, type Ticket } from '../../../domain/sending/places.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';

/** How a message asks; what is left out is as for everybody. */
export interface LineAsk {
  limits: readonly Limit[];
  isFirst?: boolean;
  opensAt?: (at: number) => number;
  now: number;
}

/** Limits and those who wait for them, in memory, as the database keeps them; and a plain log of what left. */
export class Line {
  readonly tickets = new Map<string, Ticket>();
  readonly claims = new Map<string, Place[]>();
  readonly log: { id: string; at: number; weights: Map<string, number> }[] = [];
  private readonly counted = new Map<string, Bucket>();

  get buckets(): Bucket[] {
    return [...this.counted.values()];
  }

  ask(id: string, { limits, isFirst = false, opensAt = (at) => at, now }: LineAsk): Answer {
    const lane = limits.map(({ scope }) => scope).join(' ');
    const ticket = this.tickets.get(id) ?? null;
    const last = ticket || isFirst ? null : this.lastOf(lane);
    const since = Math.max(now, last?.at ?? now);
    const buckets = this.buckets.filter((row) => {
      const limit = limits.find(({ scope }) => scope === row.scope);
      return limit !== undefined && row.at > since - spanOf(limit);
    });
    const seen = { ticket, stale: this.claims.get(id) ?? [], last, buckets };
    const answer = askForPlace(seen, { limits, lane, isFirst, opensAt, now });
    this.change(answer.changes);
    if (answer.kind === 'go') {
      this.tickets.delete(id);
      this.claims.set(id, answer.places);
    } else if (answer.ticket) {
      this.tickets.set(id, answer.ticket);
      this.claims.delete(id);
    }
    return answer;
  }

  private lastOf(lane: string): Ticket | null {
    let last: Ticket | null = null;
    for (const ticket of this.tickets.values())
      if (ticket.lane === lane && !ticket.isFirst && (last === null || ticket.at > last.at)) last = ticket;
    return last;
  }

  /** As `enter_places` does. @returns false: its place is gone */
  handOver(id: string, now: number): boolean {
    const places = this.claims.get(id);
    if (!places) throw new Error(`no claim of ${id}`);
    const changes = new BucketChanges();
    for (const place of places) {
      const { scope, at, weight, size, endsAt, nextAt, amount } = place;
      const label = size === null ? (now < endsAt! ? at : nextAt!) : Math.ceil(now / size) * size;
      const used = this.counted.get(`${scope} ${label}`)?.used ?? 0;
      if (size === null && amount !== null && used > 0 && used + weight > amount) return false;
      changes.take('claimed', place).add('used', { scope, at: label, weight });
    }
    this.change(changes.list);
    this.claims.delete(id);
    this.log.push({ id, at: now, weights: new Map(places.map(({ scope, weight }) => [scope, weight])) });
    return true;
  }

  giveBack(id: string): void {
    const changes = new BucketChanges();
    for (const place of this.claims.get(id) ?? []) changes.take('claimed', place);
    this.claims.delete(id);
    const ticket = this.tickets.get(id);
    for (const place of ticket?.places ?? []) changes.take(ticket!.isFirst ? 'first' : 'booked', place);
    this.tickets.delete(id);
    this.change(changes.list);
  }

  /** Calls who waits, in the order of their asking. @returns who was called */
  call(limits: readonly Limit[], now: number): string[] {
    const waiting = [...this.tickets].filter(([, { at }]) => at > now);
    const waiters = waiting.map(([id, { isFirst, places }]) => ({ id, isFirst, places }));
    const byScope = new Map(limits.map((limit) => [limit.scope, limit]));
    const { called, changes } = callNext(waiters, byScope, { buckets: this.buckets, now });
    this.change(changes);
    for (const { id, places } of called) this.tickets.set(id, { ...this.tickets.get(id)!, at: now, places });
    return called.map(({ id }) => id);
  }

  /** The same counts from nothing but the log, claims and tickets, those of nothing left out. */
  recount(limits: readonly Limit[]): Bucket[] {
    const counts = new BucketChanges();
    const limitOf = new Map(limits.map((limit) => [limit.scope, limit]));
    for (const { at, weights } of this.log)
      for (const [scope, weight] of weights)
        counts.add('used', { scope, at: labelOf(limitOf.get(scope)!, at), weight });
    for (const places of this.claims.values()) for (const place of places) counts.add('claimed', place);
    for (const { isFirst, places } of this.tickets.values())
      for (const place of places) counts.add(isFirst ? 'first' : 'booked', place);
    return counts.list;
  }

  /** The most that left within any window of a limit, and on any local day. */
  most({ scope, window }: Limit): number {
    const gone = this.log.flatMap(({ at, weights }) => {
      const weight = weights.get(scope);
      return weight === undefined ? [] : [{ at, weight }];
    });
    const sums = gone.map((last) =>
      gone
        .filter(({ at }) =>
          window.kind === 'day'
            ? localDateOf(at, window.zone) === localDateOf(last.at, window.zone)
            : at > last.at - window.ms && at <= last.at,
        )
        .reduce((sum, { weight }) => sum + weight, 0),
    );
    return Math.max(0, ...sums);
  }

  private change(changes: readonly Bucket[]): void {
    for (const row of changes) {
      const key = `${row.scope} ${row.at}`;
      const { used, claimed, first, booked } = this.counted.get(key) ?? {
        used: 0,
        claimed: 0,
        first: 0,
        booked: 0,
      };
      this.counted.set(key, {
        ...row,
        used: used + row.used,
        claimed: claimed + row.claimed,
        first: first + row.first,
        booked: booked + row.booked,
      });
    }
  }
}

/** The buckets that hold anything, in one order. */
export function sortedBuckets(buckets: readonly Bucket[]): Bucket[] {
  return buckets
    .filter(({ used, claimed, first, booked }) => used || claimed || first || booked)
    .toSorted((a, b) => (a.scope === b.scope ? a.at - b.at : a.scope < b.scope ? -1 : 1))
    .map(({ scope, at, used, claimed, first, booked }) => ({ scope, at, used, claimed, first, booked }));
}
