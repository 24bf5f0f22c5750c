import { z } from 'zod';
import { KEEPING_A_PLACE, WAITING_FOR_MAILBOX } from '../../../contracts/sending/kinds.ts';
import { listOutOfLineOf } from '../sending/send-lines.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dealtJson, waitingSchema, type Dealing, type WaitingRow } from '../sending/waiting.ts';

/** Lets mails of actions be tried at once that a switch kept back. */
export async function releaseHeld(tx: Tx, now: number): Promise<{ actionId: string; customerId: string }[]> {
  const rows = await tx.$queryRaw`
    UPDATE action SET wake_at = ${new Date(now)}
    WHERE wake_at IS NOT NULL AND send_status = 'requested' AND held_reason IN ('switched_off', 'mailbox_hold')
    RETURNING id AS "actionId", customer_id AS "customerId"`;
  return z.array(z.object({ actionId: z.string(), customerId: z.string() })).parse(rows);
}

/** Lets mails of actions look for their mailbox at once that wait at one that is retired; a place in its line goes with that. */
export async function releaseFromMailbox(
  tx: Tx,
  mailboxId: string,
  now: number,
): Promise<{ actionId: string; customerId: string }[]> {
  const rows = await tx.$queryRaw`
    UPDATE action SET wake_at = ${new Date(now)}
    WHERE wake_at IS NOT NULL AND send_status = 'requested' AND held_reason = ANY(${[...WAITING_FOR_MAILBOX]}::text[])
      AND mailbox_id IN (SELECT id FROM mailbox WHERE id = ${mailboxId} OR retired_at IS NOT NULL)
    RETURNING id AS "actionId", customer_id AS "customerId"`;
  return z.array(z.object({ actionId: z.string(), customerId: z.string() })).parse(rows);
}

/**
 * Lets a page of the mails of actions be tried now that wait for a day or an hour, after the policy or the zone changed;
 * `isAgain`: those that are being looked at, too.
 *
 * @returns the last of the page, null where there was none; and those to wake
 */
export async function releaseDeferred(
  tx: Tx,
  { behind, limit, now, isAgain }: { behind: string; limit: number; now: number; isAgain: boolean },
): Promise<{ last: string | null; actions: { actionId: string; customerId: string }[] }> {
  const at = new Date(now);
  const passing = isAgain ? Prisma.empty : Prisma.sql`SKIP LOCKED`;
  const rows = await tx.$queryRaw<
    { last: string | null; actions: { actionId: string; customerId: string }[] }[]
  >`
    WITH page AS MATERIALIZED (
      SELECT id FROM action
      WHERE wake_at IS NOT NULL AND held_reason IN ('contact_policy', 'window') AND id > ${behind}
      ORDER BY id LIMIT ${limit}),
    waiting AS MATERIALIZED (
      SELECT a.id FROM action a
      WHERE a.id IN (SELECT id FROM page) AND a.wake_at IS NOT NULL AND a.held_reason IN ('contact_policy', 'window')
      ORDER BY a.id FOR NO KEY UPDATE ${passing}),
    woken AS (
      UPDATE action a SET held_until = ${at}, wake_at = ${at} FROM waiting WHERE a.id = waiting.id
      RETURNING a.id, a.customer_id)
    SELECT (SELECT max(id) FROM page) AS last, (
      SELECT coalesce(jsonb_agg(jsonb_build_object('actionId', id, 'customerId', customer_id) ORDER BY id), '[]')
      FROM woken) AS actions`;
  return { last: rows[0]?.last ?? null, actions: rows[0]?.actions ?? [] };
}

/** Mails of actions that wait for a mailbox which fails: a person asked for each. */
export async function listFailing(tx: Tx, mailboxId: string): Promise<WaitingRow[]> {
  const rows = await tx.$queryRaw`
    SELECT id, coalesce(send_requested_at, updated_at) AS "dueAt", true AS "isFirst", 1 AS copies FROM action
    WHERE wake_at IS NOT NULL AND send_status = 'requested' AND held_reason IN ('mailbox_failing', 'mailbox_reconnect')
      AND mailbox_heir(mailbox_id) = ${mailboxId}
    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`;
  return z.array(waitingSchema).parse(rows);
}

/** Says when each of them, which are locked, may try. @returns those to wake */
export async function deal(
  tx: Tx,
  { dealt, now }: Dealing,
): Promise<{ actionId: string; customerId: string }[]> {
  const at = new Date(now);
  const rows = await tx.$queryRaw`
    UPDATE action a SET slot_at = d."slotAt", wake_at = d.at,
      held_reason = CASE WHEN d.at > ${at} THEN 'mailbox_limit' END,
      held_until = CASE WHEN d.at > ${at} THEN d.at END
    FROM jsonb_to_recordset(${dealtJson(dealt)}::jsonb) AS d(id text, at timestamptz, "slotAt" timestamptz)
    WHERE a.id = d.id RETURNING a.id AS "actionId", a.customer_id AS "customerId"`;
  return z.array(z.object({ actionId: z.string(), customerId: z.string() })).parse(rows);
}

/** Lets those of these that wait for such a reason be tried now. @returns those to wake */
export async function call(
  tx: Tx,
  { ids, reasons, now }: { ids: readonly string[]; reasons: readonly string[]; now: number },
): Promise<{ actionId: string; customerId: string }[]> {
  const at = new Date(now);
  const rows = await tx.$queryRaw`
    UPDATE action a SET wake_at = ${at}, held_until = ${at}
    FROM (SELECT id FROM action
      WHERE id = ANY(${[...ids]}::text[]) AND wake_at IS NOT NULL AND send_status = 'requested'
        AND held_reason = ANY(${[...reasons]}::text[])
      ORDER BY id FOR NO KEY UPDATE) waiting
    WHERE a.id = waiting.id RETURNING a.id AS "actionId", a.customer_id AS "customerId"`;
  return z.array(z.object({ actionId: z.string(), customerId: z.string() })).parse(rows);
}

/** Mails of actions with a place in line that do not wait for it any more. */
export function listOutOfLine(db: Tx, now: number): Promise<string[]> {
  const waits = Prisma.sql`
    SELECT FROM action a
    WHERE a.id = t.source_id AND a.send_status = 'requested' AND a.held_reason = ANY(${[...KEEPING_A_PLACE]}::text[])`;
  return listOutOfLineOf(db, { kind: 'action', waits, now });
}
