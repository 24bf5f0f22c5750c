import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { AutomationSendStatus } from '../../../contracts/automations/kinds.ts';
import type { DigestRow } from '../../../domain/automations/digest-words.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate, moneyColumn } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';

/** Mails of a pass to one of our own people, of which some wait; instants in epoch milliseconds. */
export interface WaitingMails {
  userId: string | null;
  address: string | null;
  made: number;
  oldestAt: number;
  tooManyAt: number | null;
  /** The mailbox of the newest. */
  mailboxId: string | null;
  actionKey: string;
}

const instant = z.date().transform((at) => at.getTime());
const waitingMailsSchema = z.object({
  userId: z.string().nullable(),
  address: z.string().nullable(),
  made: z.int(),
  oldestAt: instant,
  tooManyAt: instant.nullable(),
  mailboxId: z.string().nullable(),
  actionKey: z.string(),
});

/** Whether mails of a pass that wait to see how many there will be are to be looked at; `dueBefore` infinite: any that wait. */
export async function isAnyDue(
  db: Tx,
  { passId, dueBefore }: { passId: string; dueBefore: number },
): Promise<boolean> {
  const row = await db.automationMessage.findFirst({
    where: {
      passId,
      sendStatus: 'gathering',
      ...(Number.isFinite(dueBefore) && { wakeAt: { lte: new Date(dueBefore) } }),
    },
    select: { id: true },
  });
  return row !== null;
}

/** Locks the mails of a pass that wait to see how many there will be, and counts them by reader with all that were made. */
export async function lockWaiting(
  tx: Tx,
  { passId, above }: { passId: string; above: number },
): Promise<WaitingMails[]> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT id FROM automation_message WHERE pass_id = ${passId} AND send_status = 'gathering'
    ORDER BY id FOR NO KEY UPDATE`;
  if (locked.length === 0) return [];
  const rows = await tx.$queryRaw`
    WITH made AS (
      SELECT a.*, lower(a.address) AS at, row_number() OVER (PARTITION BY a.user_id, lower(a.address) ORDER BY a.id) AS n
      FROM automation_message a
      WHERE a.pass_id = ${passId} AND a.recipient <> 'contact' AND a.effect_id IS NOT NULL)
    SELECT user_id AS "userId", min(address) AS address, count(*)::int AS made,
      min(requested_at) FILTER (WHERE send_status = 'gathering') AS "oldestAt",
      min(requested_at) FILTER (WHERE send_status = 'gathering' AND n = ${above + 1}::int) AS "tooManyAt",
      (array_agg(mailbox_id ORDER BY id DESC) FILTER (WHERE send_status = 'gathering'))[1] AS "mailboxId",
      (array_agg(action_key ORDER BY id DESC) FILTER (WHERE send_status = 'gathering'))[1] AS "actionKey"
    FROM made GROUP BY user_id, at HAVING bool_or(send_status = 'gathering') ORDER BY 1, 2`;
  return z.array(waitingMailsSchema).parse(rows);
}

/** How many records of a pass are still to be worked on, so many at most; null: not everybody has one yet. */
export async function countOpenRecords(
  tx: Tx,
  { passId, most }: { passId: string; most: number },
): Promise<number | null> {
  const rows = await tx.$queryRaw<{ isFilled: boolean; status: string; open: number }[]>`
    SELECT p.is_filled AS "isFilled", p.status, (
      SELECT count(*)::int FROM (
        SELECT FROM automation_record r WHERE r.pass_id = p.id AND r.status = 'open'::text LIMIT ${most}) o) AS open
    FROM automation_pass p WHERE p.id = ${passId}`;
  const pass = rows[0];
  if (!pass || pass.status === 'done' || pass.status === 'ended' || pass.status === 'skipped') return 0;
  return pass.isFilled ? pass.open : null;
}

/** Lets mails of a pass that wait to see how many there will be be looked at now. @returns whether there are any */
export async function hurry(tx: Tx, { passId, now }: { passId: string; now: number }): Promise<boolean> {
  const { count } = await tx.automationMessage.updateMany({
    where: { passId, sendStatus: 'gathering' },
    data: { wakeAt: new Date(now) },
  });
  return count > 0;
}

type Reader = Pick<WaitingMails, 'userId' | 'address'>;

const isOf = ({ userId, address }: Reader): Prisma.Sql => Prisma.sql`
  user_id IS NOT DISTINCT FROM ${userId}::text AND lower(address) IS NOT DISTINCT FROM lower(${address}::text)`;

/** What the mails of a pass to one reader that wait are from now on. */
export async function moveWaiting(
  tx: Tx,
  input: {
    passId: string;
    reader: Reader;
    to: AutomationSendStatus;
    digestId: string | null;
    wakeAt: number | null;
    now: number;
  },
): Promise<void> {
  const wakeAt = input.wakeAt === null ? null : new Date(input.wakeAt);
  await tx.$executeRaw`
    UPDATE automation_message SET send_status = ${input.to}, digest_id = ${input.digestId}, wake_at = ${wakeAt},
      updated_at = ${new Date(input.now)}
    WHERE pass_id = ${input.passId} AND send_status = 'gathering' AND ${isOf(input.reader)}`;
}

/**
 * Takes out of a digest whom its reader may not see (U3): for everybody who reads it, `viewers` are all of those whose sight
 * counts. @returns the effects of those taken out
 */
export async function hide(
  tx: Tx,
  { digestId, viewers, now }: { digestId: string; viewers: readonly Viewer[]; now: number },
): Promise<string[]> {
  const isSeen = viewers.map((viewer) => customerIsVisible(viewer, 'c'));
  if (isSeen.length === 0) return [];
  const rows = await tx.$queryRaw<{ effectId: string }[]>`
    UPDATE automation_message a SET send_status = 'skipped', skip_reason = 'hidden', digest_id = NULL,
      updated_at = ${new Date(now)}
    FROM customer c
    WHERE a.digest_id = ${digestId} AND a.send_status = 'in_digest'::text AND c.id = a.customer_id
      AND NOT coalesce(${Prisma.join(isSeen, ' AND ')}, false)
    RETURNING a.effect_id AS "effectId"`;
  return rows.map(({ effectId }) => effectId);
}

/** Somebody whom a digest lists; null: nobody is left. */
export async function findListed(tx: Tx, digestId: string): Promise<string | null> {
  const row = await tx.automationMessage.findFirst({
    where: { digestId, sendStatus: 'in_digest' },
    select: { customerId: true },
  });
  return row?.customerId ?? null;
}

const rowsSchema = z.object({
  customerId: z.string(),
  name: z.string(),
  currency: z.string(),
  overdue: moneyColumn,
});

/** How many customers a digest lists, and the most overdue of them as of a day. */
export async function readRows(
  tx: Tx,
  { digestId, today, limit }: { digestId: string; today: string; limit: number },
): Promise<{ total: number; rows: (DigestRow & { customerId: string })[] }> {
  const [counted] = await tx.$queryRaw<{ total: number }[]>`
    SELECT count(DISTINCT customer_id)::int AS total FROM automation_message
    WHERE digest_id = ${digestId} AND send_status = 'in_digest'::text`;
  const rows = await tx.$queryRaw`
    SELECT c.id AS "customerId", c.name, c.currency, coalesce(o.overdue, 0) AS overdue
    FROM customer c LEFT JOIN LATERAL (
      SELECT sum(i.balance) AS overdue FROM invoice i
      WHERE i.customer_id = c.id AND i.status = 'open'::text AND i.due_on < ${dayToDate(today)}::date) o ON TRUE
    WHERE c.id IN (SELECT customer_id FROM automation_message
      WHERE digest_id = ${digestId} AND send_status = 'in_digest'::text)
    ORDER BY 4 DESC, c.name, c.id LIMIT ${limit}`;
  return { total: counted?.total ?? 0, rows: z.array(rowsSchema).parse(rows) };
}

/** Lets a digest list again what failed with it. @returns the effects */
export async function listAgain(
  tx: Tx,
  { digestId, now }: { digestId: string; now: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ effectId: string }[]>`
    UPDATE automation_message a SET send_status = 'in_digest', error_code = NULL, error_detail = NULL,
      updated_at = ${new Date(now)}
    FROM automation_message d
    WHERE d.id = ${digestId} AND a.pass_id = d.pass_id AND a.digest_id = d.id AND a.send_status = 'error'
    RETURNING a.effect_id AS "effectId"`;
  return rows.map(({ effectId }) => effectId);
}

/** A digest that has found its end, with what its customers do not know yet. */
export interface EndedDigest {
  id: string;
  sendStatus: AutomationSendStatus;
  errorCode: string | null;
  errorDetail: string | null;
  skipReason: string | null;
  skipDetail: string | null;
}

/** Those of a pass. */
export async function findEnded(db: Tx, passId: string): Promise<EndedDigest[]> {
  return db.$queryRaw<EndedDigest[]>`
    SELECT d.id, d.send_status AS "sendStatus", d.error_code AS "errorCode", d.error_detail AS "errorDetail",
      d.skip_reason AS "skipReason", d.skip_detail AS "skipDetail"
    FROM automation_message d
    WHERE d.pass_id = ${passId} AND d.effect_id IS NULL AND d.send_status IN ('sent', 'error', 'skipped', 'cancelled')
      AND EXISTS (SELECT FROM automation_message a WHERE a.digest_id = d.id AND a.send_status = 'in_digest'::text)
    ORDER BY d.id`;
}

/** Locks some of what a digest lists. @returns their ids and effects */
export async function lockListed(
  tx: Tx,
  { digestId, limit }: { digestId: string; limit: number },
): Promise<{ id: string; effectId: string }[]> {
  return tx.$queryRaw<{ id: string; effectId: string }[]>`
    SELECT a.id, a.effect_id AS "effectId" FROM automation_message a
    WHERE a.digest_id = ${digestId} AND a.send_status = 'in_digest'::text
    ORDER BY a.id LIMIT ${limit} FOR NO KEY UPDATE`;
}
