import { BucketChanges, type Bucket, type Counter } from './limits.ts';
import { mailboxLimits, type MailboxLimits } from './limits-of.ts';
import { askForPlace, type Seen, type Ticket } from './places.ts';

/** A message that a mailbox kept back; `dueAt` in epoch milliseconds. */
interface KeptBack<Ref> {
  source: Ref;
  copies: number;
  isFirst: boolean;
  dueAt: number;
}

/** Places in line of many messages, and what they change. */
export interface Line<Ref> {
  tickets: (Ticket & { source: Ref; amount: number; dueAt: number })[];
  /** When the place of each begins, in their order. */
  slots: number[];
  changes: Bucket[];
}

const COUNTERS: readonly Counter[] = ['used', 'claimed', 'first', 'booked'];

/** Gives messages places in the limits of their mailbox, one after the other; those that may leave now have one too. */
export function placesInTurn<Ref>(
  waiting: readonly KeptBack<Ref>[],
  { mailbox, buckets, now }: { mailbox: MailboxLimits; buckets: readonly Bucket[]; now: number },
): Line<Ref> {
  const lane = `mailbox/${mailbox.mailboxId} released`;
  const taken = new BucketChanges();
  for (const row of buckets)
    for (const counter of COUNTERS) taken.add(counter, { ...row, weight: row[counter] });
  const changes = new BucketChanges();
  const line: Line<Ref> = { tickets: [], slots: [], changes: [] };
  let last: Seen['last'] = null;
  for (const { source, copies, isFirst, dueAt } of waiting) {
    const limits = mailboxLimits(mailbox, copies);
    const opensAt = (at: number) => at;
    const seen = { ticket: null, stale: [], last: isFirst ? null : last, buckets: taken.list };
    const answer = askForPlace(seen, { limits, lane, isFirst, opensAt, now });
    const at = answer.kind === 'go' ? now : answer.until;
    const slotAt = answer.kind === 'go' ? now : answer.slotAt;
    const bookings = answer.kind === 'go' ? answer.places : (answer.ticket?.places ?? []);
    const places = bookings.map(({ scope, at: label, weight }) => ({ scope, at: label, weight }));
    const counter = isFirst ? 'first' : 'booked';
    for (const place of places) {
      taken.add(counter, place);
      changes.add(counter, place);
    }
    const heldBy = answer.kind === 'go' ? limits[0]! : answer.heldBy;
    line.tickets.push({
      source,
      lane,
      heldBy: heldBy.scope,
      amount: heldBy.amount,
      isFirst,
      at,
      dueAt,
      places,
    });
    line.slots.push(slotAt);
    if (!isFirst && answer.kind === 'wait') last = { at, heldBy: heldBy.scope };
  }
  return { ...line, changes: changes.list };
}
