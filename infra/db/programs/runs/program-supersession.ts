import { z } from 'zod';
import type { Tx } from '../../client.ts';
import { listRefs, type RunRef } from './program-runs.ts';

const idsOf = (rows: unknown): string[] =>
  z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);

/** Whose place a run takes. */
export interface SupersessionInput {
  programId: string;
  byRunId: string;
  now: number;
}

/**
 * Ends whatever of a program waits for a decision, because its next scheduled run has begun (P8): the messages that are
 * proposed, their batches and their runs. What is approved goes on, and so does its batch. To be called behind the
 * closed gate of the program.
 *
 * @returns the runs that ended
 */
export async function supersedeOpen(tx: Tx, input: SupersessionInput): Promise<RunRef[]> {
  const { programId, now } = input;
  const at = new Date(now);
  const batchIds = idsOf(
    await tx.$queryRaw`
      SELECT id FROM review_batch WHERE program_id = ${programId} AND status IN ('preparing', 'proposed')
      ORDER BY id FOR NO KEY UPDATE`,
  );
  await tx.$executeRaw`
    WITH waiting AS MATERIALIZED (
      SELECT id FROM scheduled_touchpoint
      WHERE batch_id = ANY(${batchIds}::text[]) AND status = 'proposed' ORDER BY id FOR NO KEY UPDATE)
    UPDATE scheduled_touchpoint s
    SET status = 'superseded', reason = 'newer_run', ended_at = ${at}, updated_at = ${at},
      history = s.history || jsonb_build_array(jsonb_build_object('at', ${at.toISOString()}::text, 'from', s.status,
        'to', 'superseded', 'reason', 'newer_run', 'by', 'system'))
    FROM waiting WHERE s.id = waiting.id`;
  await tx.$executeRaw`
    UPDATE review_batch b
    SET status = CASE WHEN EXISTS (SELECT 1 FROM scheduled_touchpoint s
        WHERE s.batch_id = b.id AND s.decision = 'approved') THEN 'approved' ELSE 'superseded' END
    WHERE b.id = ANY(${batchIds}::text[])`;
  return endRuns(tx, { ...input, statuses: ['generating', 'preparing', 'open'] });
}

/** Ends runs that have written nothing yet: a newer one begins, and only the newest may write. Returns them. */
export function supersedeGenerating(tx: Tx, input: SupersessionInput): Promise<RunRef[]> {
  return endRuns(tx, { ...input, statuses: ['generating'] });
}

/** Ends runs, and lets their workflows hear of it. */
async function endRuns(
  tx: Tx,
  { programId, byRunId, statuses, now }: SupersessionInput & { statuses: readonly string[] },
): Promise<RunRef[]> {
  const at = new Date(now);
  const rows = await tx.$queryRaw`
    UPDATE program_run SET status = 'superseded', ended_at = ${at}, wake_at = ${at}
    WHERE program_id = ${programId} AND id <> ${byRunId} AND status = ANY(${[...statuses]}::text[]) RETURNING id`;
  return listRefs(tx, idsOf(rows));
}
