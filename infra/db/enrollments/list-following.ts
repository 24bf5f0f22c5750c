import { enrollmentChanges } from '../../../contracts/enrollments/changes.ts';
import { causeOf, type ChangeAuthor } from '../../../domain/change-entry.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import type { RawTx } from '../raw-transaction.ts';
import { dayToDate } from '../rows.ts';

/** Condition: sequence `s` takes a customer `c` of this status (S8); the same rule as `isFit`. */
export const IS_FIT = Prisma.sql`(c.status = 'active' OR (s.purpose = 'outreach' AND c.status = 'prospect'))`;

/** A list and the activated sequence that follows it. */
export interface Following {
  sequenceId: string;
  listId: string;
}

/** What nobody has done for one of them. */
export interface Unfollowed extends Following {
  hasJoined: boolean;
  hasLeft: boolean;
}

/**
 * Members of a list that no sequence has taken in yet, locked by this transaction: the rows are the cursor (S17). `among`:
 * only these.
 */
export async function takePending(
  tx: Tx,
  { listId, limit, among }: { listId: string; limit: number; among?: readonly string[] },
): Promise<string[]> {
  const some = among ? Prisma.sql`AND customer_id = ANY(${[...among]}::text[])` : Prisma.empty;
  const rows = await tx.$queryRaw<{ customerId: string }[]>`
    SELECT customer_id AS "customerId" FROM list_member WHERE list_id = ${listId} AND sequence_id IS NULL ${some}
    ORDER BY customer_id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  return rows.map(({ customerId }) => customerId);
}

/** Whether members are left that no sequence has taken in. */
export async function hasPending(db: Tx, listId: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 AS one FROM list_member WHERE list_id = ${listId} AND sequence_id IS NULL LIMIT 1`;
  return rows.length > 0;
}

/** Notes that a sequence has taken members in. */
export async function markTaken(
  tx: Tx,
  { listId, sequenceId, customerIds }: Following & { customerIds: readonly string[] },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE list_member SET sequence_id = ${sequenceId}
    WHERE list_id = ${listId} AND customer_id = ANY(${[...customerIds]}::text[])`;
}

/**
 * Whoever follows the list from now on has its members still to take in: all but those that it has taken in before, since
 * they are on the list, and that are through (S17). A list that comes back begins nobody anew.
 */
export async function clearTaken(tx: Tx, { listId, sequenceId }: Following): Promise<void> {
  await tx.$executeRaw`
    UPDATE list_member m SET sequence_id = n.sequence_id
    FROM (
      SELECT b.customer_id, CASE WHEN NOT EXISTS (
          SELECT FROM enrollment e WHERE e.sequence_id = ${sequenceId} AND e.customer_id = b.customer_id AND e.is_live)
        AND (b.sequence_id = ${sequenceId} OR EXISTS (
          SELECT FROM enrollment e WHERE e.sequence_id = ${sequenceId} AND e.customer_id = b.customer_id
            AND e.list_id = b.list_id AND e.created_at >= b.added_at)) THEN ${sequenceId} END AS sequence_id
      FROM list_member b WHERE b.list_id = ${listId}) n
    WHERE m.list_id = ${listId} AND m.customer_id = n.customer_id AND m.sequence_id IS DISTINCT FROM n.sequence_id`;
}

/** Condition: nobody has taken the live enrollment `e` off yet. `IS TRUE` keeps the index of scopes out of the plan. */
const isOnIt = (now: Date): Prisma.Sql => Prisma.sql`NOT EXISTS (
  SELECT FROM hold h WHERE h.enrollment_id = e.id AND (h.scope = 'enrollment') IS TRUE AND h.kind = 'list' AND ${isOpen(now)})`;

/** Live enrollments that a list brought to the sequence that follows it, of customers who are not on it any more. */
export async function findLeft(
  db: Tx,
  {
    listId,
    customerIds,
    now,
    limit,
  }: { listId: string; customerIds?: readonly string[]; now: number; limit: number },
): Promise<string[]> {
  const some = customerIds ? Prisma.sql`AND e.customer_id = ANY(${[...customerIds]}::text[])` : Prisma.empty;
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM enrollment e JOIN sequence s ON s.id = e.sequence_id AND s.list_id = e.list_id AND s.status = 'active'
    WHERE e.list_id = ${listId} AND e.is_live ${some}
      AND NOT EXISTS (SELECT FROM list_member m WHERE m.list_id = e.list_id AND m.customer_id = e.customer_id)
      AND ${isOnIt(new Date(now))}
    ORDER BY e.id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/**
 * Pauses enrollments that this transaction holds, since their customers left the list or were removed (S17): a hold each,
 * the feed and the thread. Those that are paused so already stay as they are. @returns which it paused
 */
export async function holdLeft(
  tx: RawTx,
  input: {
    enrollments: readonly { enrollmentId: string; holdId: string; communicationId: string }[];
    reason: string;
    actor: ChangeAuthor['actor'];
    now: number;
  },
): Promise<string[]> {
  const now = new Date(input.now);
  const { enrollments, reason } = input;
  const actorId = input.actor.userId;
  const { origin, originId, depth } = causeOf(input.actor);
  const { entity, kind } = enrollmentChanges.removed;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH wanted AS (
      SELECT n.*, e.customer_id, e.sequence_id
      FROM unnest(${enrollments.map((each) => each.enrollmentId)}::text[], ${enrollments.map((each) => each.holdId)}::text[],
        ${enrollments.map((each) => each.communicationId)}::text[]) AS n(id, hold_id, communication_id)
      JOIN enrollment e ON e.id = n.id
      WHERE e.is_live AND ${isOnIt(now)}),
    held AS (
      INSERT INTO hold (id, scope, kind, enrollment_id, reason, author_id, started_at)
      SELECT hold_id, 'enrollment', 'list', id, ${reason}, ${actorId}, ${now}::timestamptz FROM wanted),
    bumped AS (
      UPDATE enrollment e SET intent_version = intent_version + 1 FROM wanted w WHERE e.id = w.id),
    logged AS (
      INSERT INTO communication (id, customer_id, kind, direction, occurred_at, subject, content, enrollment_id, author_id,
        data, created_at)
      SELECT w.communication_id, w.customer_id, 'activity', 'internal', ${now}::timestamptz, 'Removed: ' || s.name,
        ${reason}, w.id, ${actorId}, jsonb_build_object('event', 'removed', 'sequenceId', s.id), ${now}::timestamptz
      FROM wanted w JOIN sequence s ON s.id = w.sequence_id),
    fed AS (
      INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
      SELECT ${entity}::text, id, ${kind}::text, ${now}::timestamptz, ${actorId}, customer_id, ${origin}::text, ${originId}::text,
        ${depth}::smallint, jsonb_build_object('sequenceId', sequence_id)
      FROM wanted)
    SELECT id FROM wanted ORDER BY id`;
  return rows.map(({ id }) => id);
}

/** Ends the waiting of enrollments whose customers are active now. @returns how many go on */
export async function endStatusHolds(
  tx: RawTx,
  { enrollmentIds, now }: { enrollmentIds: readonly string[]; now: number },
): Promise<number> {
  const at = new Date(now);
  return tx.$executeRaw`
    UPDATE hold h SET ended_at = ${at}, ended_by_id = 'system'
    FROM enrollment e JOIN customer c ON c.id = e.customer_id JOIN sequence s ON s.id = e.sequence_id
    WHERE h.enrollment_id = e.id AND e.id = ANY(${[...enrollmentIds]}::text[]) AND h.scope = 'enrollment'
      AND h.kind = 'status' AND ${isOpen(at)} AND ${IS_FIT}`;
}

/** Live enrollments that begin with their sequence, moved to another day of it, if nothing of them has happened (S12). */
export async function moveStarts(
  tx: Tx,
  { sequenceId, startDate, now }: { sequenceId: string; startDate: string; now: number },
): Promise<void> {
  const day = dayToDate(startDate);
  await tx.$executeRaw`
    UPDATE enrollment e SET start_date = ${day}::date, planned_from = ${new Date(now)}::timestamptz,
      intent_version = intent_version + 1
    WHERE e.sequence_id = ${sequenceId} AND e.is_live AND e.start_date <> ${day}::date
      AND NOT EXISTS (SELECT FROM step_execution x WHERE x.enrollment_id = e.id AND x.status <> 'planned')`;
}

/**
 * What nobody has done for activated sequences that follow a list: members who joined before `joinedBefore` and are not
 * taken in, and nobody is at it; enrollments of those who left.
 */
export async function findUnfollowed(
  db: Tx,
  { joinedBefore, now }: { joinedBefore: number; now: number },
): Promise<Unfollowed[]> {
  const at = new Date(now);
  return db.$queryRaw`
    SELECT * FROM (
      SELECT s.id AS "sequenceId", s.list_id AS "listId",
        EXISTS (SELECT FROM list_member m WHERE m.list_id = s.list_id AND m.sequence_id IS NULL
          AND m.added_at < ${new Date(joinedBefore)})
        AND NOT EXISTS (SELECT FROM bulk_enrollment b WHERE b.list_id = s.list_id AND b.sequence_id = s.id
          AND b.status = 'running') AS "hasJoined",
        EXISTS (SELECT FROM enrollment e WHERE e.list_id = s.list_id AND e.sequence_id = s.id AND e.is_live
          AND NOT EXISTS (SELECT FROM list_member m WHERE m.list_id = e.list_id AND m.customer_id = e.customer_id)
          AND ${isOnIt(at)}) AS "hasLeft"
      FROM sequence s
      WHERE s.status = 'active' AND s.list_id IS NOT NULL AND (s.end_at IS NULL OR s.end_at > ${at})) found
    WHERE found."hasJoined" OR found."hasLeft"`;
}
