import { z } from 'zod';
import {
  CHANNELS,
  LIMIT_PERIODS,
  MESSAGE_SOURCES,
  type MessageSource,
} from '../../../contracts/sending/kinds.ts';
import { mailboxLimits, ownerOf, sequenceLimits } from '../../../domain/sending/limits-of.ts';
import { spanOf, type Booking, type Bucket, type Limit } from '../../../domain/sending/limits.ts';
import type { Ticket } from '../../../domain/sending/places.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';
import type { SourceRef } from './ledger.ts';
import { bookingsSchema } from './send-limits.ts';
import { isSmsSender } from './sender-table.ts';

/** Who was called comes within this time. */
const CALLED_MS = 60_000;

/** A message that waits in line. */
export interface Waiter {
  source: SourceRef;
  isFirst: boolean;
  places: Booking[];
}

const waiterSchema = z
  .object({ kind: z.enum(MESSAGE_SOURCES), id: z.string(), isFirst: z.boolean(), places: bookingsSchema })
  .transform(({ kind, id, ...waiter }): Waiter => ({ ...waiter, source: { kind, id } }));
const limitSchema = z.array(
  z.object({ channel: z.enum(CHANNELS), amount: z.number(), per: z.enum(LIMIT_PERIODS) }),
);

/** What mailboxes, numbers and sequences allow now, by scope; what is not limited any more is left out. The weight is one. */
export async function readLimits(db: Tx, scopes: readonly string[]): Promise<Map<string, Limit>> {
  const owners = scopes.flatMap((scope) => ownerOf(scope) ?? []);
  const idsOf = (kind: string) => owners.filter((owner) => owner.kind === kind).map(({ id }) => id);
  const mailboxes = await db.mailbox.findMany({ where: { id: { in: idsOf('mailbox') } } });
  const ids = idsOf('mailbox').filter(isSmsSender);
  const numbers = ids.length === 0 ? [] : await db.smsSender.findMany({ where: { id: { in: ids } } });
  const sequences = await db.sequence.findMany({
    where: { id: { in: idsOf('sequence') } },
    select: { id: true, limits: true },
  });
  const limits = [
    ...mailboxes.flatMap(({ id, ...mailbox }) => mailboxLimits({ mailboxId: id, ...mailbox }, 1)),
    ...numbers.flatMap(({ id, ...number }) =>
      mailboxLimits({ mailboxId: id, ...number, minIntervalSeconds: 0 }, 1),
    ),
    ...sequences.flatMap(({ id, limits: set }) => sequenceLimits(id, limitSchema.parse(set))),
  ];
  return new Map(limits.map((limit) => [limit.scope, limit]));
}

/**
 * Those that wait for a limit and whose place has not begun, in the order in which they are called: what a person sends,
 * then who waits longest. A lane whose hours are closed is left alone.
 *
 * @param input.begun places in its buckets up to here have begun
 */
export async function listCallable(
  db: Tx,
  { scope, begun, now, limit }: { scope: string; begun: number; now: number; limit: number },
): Promise<Waiter[]> {
  const rows = await db.$queryRaw`
    SELECT t.source_kind AS kind, t.source_id AS id, t.is_first AS "isFirst", t.places
    FROM send_ticket t
    WHERE t.held_by = ${scope} AND t.at > ${new Date(now)}
      AND EXISTS (SELECT FROM jsonb_array_elements(t.places) p
        WHERE p->>'scope' = ${scope} AND (p->>'at')::float8 > ${begun}::float8)
      AND NOT EXISTS (SELECT FROM send_ticket o WHERE o.lane = t.lane AND o.opens_at > ${new Date(now)})
    ORDER BY t.is_first DESC, t.due_at, t.source_id LIMIT ${limit}`;
  return z.array(waiterSchema).parse(rows);
}

/** Tickets of these as they are now; those that are gone are left out. */
export async function readTickets(tx: Tx, waiters: readonly Waiter[]): Promise<Waiter[]> {
  const rows = await tx.$queryRaw`
    SELECT t.source_kind AS kind, t.source_id AS id, t.is_first AS "isFirst", t.places
    FROM unnest(${waiters.map(({ source }) => source.kind)}::text[], ${waiters.map(({ source }) => source.id)}::text[])
      WITH ORDINALITY w(kind, id, n)
    JOIN send_ticket t ON t.source_kind = w.kind AND t.source_id = w.id ORDER BY w.n`;
  return z.array(waiterSchema).parse(rows);
}

/** What limits have let go and have promised; `isPresent`: of what is promised, that up to now. */
export async function readBuckets(
  tx: RawTx,
  limits: readonly Limit[],
  { now, isPresent }: { now: number; isPresent: boolean },
): Promise<Bucket[]> {
  const spans = limits.map((limit) => spanOf(limit));
  const rows = await tx.$queryRaw`
    SELECT b.scope, extract(epoch FROM b.at)::float8 * 1000 AS at, b.used, b.claimed, b.first, b.booked
    FROM unnest(${limits.map(({ scope }) => scope)}::text[], ${spans}::float8[]) l(scope, span)
    JOIN send_bucket b ON b.scope = l.scope AND b.at > ${new Date(now)}::timestamptz - l.span * interval '1 millisecond'
      AND (NOT ${isPresent} OR b.at < ${new Date(now)}::timestamptz + interval '1 day')`;
  return z
    .array(
      z.object({
        scope: z.string(),
        at: z.number().transform(Math.round),
        used: z.number(),
        claimed: z.number(),
        first: z.number(),
        booked: z.number(),
      }),
    )
    .parse(rows);
}

/** Moves the places of waiters to a moment that has come. */
export async function callTickets(tx: RawTx, called: readonly Waiter[], now: number): Promise<void> {
  const rows = called.map(({ source, places }) => ({ ...source, places }));
  await tx.$executeRaw`
    UPDATE send_ticket t SET at = ${new Date(now)}, places = c.places
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS c(kind text, id text, places jsonb)
    WHERE t.source_kind = c.kind AND t.source_id = c.id`;
}

/** Keeps the places in line of messages that had none. */
export async function insertTickets(
  tx: RawTx,
  tickets: readonly (Ticket & { source: SourceRef; amount: number; dueAt: number })[],
  now: number,
): Promise<void> {
  const rows = tickets.map(({ source, ...ticket }) => ({ ...ticket, ...source }));
  await tx.$executeRaw`
    INSERT INTO send_ticket (source_kind, source_id, lane, held_by, amount, at, due_at, opens_at, is_first, places)
    SELECT r.kind, r.id, r.lane, r."heldBy", r.amount, ms(r.at), ms(r."dueAt"), ${new Date(now)}::timestamptz, r."isFirst", r.places
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(kind text, id text, lane text, "heldBy" text,
      amount int, at float8, "dueAt" float8, "isFirst" boolean, places jsonb)
    ON CONFLICT (source_kind, source_id) DO NOTHING`;
}

/** Messages whose claim has come to nothing and that hold places still, with those. */
export async function listStrayPlaces(
  db: Tx,
  limit: number,
): Promise<{ messageId: string; places: Booking[] }[]> {
  const rows = await db.$queryRaw`
    SELECT id AS "messageId", places FROM message
    WHERE places IS NOT NULL AND (status <> 'claimed' OR right(token, 6) = '/ended') ORDER BY id LIMIT ${limit}`;
  return z.array(z.object({ messageId: z.string(), places: bookingsSchema })).parse(rows);
}

/** Takes those places from messages, whose limits are locked. @returns the places */
export async function dropPlaces(tx: RawTx, messageIds: readonly string[]): Promise<Booking[]> {
  const rows = await tx.$queryRaw`
    WITH stray AS MATERIALIZED (
      SELECT id, places FROM message
      WHERE id = ANY(${[...messageIds]}::text[]) AND places IS NOT NULL
        AND (status <> 'claimed' OR right(token, 6) = '/ended') ORDER BY id FOR NO KEY UPDATE SKIP LOCKED),
    dropped AS (UPDATE message m SET places = NULL FROM stray WHERE m.id = stray.id)
    SELECT places FROM stray`;
  return z
    .array(z.object({ places: bookingsSchema }))
    .parse(rows)
    .flatMap(({ places }) => places);
}

/** The limits that somebody waits for. */
export async function listHeldBy(db: Tx): Promise<string[]> {
  const rows = await db.$queryRaw`SELECT DISTINCT held_by AS scope FROM send_ticket ORDER BY 1`;
  return z
    .array(z.object({ scope: z.string() }))
    .parse(rows)
    .map(({ scope }) => scope);
}

/** Those that wait for a limit, by id, behind one of them. */
export async function listWaiting(
  db: Tx,
  { scope, behind, limit }: { scope: string; behind: string; limit: number },
): Promise<SourceRef[]> {
  const rows = await db.$queryRaw`
    SELECT source_kind AS kind, source_id AS id FROM send_ticket
    WHERE held_by = ${scope} AND source_id > ${behind} ORDER BY source_id LIMIT ${limit}`;
  return z.array(z.object({ kind: z.enum(MESSAGE_SOURCES), id: z.string() })).parse(rows);
}

/** Those of a source that should have tried a while ago: their call was lost. */
export async function listOverdue(
  db: Tx,
  { before, limit }: { before: number; limit: number },
): Promise<SourceRef[]> {
  const rows = await db.$queryRaw`
    SELECT source_kind AS kind, source_id AS id FROM send_ticket
    WHERE at < ${new Date(before)} AND opens_at < ${new Date(before)} ORDER BY at LIMIT ${limit}`;
  return z.array(z.object({ kind: z.enum(MESSAGE_SOURCES), id: z.string() })).parse(rows);
}

/** By the kind of their source. */
export function idsByKind(sources: readonly SourceRef[]): Map<MessageSource, string[]> {
  const ids = new Map<MessageSource, string[]>();
  for (const { kind, id } of sources) ids.set(kind, [...(ids.get(kind) ?? []), id]);
  return ids;
}

/** Ticket `t` was not called just now; who was is on its way. */
const isNotOnItsWay = (now: number): Prisma.Sql => Prisma.sql`
  (t.at > ${new Date(now)} OR t.at < ${new Date(now - CALLED_MS)})`;

/** Tickets of one look. */
const MOST_OUT_OF_LINE = 500;

/**
 * Ids of rows of a source with a place in line that do not wait for it any more: those of which `waits` finds none, a query of
 * the row of ticket `t` as it waits.
 */
export async function listOutOfLineOf(
  db: Tx,
  { kind, waits, now }: { kind: MessageSource; waits: Prisma.Sql; now: number },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT t.source_id AS id FROM send_ticket t
    WHERE t.source_kind = ${kind} AND ${isNotOnItsWay(now)} AND NOT EXISTS (${waits})
    ORDER BY 1 LIMIT ${MOST_OUT_OF_LINE}`;
  return rows.map(({ id }) => id);
}
