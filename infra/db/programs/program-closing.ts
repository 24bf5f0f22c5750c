import { z } from 'zod';
import type { TouchpointReason } from '../../../contracts/programs/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** What ends, for a program or one of its touchpoints. */
export interface ClosingInput {
  programId: string;
  /** Null: all of the program. */
  touchpointId: string | null;
  reason: Extract<TouchpointReason, 'program_archived' | 'touchpoint_archived'>;
  actorId: string;
  now: number;
}

/**
 * Ends what is planned and what waits for review: planned messages are skipped, proposed ones cancelled, and their
 * batches become superseded, or approved where something of them was approved: that goes out. A planned message that a
 * plan under way holds is left to the plan that follows. To be called behind the closed gate of the program.
 *
 * @returns the runs whose batches ended
 */
export async function endOpen(tx: Tx, input: ClosingInput): Promise<string[]> {
  const at = new Date(input.now);
  const closing = Prisma.sql`program_id = ${input.programId}
    AND (${input.touchpointId}::text IS NULL OR touchpoint_id = ${input.touchpointId}::text)`;
  const rows = await tx.$queryRaw`
    SELECT id, run_id AS "runId" FROM review_batch
    WHERE ${closing} AND status IN ('preparing', 'proposed') ORDER BY id FOR NO KEY UPDATE`;
  const batches = z.array(z.object({ id: z.string(), runId: z.string() })).parse(rows);
  const batchIds = batches.map(({ id }) => id);
  const entry = { at: at.toISOString(), reason: input.reason, by: input.actorId };
  await tx.$executeRaw`
    WITH planned AS MATERIALIZED (
      SELECT id FROM scheduled_touchpoint WHERE ${closing} AND status = 'scheduled'
      ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE scheduled_touchpoint s SET status = 'skipped', reason = ${input.reason}, ended_at = ${at},
      updated_at = ${at}, history = s.history || jsonb_build_array(
        ${JSON.stringify({ ...entry, from: 'scheduled', to: 'skipped' })}::jsonb)
    FROM planned WHERE s.id = planned.id`;
  await tx.$executeRaw`
    WITH waiting AS MATERIALIZED (
      SELECT id FROM scheduled_touchpoint WHERE batch_id = ANY(${batchIds}::text[]) AND status = 'proposed'
      ORDER BY id FOR NO KEY UPDATE)
    UPDATE scheduled_touchpoint s SET status = 'cancelled', reason = ${input.reason}, decision = 'cancelled',
      decided_by_id = ${input.actorId}, decided_at = ${at}, ended_at = ${at}, updated_at = ${at},
      history = s.history || jsonb_build_array(
        ${JSON.stringify({ ...entry, from: 'proposed', to: 'cancelled' })}::jsonb)
    FROM waiting WHERE s.id = waiting.id`;
  await tx.$executeRaw`
    UPDATE review_batch b SET decided_by_id = ${input.actorId}, decided_at = ${at},
      status = CASE WHEN EXISTS (SELECT 1 FROM scheduled_touchpoint s
        WHERE s.batch_id = b.id AND s.decision = 'approved') THEN 'approved' ELSE 'superseded' END
    WHERE b.id = ANY(${batchIds}::text[])`;
  return [...new Set(batches.map(({ runId }) => runId))];
}
