import { z } from 'zod';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { ENDING_WITH_MAIN } from '../sending/open-copies.ts';

/** Whose decision about which customer. */
export interface EnrollmentDecision {
  programId: string;
  customerId: string;
  isEnrolled: boolean;
  actorId: string;
  /** Epoch milliseconds. */
  now: number;
}

/** What is stored about a customer in a program. */
export interface StoredProgramEnrollment {
  isEnrolled: boolean;
  isExplicit: boolean;
}

/** What is decided about a customer; null: nothing. */
export async function read(
  db: Tx,
  { programId, customerId }: { programId: string; customerId: string },
): Promise<StoredProgramEnrollment | null> {
  return db.programEnrollment.findUnique({
    where: { programId_customerId: { programId, customerId } },
    select: { isEnrolled: true, isExplicit: true },
  });
}

/** Keeps a person's decision: no engine changes it (P5). The customer is locked. */
export async function decide(tx: Tx, decision: EnrollmentDecision): Promise<void> {
  const { programId, customerId, isEnrolled, actorId } = decision;
  const set = { isEnrolled, isExplicit: true, changedAt: new Date(decision.now), changedById: actorId };
  await tx.programEnrollment.upsert({
    where: { programId_customerId: { programId, customerId } },
    create: { programId, customerId, ...set },
    update: set,
  });
}

/** A message whose hand-over to a mail server has begun: it cannot be called back. */
export interface TouchpointInFlight {
  scheduledTouchpointId: string;
  messageId: string;
}

/** Messages of a program to a customer whose hand-over, or that of a copy, has begun and whose outcome is not known. */
export async function findInFlight(
  db: Tx,
  { programId, customerId }: { programId: string; customerId: string },
): Promise<TouchpointInFlight[]> {
  const rows = await db.$queryRaw`
    SELECT x.id AS "scheduledTouchpointId", m.id AS "messageId"
    FROM scheduled_touchpoint x JOIN message m ON m.source_kind = 'touchpoint' AND m.source_id = x.id
    WHERE x.program_id = ${programId} AND x.customer_id = ${customerId}
      AND ((x.status IN ('approved', 'uncertain') AND m.status IN ('handed_over', 'uncertain') AND m.settled_at IS NULL)
        OR EXISTS (SELECT FROM message_recipient r
          WHERE r.message_id = m.id AND r.is_open AND r.n > 1 AND r.status = 'handed_over'))
    ORDER BY x.id`;
  return z.array(z.object({ scheduledTouchpointId: z.string(), messageId: z.string() })).parse(rows);
}

/** How many messages were cancelled, and the batches they were in, with their runs. */
export interface CancelledOpen {
  cancelled: number;
  batches: { batchId: string; runId: string }[];
}

/**
 * Cancels what waits for review, and what was approved and has not been handed over, of customers that were taken out
 * of a program; claims are taken away. The customers are locked. Batches are locked before their items.
 */
export async function cancelOpen(
  tx: Tx,
  input: { programId: string; customerIds: readonly string[]; actorId: string; now: number },
): Promise<CancelledOpen> {
  const at = new Date(input.now);
  const entry = { at: at.toISOString(), to: 'cancelled', reason: 'not_enrolled', by: input.actorId };
  const ofThem = Prisma.sql`x.program_id = ${input.programId}
    AND x.customer_id = ANY(${[...input.customerIds]}::text[]) AND x.status IN ('proposed', 'approved')`;
  await tx.$executeRaw`
    SELECT b.id FROM review_batch b
    WHERE b.id IN (SELECT x.batch_id FROM scheduled_touchpoint x WHERE ${ofThem})
    ORDER BY b.id FOR NO KEY UPDATE OF b`;
  const rows = await tx.$queryRaw`
    WITH open AS MATERIALIZED (
      SELECT x.id, x.status FROM scheduled_touchpoint x
      WHERE ${ofThem} AND NOT EXISTS (SELECT 1 FROM message m WHERE m.source_kind = 'touchpoint'
        AND m.source_id = x.id AND m.status IN ('handed_over', 'sent', 'uncertain'))
      ORDER BY x.id FOR UPDATE OF x),
    taken AS (
      UPDATE message m SET status = 'cancelled' FROM open o
      WHERE m.source_kind = 'touchpoint' AND m.source_id = o.id AND m.status = 'claimed' RETURNING m.id),
    copies AS (${ENDING_WITH_MAIN}),
    cancelled AS (
      UPDATE scheduled_touchpoint x SET status = 'cancelled', reason = 'not_enrolled', held_reason = NULL,
        held_until = NULL, wake_at = NULL, ended_at = ${at}, updated_at = ${at},
        decision = coalesce(x.decision, 'cancelled'), decided_at = coalesce(x.decided_at, ${at}),
        decided_by_id = coalesce(x.decided_by_id, ${input.actorId}),
        history = x.history || jsonb_build_array(
          ${JSON.stringify(entry)}::jsonb || jsonb_build_object('from', o.status))
      FROM open o WHERE x.id = o.id RETURNING x.batch_id)
    SELECT (SELECT count(*) FROM cancelled)::int AS cancelled,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('batchId', b.id, 'runId', b.run_id) ORDER BY b.id), '[]')
        FROM review_batch b WHERE b.id IN (SELECT batch_id FROM cancelled)) AS batches`;
  const batches = z.array(z.object({ batchId: z.string(), runId: z.string() }));
  const [done] = z.array(z.object({ cancelled: z.int(), batches })).parse(rows);
  return done ?? { cancelled: 0, batches: [] };
}
