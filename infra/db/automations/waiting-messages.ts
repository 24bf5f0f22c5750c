import { z } from 'zod';
import {
  KEEPING_A_PLACE,
  WAITING_FOR_MAILBOX,
  WAITING_IN_LINE,
  type WaitReason,
} from '../../../contracts/sending/kinds.ts';
import type { StartedDelivery } from '../../temporal/lifecycle/automations.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { listOutOfLineOf } from '../sending/send-lines.ts';
import { dealtJson, waitingSchema, type Dealing, type WaitingRow } from '../sending/waiting.ts';

/**
 * What has ended: the holds of everything, of a mailbox, a customer or an automation; a mailbox is retired, or another is the
 * organisation's.
 */
export type Released =
  | { of: 'all' | 'mailbox' | 'default_mailbox' }
  | { of: 'customer' | 'automation' | 'retired_mailbox'; id: string };

const HELD: readonly WaitReason[] = ['switched_off', 'mailbox_hold', 'customer_hold'];

/** Expression: the mailbox that message `a` names, else the organisation's; of an sms, the number that it names. */
const NAMED = Prisma.sql`coalesce(a.mailbox_id, (SELECT o.default_mailbox_id FROM organisation o LIMIT 1))`;

/** Expression: from what message `a` would leave now: a retired one hands over (S24). */
const SENDER = Prisma.sql`(SELECT coalesce(CASE WHEN a.channel = 'sms'::text THEN sms_sender_heir(named.id)
  ELSE mailbox_heir(named.id) END, named.id) FROM (SELECT ${NAMED} AS id) named)`;

function whichOf(released: Released): { reasons: readonly WaitReason[]; where: Prisma.Sql } {
  switch (released.of) {
    case 'all':
      return { reasons: HELD, where: Prisma.sql`TRUE` };
    case 'mailbox':
      return { reasons: ['mailbox_hold'], where: Prisma.sql`TRUE` };
    case 'automation':
      return { reasons: ['paused', 'switched_off'], where: Prisma.sql`a.automation_id = ${released.id}` };
    case 'customer':
      return { reasons: ['customer_hold'], where: Prisma.sql`a.customer_id = ${released.id}` };
    case 'retired_mailbox':
      return {
        reasons: WAITING_FOR_MAILBOX,
        where: Prisma.sql`(${NAMED} IN (SELECT id FROM mailbox WHERE id = ${released.id} OR retired_at IS NOT NULL)
          OR ${NAMED} IN (SELECT id FROM sms_sender WHERE id = ${released.id} OR retired_at IS NOT NULL))`,
      };
    case 'default_mailbox':
      return { reasons: WAITING_FOR_MAILBOX, where: Prisma.sql`a.mailbox_id IS NULL` };
  }
}

/** Lets messages be tried now that waited for it. What is being looked at right now is left alone. @returns deliveries to wake */
export async function release(tx: Tx, released: Released, now: number): Promise<StartedDelivery[]> {
  const { reasons, where } = whichOf(released);
  return tx.$queryRaw<StartedDelivery[]>`
    WITH waiting AS MATERIALIZED (
      SELECT a.id FROM automation_message a
      WHERE a.wake_at IS NOT NULL AND a.send_status = 'requested' AND a.held_reason = ANY(${[...reasons]}::text[])
        AND ${where}
      ORDER BY a.id FOR NO KEY UPDATE SKIP LOCKED),
    woken AS (
      UPDATE automation_message a SET wake_at = ${new Date(now)}, held_until = ${new Date(now)} FROM waiting
      WHERE a.id = waiting.id RETURNING a.pass_id, a.automation_id)
    SELECT DISTINCT pass_id AS "passId", automation_id AS "automationId" FROM woken`;
}

/** A page of messages, by id. */
interface ReleasedPage {
  behind: string;
  limit: number;
  now: number;
}

/** The last of the page, null where there was none; and the deliveries to wake. */
interface ReleasedMessages {
  last: string | null;
  passes: StartedDelivery[];
}

/**
 * Lets a page of the messages be tried now that wait for a day or an hour, after the policy or the zone changed. What is being
 * looked at right now is left alone.
 */
export const releaseDeferred = (tx: Tx, page: ReleasedPage): Promise<ReleasedMessages> =>
  releasePage(tx, page, Prisma.sql`a.held_reason IN ('contact_policy', 'window')`);

const QUIETENED: readonly WaitReason[] = ['quiet_hours', 'window', ...WAITING_IN_LINE];

/** The same with sms that wait for quiet hours, or that asked for a place behind them. */
export const releaseQuiet = (tx: Tx, page: ReleasedPage): Promise<ReleasedMessages> =>
  releasePage(
    tx,
    page,
    Prisma.sql`a.channel = 'sms'::text AND a.held_reason = ANY(${[...QUIETENED]}::text[])`,
  );

/** `which`: a condition over message `a`. */
async function releasePage(
  tx: Tx,
  { behind, limit, now }: ReleasedPage,
  which: Prisma.Sql,
): Promise<ReleasedMessages> {
  const at = new Date(now);
  const rows = await tx.$queryRaw<ReleasedMessages[]>`
    WITH page AS MATERIALIZED (
      SELECT a.id FROM automation_message a
      WHERE a.wake_at IS NOT NULL AND a.send_status = 'requested' AND ${which} AND a.id > ${behind}
      ORDER BY a.id LIMIT ${limit}),
    waiting AS MATERIALIZED (
      SELECT a.id FROM automation_message a
      WHERE a.id IN (SELECT id FROM page) AND a.send_status = 'requested' AND ${which}
      ORDER BY a.id FOR NO KEY UPDATE SKIP LOCKED),
    woken AS (
      UPDATE automation_message a SET wake_at = ${at}, held_until = ${at} FROM waiting
      WHERE a.id = waiting.id RETURNING a.pass_id, a.automation_id)
    SELECT (SELECT max(id) FROM page) AS last, (
      SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('passId', pass_id, 'automationId', automation_id)), '[]')
      FROM woken) AS passes`;
  return { last: rows[0]?.last ?? null, passes: rows[0]?.passes ?? [] };
}

/** Messages that wait for a mailbox, or a number, which fails; those that a person asked for first. */
export async function listFailing(tx: Tx, mailboxId: string): Promise<WaitingRow[]> {
  const rows = await tx.$queryRaw`
    SELECT a.id, a.requested_at AS "dueAt", a.asked_by_id IS NOT NULL AS "isFirst", 1 AS copies
    FROM automation_message a
    WHERE a.wake_at IS NOT NULL AND a.send_status = 'requested' AND a.held_reason IN ('mailbox_failing', 'mailbox_reconnect')
      AND ${SENDER} = ${mailboxId}
    ORDER BY a.id FOR NO KEY UPDATE SKIP LOCKED`;
  return z.array(waitingSchema).parse(rows);
}

/** Says when each of them, which are locked, may try. @returns deliveries to wake */
export async function deal(tx: Tx, { dealt, now }: Dealing): Promise<StartedDelivery[]> {
  const at = new Date(now);
  return tx.$queryRaw<StartedDelivery[]>`
    WITH dealt AS (
      UPDATE automation_message a SET slot_at = d."slotAt", wake_at = d.at,
        held_reason = CASE WHEN d.at > ${at} THEN 'mailbox_limit' END,
        held_until = CASE WHEN d.at > ${at} THEN d.at END
      FROM jsonb_to_recordset(${dealtJson(dealt)}::jsonb) AS d(id text, at timestamptz, "slotAt" timestamptz)
      WHERE a.id = d.id RETURNING a.pass_id, a.automation_id)
    SELECT DISTINCT pass_id AS "passId", automation_id AS "automationId" FROM dealt`;
}

/** Lets those of these that wait for such a reason be tried now. @returns deliveries to wake */
export async function call(
  tx: Tx,
  { ids, reasons, now }: { ids: readonly string[]; reasons: readonly string[]; now: number },
): Promise<StartedDelivery[]> {
  const at = new Date(now);
  return tx.$queryRaw<StartedDelivery[]>`
    WITH waiting AS MATERIALIZED (
      SELECT id FROM automation_message
      WHERE id = ANY(${[...ids]}::text[]) AND wake_at IS NOT NULL AND send_status = 'requested'
        AND held_reason = ANY(${[...reasons]}::text[])
      ORDER BY id FOR NO KEY UPDATE),
    called AS (
      UPDATE automation_message a SET wake_at = ${at}, held_until = ${at} FROM waiting WHERE a.id = waiting.id
      RETURNING a.pass_id, a.automation_id)
    SELECT DISTINCT pass_id AS "passId", automation_id AS "automationId" FROM called`;
}

/** Messages with a place in line that do not wait for it any more. */
export function listOutOfLine(db: Tx, now: number): Promise<string[]> {
  const waits = Prisma.sql`
    SELECT FROM automation_message a
    WHERE a.id = t.source_id AND a.send_status = 'requested' AND a.held_reason = ANY(${[...KEEPING_A_PLACE]}::text[])`;
  return listOutOfLineOf(db, { kind: 'automation', waits, now });
}
