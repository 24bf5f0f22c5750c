import type { Tx } from '../../client.ts';
import type { BatchRef } from '../../../temporal/lifecycle.ts';
import { WAITING_FOR_MAILBOX, type WaitReason } from '../../../../contracts/sending/kinds.ts';

/** Whose holds have ended: of customers, of a program, of a mailbox, or everybody's. */
export type Released =
  | { scope: 'customer'; customerIds: readonly string[] }
  | { scope: 'program'; programId: string }
  | { scope: 'retired_mailbox'; mailboxId: string }
  | { scope: 'mailbox' | 'all' };

/** Lets what a hold kept back be tried now. What is being looked at right now is left alone. @returns batches to wake */
export async function releaseHeld(tx: Tx, released: Released, now: number): Promise<BatchRef[]> {
  const at = new Date(now);
  const customerIds = released.scope === 'customer' ? [...released.customerIds] : null;
  const programId = released.scope === 'program' ? released.programId : null;
  const mailboxId = released.scope === 'retired_mailbox' ? released.mailboxId : null;
  const reasons = mailboxId === null ? HOLD_REASONS : WAITING_FOR_MAILBOX;
  const rows = await tx.$queryRaw<BatchRef[]>`
    WITH batch AS MATERIALIZED (
      SELECT b.id FROM review_batch b
      WHERE b.wake_at IS NOT NULL AND (${programId}::text IS NULL OR b.program_id = ${programId})
        AND (${mailboxId}::text IS NULL OR EXISTS (
          SELECT FROM program p LEFT JOIN organisation o ON TRUE
          WHERE p.id = b.program_id AND coalesce(p.mailbox_id, o.default_mailbox_id) IN (
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
      UPDATE scheduled_touchpoint s SET wake_at = ${at},
        slot_at = CASE WHEN ${mailboxId}::text IS NULL THEN s.slot_at END FROM waiting WHERE s.id = waiting.id)
    UPDATE review_batch b SET wake_at = ${at} FROM batch WHERE b.id = batch.id
    RETURNING b.id AS "batchId", b.program_id AS "programId"`;
  return rows;
}

const HOLD_REASONS: WaitReason[] = ['switched_off', 'program_hold', 'customer_hold', 'mailbox_hold'];

/** Lets messages be tried now that the contact policy defers, after it changed. */
export async function releaseDeferred(tx: Tx, now: number): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    WITH batch AS MATERIALIZED (
      SELECT b.id FROM review_batch b
      WHERE b.wake_at IS NOT NULL AND EXISTS (
        SELECT FROM scheduled_touchpoint s
        WHERE s.batch_id = b.id AND s.status = 'approved'::text AND s.held_reason = 'contact_policy')
      ORDER BY b.id FOR NO KEY UPDATE),
    waiting AS MATERIALIZED (
      SELECT s.id FROM scheduled_touchpoint s JOIN batch ON batch.id = s.batch_id
      WHERE s.status = 'approved'::text AND s.held_reason = 'contact_policy'
      FOR NO KEY UPDATE OF s SKIP LOCKED),
    released AS (
      UPDATE scheduled_touchpoint s SET held_until = ${at}, wake_at = ${at} FROM waiting WHERE s.id = waiting.id)
    UPDATE review_batch b SET wake_at = ${at} FROM batch WHERE b.id = batch.id`;
}
