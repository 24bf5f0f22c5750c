import type { WaitReason } from '../../../../contracts/sending/kinds.ts';
import type { Tx } from '../../client.ts';
import { VANISHED } from '../../../../domain/sending/vanished.ts';
import type { RawTx } from '../../raw-transaction.ts';
import type { BatchRef } from '../../../temporal/lifecycle.ts';
import { fenceOf } from '../../sending/fence.ts';
import { outlookOf, type DeliveryOutlook } from '../../sending/delivery-outlook.ts';

/**
 * Begins to send a batch: what an attempt that ended has claimed is due at once, and nobody has to look after the
 * batch for the time of the lease. Null: there is no such batch.
 */
export async function beginSend(
  tx: Tx,
  { batchId, now, leaseUntil }: { batchId: string; now: number; leaseUntil: number },
): Promise<BatchRef | null> {
  const at = new Date(now);
  const rows = await tx.$queryRaw<BatchRef[]>`
    UPDATE review_batch SET wake_at = ${new Date(leaseUntil)} WHERE id = ${batchId}
    RETURNING id AS "batchId", program_id AS "programId"`;
  await tx.$executeRaw`
    UPDATE scheduled_touchpoint s SET wake_at = ${at} FROM message m
    WHERE s.batch_id = ${batchId} AND s.status = 'approved'::text AND s.wake_at > ${at}
      AND m.source_kind = 'touchpoint' AND m.source_id = s.id
      AND (m.status = 'handed_over' OR (m.status = 'claimed' AND right(m.token, 6) <> '/ended'))`;
  return rows[0] ?? null;
}

/** Items of a batch whose time has come, the most overdue first. */
export async function findDue(
  db: Tx,
  input: { batchId: string; dueBefore: number; besides: readonly string[]; limit: number },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM scheduled_touchpoint
    WHERE batch_id = ${input.batchId} AND status = 'approved'::text AND wake_at <= ${new Date(input.dueBefore)}
      AND id <> ALL(${[...input.besides]}::text[])
    ORDER BY rank NULLS LAST, wake_at, id LIMIT ${input.limit}`;
  return rows.map((row) => row.id);
}

/** Lets all of a batch wait whose time has come. What is being looked at right now is left alone. */
export async function holdDue(
  tx: Tx,
  input: {
    batchId: string;
    dueBefore: number;
    reason: WaitReason;
    until: number | null;
    wakeAt: number;
    now: number;
  },
): Promise<void> {
  const until = input.until === null ? null : new Date(input.until);
  await tx.$executeRaw`
    WITH due AS MATERIALIZED (
      SELECT id FROM scheduled_touchpoint
      WHERE batch_id = ${input.batchId} AND status = 'approved'::text AND wake_at <= ${new Date(input.dueBefore)}
      FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE scheduled_touchpoint s SET held_reason = ${input.reason}, held_until = ${until},
      wake_at = ${new Date(input.wakeAt)}, updated_at = ${new Date(input.now)}
    FROM due WHERE s.id = due.id`;
}

/** What of a batch still has to leave, without the items named. */
export async function readOutlook(
  db: Tx,
  { batchId, besides }: { batchId: string; besides: readonly string[] },
): Promise<DeliveryOutlook> {
  const rows = await db.$queryRaw`
    SELECT count(*)::int AS waiting, min(wake_at) AS at,
      (array_agg(held_reason ORDER BY wake_at, id))[1] AS reason
    FROM scheduled_touchpoint
    WHERE batch_id = ${batchId} AND status = 'approved'::text AND id <> ALL(${[...besides]}::text[])`;
  return outlookOf(rows);
}

/** Ends the send of a batch for now: the batch shows when it is looked at next. An approval meanwhile is seen. */
export async function endSend(tx: Tx, batchId: string): Promise<DeliveryOutlook> {
  await tx.$queryRaw`SELECT id FROM review_batch WHERE id = ${batchId} FOR NO KEY UPDATE`;
  const outlook = await readOutlook(tx, { batchId, besides: [] });
  const wakeAt = outlook.next === null ? null : new Date(outlook.next.at);
  await tx.reviewBatch.updateMany({ where: { id: batchId }, data: { wakeAt } });
  return outlook;
}

/** The fence of a touchpoint's message: it is still approved. A paused or archived program delivers what was approved. */
export const passFence = fenceOf({
  from: 'scheduled_touchpoint t, program p',
  still: `m.source_kind = 'touchpoint' AND t.id = m.source_id AND t.status = 'approved' AND p.id = t.program_id`,
  holds: 'h.program_id = p.id',
});

/** Shows that hand-overs of touchpoints are in doubt (D1). */
export async function showUncertain(
  tx: RawTx,
  { scheduledTouchpointIds, now }: { scheduledTouchpointIds: readonly string[]; now: number },
): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    UPDATE scheduled_touchpoint t SET status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED},
      held_reason = NULL, held_until = NULL, wake_at = NULL, updated_at = ${at}, history = t.history ||
        jsonb_build_object('at', ${at.toISOString()}::text, 'from', t.status, 'to', 'uncertain', 'by', 'system')
    WHERE t.id = ANY(${[...scheduledTouchpointIds]}::text[]) AND t.status = 'approved'`;
}

/** Whether another message of the same touchpoint and subject waits, leaves or is uncertain: there is one at a time. */
export async function hasNewerOpen(tx: Tx, scheduledTouchpointId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM scheduled_touchpoint s JOIN scheduled_touchpoint n
      ON n.touchpoint_id = s.touchpoint_id AND n.subject_id = s.subject_id AND n.id <> s.id
        AND n.status = ANY (ARRAY['proposed'::text, 'approved'::text, 'uncertain'::text])
    WHERE s.id = ${scheduledTouchpointId}`;
  return rows.length > 0;
}
