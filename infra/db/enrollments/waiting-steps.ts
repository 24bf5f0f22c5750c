import { z } from 'zod';
import { HOLDING_ALL, KEEPING_A_PLACE, type WaitReason } from '../../../contracts/sending/kinds.ts';
import { listOutOfLineOf } from '../sending/send-lines.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { FOLLOWS_ITS_THREAD, NAMED_MAILBOX, ROW_MAILBOX } from './row-mailbox.ts';
import { dealtJson, waitingSchema, type Dealing, type WaitingRow } from '../sending/waiting.ts';

/** Enrollments with a message that waits at a mailbox, or at one whose place it took, for one of these reasons, by id. */
export async function listWaitingForMailbox(
  db: Tx,
  { mailboxId, reasons }: { mailboxId: string; reasons: readonly WaitReason[] },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE line AS (
      SELECT ${mailboxId}::text AS id
      UNION SELECT m.id FROM line JOIN (
        SELECT id, successor_id, retired_at FROM mailbox UNION ALL SELECT id, successor_id, retired_at FROM sms_sender) m
        ON m.successor_id = line.id AND m.retired_at IS NOT NULL)
    SELECT DISTINCT e.id FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id
    JOIN sequence s ON s.id = e.sequence_id LEFT JOIN step t ON t.id = x.step_id
    WHERE x.held_reason = ANY(${[...reasons]}::text[]) AND x.status NOT IN ('done', 'skipped', 'cancelled') AND e.is_live
      AND EXISTS (SELECT FROM line WHERE line.id IN (${NAMED_MAILBOX}, e.mailbox_id, s.mailbox_id, s.sms_sender_id))
    ORDER BY e.id`;
  return rows.map((row) => row.id);
}

/**
 * Locks enrollments of a sequence with a message that waits, for one of these reasons, at the mailbox which the sequence
 * names for it (S24), by id; a thread stays with its sender while that works. What is being looked at right now is left
 * alone: it may be writing what refers to the sequence, which is locked; `isAgain`: it is not, and nobody is left alone.
 */
export async function lockWaitingForSequence(
  tx: Tx,
  { sequenceId, reasons, isAgain }: { sequenceId: string; reasons: readonly WaitReason[]; isAgain: boolean },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM enrollment e
    WHERE e.is_live AND e.id IN (
      SELECT x.enrollment_id FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id
      LEFT JOIN step t ON t.id = x.step_id
      WHERE x.sequence_id = ${sequenceId} AND x.held_reason = ANY(${[...reasons]}::text[])
        AND x.status NOT IN ('done', 'skipped', 'cancelled') AND ${NAMED_MAILBOX} IS NULL
        AND (NOT ${FOLLOWS_ITS_THREAD} OR x.held_reason IN ('mailbox_failing', 'mailbox_reconnect')))
    ORDER BY e.id FOR NO KEY UPDATE ${passing(isAgain)}`;
  return rows.map((row) => row.id);
}

/** Lets messages of these enrollments, which are locked, look for their mailbox at once; a place in another line goes with that. */
export async function releaseFromMailbox(
  tx: Tx,
  { enrollmentIds, reasons }: { enrollmentIds: readonly string[]; reasons: readonly WaitReason[] },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE step_execution SET held_reason = NULL, held_until = NULL
    WHERE enrollment_id = ANY(${[...enrollmentIds]}::text[]) AND held_reason = ANY(${[...reasons]}::text[])`;
}

/** Lets messages of these enrollments, which are locked, look at once, in the line in which they have a place. */
export async function lookAgain(
  tx: Tx,
  input: { enrollmentIds: readonly string[]; reasons: readonly WaitReason[]; now: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE step_execution SET held_until = ${new Date(input.now)}
    WHERE enrollment_id = ANY(${[...input.enrollmentIds]}::text[]) AND held_reason = ANY(${[...input.reasons]}::text[])
      AND status IN ('planned', 'ready')`;
}

/** `isAgain`: what is being looked at right now is waited for, and not left alone. */
interface Releasing {
  now: number;
  isAgain: boolean;
}

/** What is done about rows that somebody is looking at. */
const passing = (isAgain: boolean): Prisma.Sql => (isAgain ? Prisma.empty : Prisma.sql`SKIP LOCKED`);

/** A page of enrollments, by id. */
interface ReleasedPage extends Releasing {
  behind: string;
  limit: number;
}

/**
 * Lets a page of the enrollments look again that have a step which the contact policy defers.
 *
 * @returns the last of the page, null where there was none; and those to wake
 */
export const releaseDeferred = (tx: Tx, page: ReleasedPage): Promise<Released> =>
  releasePage(tx, page, {
    reason: 'contact_policy',
    ids: Prisma.sql`
      SELECT DISTINCT x.enrollment_id AS id FROM step_execution x
      WHERE x.held_reason = 'contact_policy' AND x.status IN ('planned', 'ready') AND x.enrollment_id > ${page.behind}
      ORDER BY 1 LIMIT ${page.limit}`,
  });

/** The same with those that wait for quiet hours; what is planned for the end of them says so on its enrollment alone. */
export const releaseQuiet = (tx: Tx, page: ReleasedPage): Promise<Released> =>
  releasePage(tx, page, {
    reason: 'quiet_hours',
    ids: Prisma.sql`
      (SELECT e.id FROM enrollment e WHERE e.wait_reason = 'quiet_hours' AND e.id > ${page.behind}
      ORDER BY 1 LIMIT ${page.limit})
      UNION
      (SELECT DISTINCT x.enrollment_id FROM step_execution x
      WHERE x.held_reason = 'quiet_hours' AND x.status IN ('planned', 'ready') AND x.enrollment_id > ${page.behind}
      ORDER BY 1 LIMIT ${page.limit})
      ORDER BY 1 LIMIT ${page.limit}`,
  });

interface Released {
  last: string | null;
  enrollmentIds: string[];
}

async function releasePage(
  tx: Tx,
  { now, isAgain }: Releasing,
  { ids, reason }: { ids: Prisma.Sql; reason: WaitReason },
): Promise<Released> {
  const rows = await tx.$queryRaw<{ last: string | null; ids: string[] }[]>`
    WITH page AS MATERIALIZED (${ids}),
    waiting AS MATERIALIZED (
      SELECT e.id FROM enrollment e WHERE e.is_live AND e.id IN (SELECT id FROM page)
      ORDER BY e.id FOR NO KEY UPDATE ${passing(isAgain)}),
    released AS (
      UPDATE step_execution x SET held_until = ${new Date(now)}
      FROM waiting WHERE x.enrollment_id = waiting.id AND x.held_reason = ${reason}
        AND x.status IN ('planned', 'ready')),
    woken AS (
      UPDATE enrollment e SET intent_version = e.intent_version + 1 FROM waiting WHERE e.id = waiting.id
      RETURNING e.id)
    SELECT (SELECT max(id) FROM page) AS last, ARRAY(SELECT id FROM woken ORDER BY id) AS ids`;
  return { last: rows[0]?.last ?? null, enrollmentIds: rows[0]?.ids ?? [] };
}

/** Messages of live enrollments that wait for a mailbox which fails, with their enrollments. */
export async function listFailing(
  tx: Tx,
  mailboxId: string,
): Promise<(WaitingRow & { enrollmentId: string })[]> {
  const rows = await tx.$queryRaw`
    SELECT x.id, x.enrollment_id AS "enrollmentId", coalesce(x.due_at, x.created_at) AS "dueAt",
      x.send_requested_at IS NOT NULL AS "isFirst", 1 + coalesce(cardinality(t.cc) + cardinality(t.bcc), 0) AS copies
    FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id JOIN sequence s ON s.id = e.sequence_id
    LEFT JOIN step t ON t.id = x.step_id
    WHERE x.held_reason IN ('mailbox_failing', 'mailbox_reconnect') AND x.status IN ('planned', 'ready') AND e.is_live
      AND ${ROW_MAILBOX} = ${mailboxId}
    ORDER BY x.due_at, x.id`;
  return z.array(waitingSchema.extend({ enrollmentId: z.string() })).parse(rows);
}

/** Says when each of them, whose enrollments are locked, may try. @returns enrollments of those that may now, in their order */
export async function deal(tx: Tx, { dealt, now }: Dealing): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string; enrollmentId: string }[]>`
    UPDATE step_execution x SET slot_at = d."slotAt",
      held_reason = CASE WHEN d.at > ${new Date(now)} THEN 'mailbox_limit' END,
      held_until = CASE WHEN d.at > ${new Date(now)} THEN d.at END
    FROM jsonb_to_recordset(${dealtJson(dealt)}::jsonb) AS d(id text, at timestamptz, "slotAt" timestamptz)
    WHERE x.id = d.id AND x.held_reason IN ('mailbox_failing', 'mailbox_reconnect') AND x.status IN ('planned', 'ready')
    RETURNING x.id, x.enrollment_id AS "enrollmentId"`;
  const enrollmentOf = new Map(rows.map(({ id, enrollmentId }) => [id, enrollmentId]));
  const due = dealt.filter(({ at }) => at <= now).flatMap(({ id }) => enrollmentOf.get(id) ?? []);
  return [...new Set(due)];
}

/** The enrollments of these steps. */
export async function enrollmentsOf(db: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await db.stepExecution.findMany({
    where: { id: { in: [...ids] } },
    select: { enrollmentId: true },
  });
  return [...new Set(rows.map(({ enrollmentId }) => enrollmentId))];
}

/** Lets those of these, whose enrollments are locked, that wait for such a reason try now. @returns their enrollments */
export async function call(
  tx: Tx,
  { ids, reasons, now }: { ids: readonly string[]; reasons: readonly string[]; now: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ enrollmentId: string }[]>`
    UPDATE step_execution SET held_until = ${new Date(now)}
    WHERE id = ANY(${[...ids]}::text[]) AND held_reason = ANY(${[...reasons]}::text[])
      AND status IN ('planned', 'ready')
    RETURNING enrollment_id AS "enrollmentId"`;
  return [...new Set(rows.map(({ enrollmentId }) => enrollmentId))];
}

/** Steps with a place in line that do not wait for it any more. */
export function listOutOfLine(db: Tx, now: number): Promise<string[]> {
  const waits = Prisma.sql`
    SELECT FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id
    WHERE x.id = t.source_id AND x.status IN ('planned', 'ready') AND e.is_live
      AND x.held_reason = ANY(${[...KEEPING_A_PLACE]}::text[])
      AND NOT coalesce(e.wait_reason = ANY(${[...HOLDING_ALL]}::text[]), false)`;
  return listOutOfLineOf(db, { kind: 'step_execution', waits, now });
}
