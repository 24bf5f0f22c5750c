import { z } from 'zod';
import { listOutOfLineOf } from '../../sending/send-lines.ts';
import type { Tx } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { dealtJson, waitingSchema, type Dealing, type WaitingRow } from '../../sending/waiting.ts';
import { NAMED_MAILBOX, PROGRAM_MAILBOX } from '../program-mailbox.ts';
import type { BatchRef } from '../../../temporal/lifecycle.ts';
import {
  KEEPING_A_PLACE,
  WAITING_FOR_MAILBOX,
  WAITING_IN_LINE,
  type WaitReason,
} from '../../../../contracts/sending/kinds.ts';

/**
 * Whose holds have ended: of customers, of a program, of a mailbox, or everybody's; or a program has other hours or another
 * mailbox, or the organisation another default.
 */
export type Released =
  | { scope: 'customer'; customerIds: readonly string[] }
  | { scope: 'program' | 'hours' | 'sender'; programId: string }
  | { scope: 'retired_mailbox'; mailboxId: string }
  | { scope: 'mailbox' | 'default_mailbox' | 'all' };

/** Lets what a hold kept back be tried now. What is being looked at right now is left alone. @returns batches to wake */
export async function releaseHeld(tx: Tx, released: Released, now: number): Promise<BatchRef[]> {
  const at = new Date(now);
  const customerIds = released.scope === 'customer' ? [...released.customerIds] : null;
  const programId = 'programId' in released ? released.programId : null;
  const mailboxId = released.scope === 'retired_mailbox' ? released.mailboxId : null;
  const isOfDefault = released.scope === 'default_mailbox';
  const reasons = reasonsOf(released.scope);
  const rows = await tx.$queryRaw<BatchRef[]>`
    WITH batch AS MATERIALIZED (
      SELECT b.id FROM review_batch b
      WHERE b.wake_at IS NOT NULL AND (${programId}::text IS NULL OR b.program_id = ${programId})
        AND (NOT ${isOfDefault} OR EXISTS (
          SELECT FROM program p WHERE p.id = b.program_id AND p.mailbox_id IS NULL))
        AND (${mailboxId}::text IS NULL OR EXISTS (
          SELECT FROM program p WHERE p.id = b.program_id AND ${NAMED_MAILBOX} IN (
            SELECT m.id FROM mailbox m WHERE m.id = ${mailboxId} OR m.retired_at IS NOT NULL)))
        AND EXISTS (
          SELECT FROM scheduled_touchpoint s
          WHERE s.batch_id = b.id AND s.status = 'approved'::text AND s.held_reason = ANY(${[...reasons]}::text[])
            AND (${customerIds}::text[] IS NULL OR s.customer_id = ANY(${customerIds}::text[])))
      ORDER BY b.id FOR NO KEY UPDATE),
    waiting AS MATERIALIZED (
      SELECT s.id FROM scheduled_touchpoint s JOIN batch ON batch.id = s.batch_id
      WHERE s.status = 'approved'::text AND s.held_reason = ANY(${[...reasons]}::text[])
        AND (${customerIds}::text[] IS NULL OR s.customer_id = ANY(${customerIds}::text[]))
      FOR NO KEY UPDATE OF s SKIP LOCKED),
    woken AS (
      UPDATE scheduled_touchpoint s SET wake_at = ${at} FROM waiting WHERE s.id = waiting.id)
    UPDATE review_batch b SET wake_at = ${at} FROM batch WHERE b.id = batch.id
    RETURNING b.id AS "batchId", b.program_id AS "programId"`;
  return rows;
}

const HOLD_REASONS: WaitReason[] = ['switched_off', 'program_hold', 'customer_hold', 'mailbox_hold'];
/** What ends at a moment that the hours of the program have moved. */
const REASONS_WITHIN_HOURS: WaitReason[] = ['window', ...WAITING_IN_LINE, 'contact_policy'];

function reasonsOf(scope: Released['scope']): readonly WaitReason[] {
  if (scope === 'hours') return REASONS_WITHIN_HOURS;
  const isOfSender = scope === 'retired_mailbox' || scope === 'default_mailbox' || scope === 'sender';
  return isOfSender ? WAITING_FOR_MAILBOX : HOLD_REASONS;
}

/**
 * Lets a page of the messages be tried now that the contact policy defers. What is being looked at right now is left alone.
 *
 * @returns the last of the page, null where there was none; and the batches to wake
 */
export async function releaseDeferred(
  tx: Tx,
  { behind, limit, now }: { behind: string; limit: number; now: number },
): Promise<{ last: string | null; batches: BatchRef[] }> {
  const at = new Date(now);
  const rows = await tx.$queryRaw<{ last: string | null; batches: BatchRef[] }[]>`
    WITH page AS MATERIALIZED (
      SELECT s.id, s.batch_id FROM scheduled_touchpoint s
      WHERE s.held_reason = 'contact_policy' AND s.status = 'approved' AND s.id > ${behind}
      ORDER BY s.id LIMIT ${limit}),
    batch AS MATERIALIZED (
      SELECT b.id FROM review_batch b WHERE b.wake_at IS NOT NULL AND b.id IN (SELECT batch_id FROM page)
      ORDER BY b.id FOR NO KEY UPDATE),
    waiting AS MATERIALIZED (
      SELECT s.id FROM scheduled_touchpoint s JOIN batch ON batch.id = s.batch_id
      WHERE s.id IN (SELECT id FROM page) AND s.held_reason = 'contact_policy' AND s.status = 'approved'
      FOR NO KEY UPDATE OF s SKIP LOCKED),
    released AS (
      UPDATE scheduled_touchpoint s SET held_until = ${at}, wake_at = ${at} FROM waiting WHERE s.id = waiting.id),
    woken AS (
      UPDATE review_batch b SET wake_at = ${at} FROM batch WHERE b.id = batch.id RETURNING b.id, b.program_id)
    SELECT (SELECT max(id) FROM page) AS last, (
      SELECT coalesce(jsonb_agg(jsonb_build_object('batchId', id, 'programId', program_id) ORDER BY id), '[]')
      FROM woken) AS batches`;
  return { last: rows[0]?.last ?? null, batches: rows[0]?.batches ?? [] };
}

/** Approved messages that wait for a mailbox which fails. What is being looked at right now is left alone. */
export async function listFailing(tx: Tx, mailboxId: string): Promise<WaitingRow[]> {
  await tx.$queryRaw`
    SELECT b.id FROM review_batch b
    WHERE b.wake_at IS NOT NULL AND EXISTS (
      SELECT FROM scheduled_touchpoint s
      WHERE s.batch_id = b.id AND s.status = 'approved'::text AND s.held_reason IN ('mailbox_failing', 'mailbox_reconnect'))
    ORDER BY b.id FOR NO KEY UPDATE`;
  const rows = await tx.$queryRaw`
    SELECT s.id, coalesce(s.planned_at, s.created_at) AS "dueAt", false AS "isFirst", 1 AS copies
    FROM scheduled_touchpoint s JOIN program p ON p.id = s.program_id
    WHERE s.status = 'approved'::text AND s.held_reason IN ('mailbox_failing', 'mailbox_reconnect')
      AND ${PROGRAM_MAILBOX} = ${mailboxId}
    ORDER BY s.planned_at, s.rank NULLS LAST, s.id FOR NO KEY UPDATE OF s SKIP LOCKED`;
  return z.array(waitingSchema).parse(rows);
}

/** Says when each of them, which are locked, may try. @returns batches to wake */
export async function deal(tx: Tx, { dealt, now }: Dealing): Promise<BatchRef[]> {
  const at = new Date(now);
  const rows = await tx.$queryRaw<BatchRef[]>`
    WITH dealt AS (
      UPDATE scheduled_touchpoint s SET slot_at = d."slotAt", wake_at = d.at,
        held_reason = CASE WHEN d.at > ${at} THEN 'mailbox_limit' END,
        held_until = CASE WHEN d.at > ${at} THEN d.at END
      FROM jsonb_to_recordset(${dealtJson(dealt)}::jsonb) AS d(id text, at timestamptz, "slotAt" timestamptz)
      WHERE s.id = d.id AND s.status = 'approved'::text RETURNING s.batch_id)
    UPDATE review_batch b SET wake_at = ${at}
    WHERE b.wake_at IS NOT NULL AND b.id IN (SELECT batch_id FROM dealt)
    RETURNING b.id AS "batchId", b.program_id AS "programId"`;
  return rows;
}

/** Lets those of these that wait for such a reason be tried now. @returns batches to wake */
export async function call(
  tx: Tx,
  { ids, reasons, now }: { ids: readonly string[]; reasons: readonly string[]; now: number },
): Promise<BatchRef[]> {
  const at = new Date(now);
  const rows = await tx.$queryRaw<BatchRef[]>`
    WITH batch AS MATERIALIZED (
      SELECT b.id FROM review_batch b
      WHERE b.id IN (SELECT batch_id FROM scheduled_touchpoint WHERE id = ANY(${[...ids]}::text[]))
      ORDER BY b.id FOR NO KEY UPDATE),
    waiting AS MATERIALIZED (
      SELECT s.id FROM scheduled_touchpoint s JOIN batch ON batch.id = s.batch_id
      WHERE s.id = ANY(${[...ids]}::text[]) AND s.status = 'approved'::text
        AND s.held_reason = ANY(${[...reasons]}::text[])
      FOR NO KEY UPDATE OF s SKIP LOCKED),
    called AS (
      UPDATE scheduled_touchpoint s SET wake_at = ${at}, held_until = ${at} FROM waiting WHERE s.id = waiting.id)
    UPDATE review_batch b SET wake_at = ${at} FROM batch WHERE b.id = batch.id AND b.wake_at IS NOT NULL
    RETURNING b.id AS "batchId", b.program_id AS "programId"`;
  return rows;
}

/** Messages with a place in line that do not wait for it any more. */
export function listOutOfLine(db: Tx, now: number): Promise<string[]> {
  const waits = Prisma.sql`
    SELECT FROM scheduled_touchpoint s
    WHERE s.id = t.source_id AND s.status = 'approved'::text AND s.held_reason = ANY(${[...KEEPING_A_PLACE]}::text[])`;
  return listOutOfLineOf(db, { kind: 'touchpoint', waits, now });
}
