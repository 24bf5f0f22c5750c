import { z } from 'zod';
import { spanOf, type Booking, type Bucket, type Limit } from '../../../domain/sending/limits.ts';
import type { Place, Seen, Ticket } from '../../../domain/sending/places.ts';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';
import type { SourceRef } from './ledger.ts';

const bookingSchema = z.object({ scope: z.string(), at: z.number(), weight: z.number() });
/** Bookings as they are stored. */
export const bookingsSchema = z.array(bookingSchema);
const bucketSchema = bookingSchema
  .omit({ weight: true })
  .extend({ used: z.number(), claimed: z.number(), first: z.number(), booked: z.number() });
const seenSchema = z.object({
  made: z.array(z.string()),
  places: bookingsSchema.nullable(),
  last: z.object({ at: z.number(), heldBy: z.string() }).nullable(),
  ticket: z
    .object({
      lane: z.string(),
      heldBy: z.string(),
      isFirst: z.boolean(),
      at: z.number(),
      places: bookingsSchema,
    })
    .nullable(),
  buckets: z.array(bucketSchema),
});

/** Whose place is asked about. */
export interface LimitsAsked {
  source: SourceRef;
  limits: readonly Limit[];
  lane: string;
  /** It passes the line. */
  isFirst: boolean;
  now: number;
}

/**
 * Locks the limits that a message meets, the last locks of a claim, and reads what decides about its place.
 *
 * @returns with the scopes that nobody had asked about before: their buckets know nothing of what has left
 */
export async function see(
  tx: RawTx,
  { source, limits, lane, isFirst, now }: LimitsAsked,
): Promise<Seen & { made: string[] }> {
  const scopes = limits.map(({ scope }) => scope);
  const spans = limits.map(spanOf);
  const rows = await tx.$queryRaw<{ seen: unknown }[]>`
    SELECT see_limits(${source.kind}, ${source.id}, ${scopes}::text[], ${spans}::float8[], ${lane}, ${isFirst},
      ${new Date(now)}::timestamptz) AS seen`;
  const { places, ...seen } = seenSchema.parse(rows[0]?.seen);
  return { ...seen, stale: places ?? [] };
}

/** Locks limits that somebody has asked about, in the order that all keep to; the last locks of a transaction. */
export async function lock(tx: RawTx, scopes: readonly string[]): Promise<void> {
  await tx.$queryRaw`SELECT lock_limits('{}', ${[...scopes]}::text[]) AS made`;
}

/** The same, of limits that there are. @returns those that nobody had asked about before */
export async function make(tx: RawTx, scopes: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ made: string[] }[]>`
    SELECT lock_limits(${[...scopes]}::text[], '{}') AS made`;
  return rows[0]?.made ?? [];
}

/** Statement: adds changes to buckets whose limits are locked. */
export const changing = (changes: readonly Bucket[]): Prisma.Sql => Prisma.sql`
  INSERT INTO send_bucket AS b (scope, at, used, claimed, first, booked)
  SELECT d.scope, ms(d.at), d.used, d.claimed, d.first, d.booked
  FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS d(
    scope text, at float8, used int, claimed int, first int, booked int)
  ORDER BY d.scope COLLATE "C", d.at
  ON CONFLICT (scope, at) DO UPDATE SET used = greatest(b.used + excluded.used, 0),
    claimed = greatest(b.claimed + excluded.claimed, 0), first = greatest(b.first + excluded.first, 0),
    booked = greatest(b.booked + excluded.booked, 0)`;

/** Adds changes to buckets whose limits are locked. */
export async function change(tx: RawTx, changes: readonly Bucket[]): Promise<void> {
  if (changes.length > 0) await tx.$executeRaw`${changing(changes)}`;
}

/** When a copy that was never handed over was counted with its main one, epoch milliseconds; null: it was handed over. */
export async function readUnusedRoom(
  db: RawTx,
  { messageId, n }: { messageId: string; n: number },
): Promise<number | null> {
  const rows = await db.$queryRaw<{ at: Date }[]>`
    SELECT m.handed_over_at AS at FROM message_recipient r JOIN message m ON m.id = r.message_id
    WHERE r.message_id = ${messageId} AND r.n = ${n} AND r.status = 'refused' AND r.handed_over_at IS NULL
      AND m.handed_over_at IS NOT NULL`;
  return rows[0]?.at.getTime() ?? null;
}

/** Takes what was not used out of a bucket, if that is kept. */
export async function forgo(db: RawTx, { scope, at, weight }: Booking): Promise<void> {
  await db.$executeRaw`
    UPDATE send_bucket SET used = greatest(used - ${weight}::int, 0) WHERE scope = ${scope} AND at = ms(${at}::float8)`;
}

/** A message of a source that waits from now on, with its bookings. */
export interface TicketInput {
  source: SourceRef;
  ticket: Ticket;
  /** What the limit allows that it waits for. */
  amount: number;
  /** Since when it wants to leave. */
  dueAt: number;
  /** Its hours are closed until then. */
  opensAt: number;
  changes: readonly Bucket[];
}

/** Keeps the place in line of a message, in one statement; an earlier claim of it has come to nothing. */
export async function keepTicket(tx: RawTx, input: TicketInput): Promise<void> {
  const { source, ticket, amount, changes } = input;
  const [at, dueAt, opensAt] = [ticket.at, input.dueAt, input.opensAt].map((each) => new Date(each));
  await tx.$executeRaw`
    WITH changed AS (${changing(changes)}),
    freed AS (
      UPDATE message SET places = NULL
      WHERE source_kind = ${source.kind} AND source_id = ${source.id} AND places IS NOT NULL)
    INSERT INTO send_ticket (source_kind, source_id, lane, held_by, amount, at, due_at, opens_at, is_first, places)
    VALUES (${source.kind}, ${source.id}, ${ticket.lane}, ${ticket.heldBy}, ${amount}::int, ${at}::timestamptz, ${dueAt}::timestamptz,
      ${opensAt}::timestamptz, ${ticket.isFirst}, ${JSON.stringify(ticket.places)}::jsonb)
    ON CONFLICT (source_kind, source_id) DO UPDATE SET lane = excluded.lane, held_by = excluded.held_by,
      amount = excluded.amount, at = excluded.at, due_at = excluded.due_at, opens_at = excluded.opens_at,
      is_first = excluded.is_first, places = excluded.places`;
}

/** Says that a message that was called is kept back by its hours until a moment: nobody of its lane is called before. */
export async function keepBack(
  tx: RawTx,
  { source, opensAt }: { source: SourceRef; opensAt: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE send_ticket SET opens_at = ${new Date(opensAt)}
    WHERE source_kind = ${source.kind} AND source_id = ${source.id} AND opens_at < ${new Date(opensAt)}`;
}

/** The places of a claim, and what they change. */
export interface Taken {
  places: readonly Place[];
  changes: readonly Bucket[];
}

/** Further parts of the statement of a claim: its places are booked, and it leaves the line. */
export const taking = (source: SourceRef, { changes }: Taken): Prisma.Sql => Prisma.sql`
  changed AS (${changing(changes)}),
  called AS (DELETE FROM send_ticket WHERE source_kind = ${source.kind} AND source_id = ${source.id}),`;
