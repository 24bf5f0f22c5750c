import { z } from 'zod';
import type { Tx } from '../../client.ts';
import { listRefs, type RunRef, type StoredRun } from './program-runs.ts';
import { dayToDate } from '../../rows.ts';

const idsOf = (rows: unknown): string[] =>
  z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);

/**
 * Supersedes the proposals that the judged run replaces, and batches that are left without any (P8). One that was
 * decided meanwhile is on its way, or has left already: then the run leaves its target out. To be called with the program locked.
 *
 * @returns the runs that lost proposals, whose workflows are to look again
 */
export async function supersedeReplaced(tx: Tx, { now }: { now: number }): Promise<RunRef[]> {
  const at = new Date(now);
  const batchIds = idsOf(
    await tx.$queryRaw`
      SELECT b.id FROM review_batch b WHERE b.id IN (
        SELECT x.batch_id FROM verdict v JOIN scheduled_touchpoint x ON x.id = v.replaces_id WHERE v.reason IS NULL)
      ORDER BY b.id FOR NO KEY UPDATE OF b`,
  );
  await tx.$executeRaw`
    WITH waiting AS MATERIALIZED (
      SELECT x.id FROM verdict v JOIN scheduled_touchpoint x ON x.id = v.replaces_id
      WHERE v.reason IS NULL AND x.status = 'proposed' ORDER BY x.id FOR NO KEY UPDATE OF x)
    UPDATE scheduled_touchpoint x SET status = 'superseded', reason = 'newer_run', ended_at = ${at}, updated_at = ${at},
      history = x.history || jsonb_build_array(jsonb_build_object('at', ${at.toISOString()}::text, 'from', x.status,
        'to', 'superseded', 'reason', 'newer_run', 'by', 'system'))
    FROM waiting WHERE x.id = waiting.id AND x.status = 'proposed'`;
  await tx.$executeRaw`
    UPDATE verdict v SET reason = 'in_flight' FROM scheduled_touchpoint x
    WHERE v.reason IS NULL AND x.id = v.replaces_id AND x.status <> 'superseded'`;
  await tx.$executeRaw`
    UPDATE review_batch b SET status = CASE WHEN EXISTS (SELECT 1 FROM scheduled_touchpoint x
        WHERE x.batch_id = b.id AND x.decision = 'approved') THEN 'approved' ELSE 'superseded' END
    WHERE b.id = ANY(${batchIds}::text[]) AND b.status IN ('preparing', 'proposed') AND NOT EXISTS (
      SELECT 1 FROM scheduled_touchpoint x WHERE x.batch_id = b.id AND x.status = 'proposed')`;
  const runIds = await tx.$queryRaw`
    UPDATE program_run SET wake_at = ${at}
    WHERE status = 'open' AND id IN (SELECT run_id FROM review_batch WHERE id = ANY(${batchIds}::text[])) RETURNING id`;
  return listRefs(tx, idsOf(runIds));
}

/**
 * Points what was superseded since the scheduled run before to the message of this run that replaces it: of the same
 * touchpoint and subject (P9).
 */
export async function linkSuperseded(tx: Tx, { run }: { run: StoredRun }): Promise<void> {
  const before = await tx.programRun.findFirst({
    where: {
      programId: run.programId,
      kind: 'scheduled',
      generatedAt: { not: null },
      id: { not: run.runId },
      nominalAt: { lte: new Date(run.nominalAt) },
    },
    orderBy: { nominalAt: 'desc' },
    select: { generatedAt: true, localDate: true },
  });
  const since = before?.generatedAt ?? new Date(0);
  await tx.$executeRaw`
    UPDATE scheduled_touchpoint old SET superseded_by_id = x.id
    FROM scheduled_touchpoint x
    WHERE x.run_id = ${run.runId} AND x.status <> 'skipped'
      AND old.program_id = ${run.programId} AND old.status = 'superseded' AND old.superseded_by_id IS NULL
      AND old.planned_on >= ${before?.localDate ?? dayToDate('1970-01-01')}::date AND old.ended_at >= ${since}
      AND old.touchpoint_id = x.touchpoint_id AND old.subject_id = x.subject_id AND old.id <> x.id`;
}
