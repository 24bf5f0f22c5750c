import { z } from 'zod';
import {
  BATCH_STATUSES,
  RUN_STATUSES,
  TOUCHPOINT_DELIVERIES,
  type BatchStatus,
  type RunStatus,
  type TouchpointDelivery,
} from '../../../../contracts/programs/kinds.ts';
import type { Tx } from '../../client.ts';
import { NAMED_MAILBOX } from '../program-mailbox.ts';
import type { RawTx } from '../../raw-transaction.ts';
import { dayOf } from '../../rows.ts';

/** A batch as commands work with it; instants in epoch milliseconds, the day `YYYY-MM-DD`. */
export interface ReviewBatchRow {
  batchId: string;
  programId: string;
  touchpointId: string;
  runId: string;
  sendDate: string;
  delivery: TouchpointDelivery;
  status: BatchStatus;
  deadlineAt: number | null;
  decidedById: string | null;
  decidedAt: number | null;
}

/** Reads a batch; null when absent. */
export async function read(db: Tx, batchId: string): Promise<ReviewBatchRow | null> {
  const row = await db.reviewBatch.findUnique({ where: { id: batchId } });
  if (!row) return null;
  return {
    batchId,
    programId: row.programId,
    touchpointId: row.touchpointId,
    runId: row.runId,
    sendDate: dayOf(row.sendDate),
    delivery: z.enum(TOUCHPOINT_DELIVERIES).parse(row.delivery),
    status: z.enum(BATCH_STATUSES).parse(row.status),
    deadlineAt: row.deadlineAt?.getTime() ?? null,
    decidedById: row.decidedById,
    decidedAt: row.decidedAt?.getTime() ?? null,
  };
}

/** Locks a batch until the transaction ends and reads it. To be called behind the gate of its program. */
export async function lock(
  tx: Tx,
  batchId: string,
): Promise<(ReviewBatchRow & { mailboxId: string | null }) | null> {
  const [locked] = await tx.$queryRaw<{ mailboxId: string | null }[]>`
    SELECT ${NAMED_MAILBOX} AS "mailboxId"
    FROM review_batch b JOIN program p ON p.id = b.program_id WHERE b.id = ${batchId} FOR NO KEY UPDATE OF b`;
  const row = await read(tx, batchId);
  return row && { ...row, mailboxId: locked?.mailboxId ?? null };
}

/**
 * Brings the status of a batch to its items after some were decided, cancelled, or came back: `proposed` while any of
 * them is; then `approved`, or `rejected` when all of them were taken out by people. One that a newer run superseded
 * stays so until an item comes back to it. While something of it is leaving, its send is to look at it now.
 *
 * @param input.by whose decision it is, a user's id or `system`
 * @returns null: no such batch
 */
export async function settle(
  tx: RawTx,
  { batchId, by, now }: { batchId: string; by: string; now: number },
): Promise<BatchStatus | null> {
  const at = new Date(now);
  const rows = await tx.$queryRaw`
    WITH n AS (
      SELECT count(*) FILTER (WHERE s.status = 'proposed') AS open,
        count(*) FILTER (WHERE s.decision = 'approved') AS approved,
        count(*) FILTER (WHERE s.decision IN ('rejected', 'dropped', 'cancelled')) AS refused,
        count(*) FILTER (WHERE s.status = 'approved') AS leaving
      FROM scheduled_touchpoint s WHERE s.batch_id = ${batchId}),
    next AS (
      SELECT b.id, n.leaving, CASE
        WHEN b.status = 'preparing' THEN b.status
        WHEN n.open > 0 THEN 'proposed'
        WHEN b.status = 'superseded' THEN b.status
        WHEN n.refused > 0 AND n.approved = 0 THEN 'rejected'
        ELSE 'approved' END AS status
      FROM review_batch b, n WHERE b.id = ${batchId})
    UPDATE review_batch b SET status = next.status,
      decided_by_id = CASE WHEN next.status IN ('proposed', 'preparing') THEN NULL
        WHEN next.status = b.status THEN b.decided_by_id ELSE ${by} END,
      decided_at = CASE WHEN next.status IN ('proposed', 'preparing') THEN NULL
        WHEN next.status = b.status THEN b.decided_at ELSE ${at}::timestamptz END,
      wake_at = CASE WHEN next.leaving > 0 THEN ${at}::timestamptz ELSE b.wake_at END
    FROM next WHERE b.id = next.id RETURNING b.status`;
  return z.array(z.object({ status: z.enum(BATCH_STATUSES) })).parse(rows)[0]?.status ?? null;
}

/** A run, as its workflow is named. */
export interface RunToWake {
  runId: string;
  programId: string;
  /** See `programRunWorkflowId`. */
  name: string;
  status: RunStatus;
}

/**
 * Notes that the workflow of a run has something to look at. One that had completed is open again when an item came
 * back to it; one that was superseded stays so.
 *
 * @returns whom to wake after the commit; null: no such run
 */
export async function noteForRun(
  tx: RawTx,
  { runId, isReopened, now }: { runId: string; isReopened: boolean; now: number },
): Promise<RunToWake | null> {
  const at = new Date(now);
  const rows = await tx.$queryRaw`
    UPDATE program_run r SET
      status = CASE WHEN ${isReopened}::boolean AND r.status = 'completed' THEN 'open' ELSE r.status END,
      ended_at = CASE WHEN ${isReopened}::boolean AND r.status = 'completed' THEN NULL ELSE r.ended_at END,
      wake_at = CASE WHEN r.status = 'open' OR (${isReopened}::boolean AND r.status = 'completed')
        THEN ${at}::timestamptz ELSE r.wake_at END
    WHERE r.id = ${runId}
    RETURNING r.id AS "runId", r.program_id AS "programId", r.status,
      CASE r.kind WHEN 'manual' THEN 'manual/' || r.request_id ELSE r.local_date::text END AS name`;
  const schema = z.object({
    runId: z.string(),
    programId: z.string(),
    name: z.string(),
    status: z.enum(RUN_STATUSES),
  });
  return z.array(schema).parse(rows)[0] ?? null;
}

/**
 * The batch that an item belongs to which comes back to review: the open one of its touchpoint, the newest first; else
 * its own. Null: a newer run produced a message of the same touchpoint and subject.
 */
export async function findForReturned(
  tx: RawTx,
  { scheduledTouchpointId }: { scheduledTouchpointId: string },
): Promise<{ batchId: string; isOwn: boolean } | { supersededById: string } | null> {
  const rows = await tx.$queryRaw`
    SELECT s.batch_id AS own,
      (SELECT n.id FROM scheduled_touchpoint n JOIN program_run r ON r.id = n.run_id
        WHERE n.touchpoint_id = s.touchpoint_id AND n.customer_id = s.customer_id AND n.subject_id = s.subject_id
          AND n.status NOT IN ('scheduled', 'skipped') AND r.started_at > own.started_at
        ORDER BY r.started_at DESC LIMIT 1) AS newer,
      (SELECT b.id FROM review_batch b
        WHERE b.program_id = s.program_id AND b.touchpoint_id = s.touchpoint_id
          AND b.status IN ('preparing', 'proposed') ORDER BY b.id DESC LIMIT 1) AS open
    FROM scheduled_touchpoint s JOIN program_run own ON own.id = s.run_id
    WHERE s.id = ${scheduledTouchpointId} AND s.batch_id IS NOT NULL`;
  const schema = z.object({ own: z.string(), newer: z.string().nullable(), open: z.string().nullable() });
  const row = z.array(schema).parse(rows)[0];
  if (!row) return null;
  if (row.newer !== null) return { supersededById: row.newer };
  const batchId = row.open ?? row.own;
  return { batchId, isOwn: batchId === row.own };
}

/** Messages of a run that are proposed and not written yet, in the order of their ids. */
export async function findUnwritten(
  db: RawTx,
  { runId, after, limit }: { runId: string; after: string; limit: number },
): Promise<string[]> {
  const rows = await db.$queryRaw`
    SELECT s.id FROM review_batch b JOIN scheduled_touchpoint s ON s.batch_id = b.id
    WHERE b.run_id = ${runId} AND b.status = 'preparing' AND s.status = 'proposed'
      AND s.content_hash IS NULL AND s.id > ${after}
    ORDER BY s.id LIMIT ${limit}`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}

/** Opens the batches of a run whose messages are all written. @returns their ids */
export async function open(tx: RawTx, { runId, now }: { runId: string; now: number }): Promise<string[]> {
  const rows = await tx.$queryRaw`
    UPDATE review_batch SET status = 'proposed', opened_at = ${new Date(now)}
    WHERE run_id = ${runId} AND status = 'preparing' RETURNING id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}

/** Ends the preparing of a run: it is `open` while anything of it is proposed, else `completed`. Null: it had ended. */
export async function endPreparing(
  tx: RawTx,
  { runId, now }: { runId: string; now: number },
): Promise<RunStatus | null> {
  const at = new Date(now);
  const rows = await tx.$queryRaw`
    UPDATE program_run r SET wake_at = NULL, status = CASE WHEN w.is_waiting THEN 'open' ELSE 'completed' END,
      ended_at = CASE WHEN w.is_waiting THEN NULL ELSE ${at}::timestamptz END
    FROM (SELECT EXISTS (SELECT FROM review_batch WHERE run_id = ${runId} AND status = 'proposed') AS is_waiting) w
    WHERE r.id = ${runId} AND r.status = 'preparing' RETURNING r.status`;
  return z.array(z.object({ status: z.enum(RUN_STATUSES) })).parse(rows)[0]?.status ?? null;
}
