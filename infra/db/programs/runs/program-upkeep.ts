import type { BatchRef } from '../../../temporal/lifecycle.ts';
import { z } from 'zod';
import type { StoredProgram } from '../../../../domain/programs/definition.ts';
import type { Tx } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { mixedBy } from '../../mixed.ts';
import { listRefs, type RunRef } from './program-runs.ts';
import { NAMED_MAILBOX, PROGRAM_MAILBOX } from '../program-mailbox.ts';
import { storedProgramOf } from '../programs.ts';

const idsOf = (rows: unknown): string[] =>
  z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);

/** Active programs whose next run is due and was not taken, or is not even written: a lost tick, or a time that no clock showed. */
export async function findDue(
  db: Tx,
  { dueBefore, changedBefore }: { dueBefore: number; changedBefore: number },
): Promise<string[]> {
  const rows = await db.$queryRaw`
    SELECT p.id FROM program p WHERE p.status = 'active' AND (
      EXISTS (SELECT 1 FROM program_run r
        WHERE r.program_id = p.id AND r.status = 'expected' AND r.nominal_at < ${new Date(dueBefore)})
      OR (p.updated_at < ${new Date(changedBefore)} AND NOT EXISTS (
        SELECT 1 FROM program_run r WHERE r.program_id = p.id AND r.status = 'expected')))
    ORDER BY p.id`;
  return idsOf(rows);
}

/** Runs whose workflow should have looked by now, or whose status does not fit their batches: lost wake-ups. */
export async function findUnattendedRuns(
  db: Tx,
  { wakeBefore, seed, limit }: { wakeBefore: number; seed: number; limit: number },
): Promise<RunRef[]> {
  const at = new Date(wakeBefore);
  const rows = await db.$queryRaw`
    SELECT id FROM (
      SELECT r.id FROM program_run r WHERE r.wake_at < ${at}
      UNION
      SELECT r.id FROM program_run r WHERE r.status = 'open' AND NOT EXISTS (
        SELECT 1 FROM review_batch b WHERE b.run_id = r.id AND b.status IN ('preparing', 'proposed'))
      UNION
      SELECT r.id FROM review_batch b JOIN program_run r ON r.id = b.run_id
      WHERE b.status = 'proposed' AND r.status = 'completed') unattended
    ORDER BY ${mixedBy(Prisma.sql`id`, seed)} LIMIT ${limit}`;
  return listRefs(db, idsOf(rows));
}

/** Batches of which something leaves, and that nobody has looked at for a while. */
export async function findUnattendedBatches(
  db: Tx,
  { wakeBefore, seed, limit }: { wakeBefore: number; seed: number; limit: number },
): Promise<BatchRef[]> {
  const rows = await db.$queryRaw`
    SELECT b.id AS "batchId", b.program_id AS "programId",
      ${NAMED_MAILBOX} AS "mailboxId"
    FROM review_batch b JOIN program p ON p.id = b.program_id
    WHERE b.wake_at < ${new Date(wakeBefore)}
      AND EXISTS (SELECT 1 FROM scheduled_touchpoint s WHERE s.batch_id = b.id AND s.status = 'approved')
    ORDER BY ${mixedBy(Prisma.sql`b.id`, seed)} LIMIT ${limit}`;
  return z.array(batchRefSchema).parse(rows);
}

const batchRefSchema = z.object({
  batchId: z.string(),
  programId: z.string(),
  mailboxId: z.string().nullable(),
});

/** Programs whose Temporal Schedule shows an older version. */
export async function findUnshown(db: Tx): Promise<string[]> {
  const rows = await db.$queryRaw`
    SELECT id FROM program WHERE shown_schedule_version < schedule_version ORDER BY id`;
  return idsOf(rows);
}

/** Mailboxes that do not work and that a due run waits for: no mail of it is there to try them (P2). */
export async function findAwaitedMailboxes(db: Tx, { now }: { now: number }): Promise<string[]> {
  const at = new Date(now);
  const rows = await db.$queryRaw`
    SELECT DISTINCT m.id FROM program_run r JOIN program p ON p.id = r.program_id
    JOIN mailbox m ON m.id = ${PROGRAM_MAILBOX} AND m.retired_at IS NULL
    WHERE r.status = 'expected'::text AND r.nominal_at <= ${at} AND p.status = 'active'
      AND (m.probe_at <= ${at} OR (m.status = 'failing' AND m.probe_at IS NULL))
    ORDER BY m.id`;
  return idsOf(rows);
}

/** Programs whose planned messages show an older version of the plan. */
export async function findUnplanned(db: Tx): Promise<{ programId: string; planVersion: number }[]> {
  const rows = await db.$queryRaw`
    SELECT id AS "programId", plan_version AS "planVersion" FROM program
    WHERE planned_version < plan_version ORDER BY id`;
  return z.array(z.object({ programId: z.string(), planVersion: z.int() })).parse(rows);
}

/** Active programs that nobody asked to be planned since an instant. */
export async function findUnplannedSince(db: Tx, since: number): Promise<string[]> {
  const rows = await db.$queryRaw`
    SELECT p.id FROM program p WHERE p.status = 'active' AND NOT EXISTS (
      SELECT 1 FROM program_plan n WHERE n.program_id = p.id AND n.requested_at >= ${new Date(since)})
    ORDER BY p.id`;
  return idsOf(rows);
}

/** One page of programs by id, also archived ones: for comparisons. */
export async function pageOfPrograms(
  db: Tx,
  { after, limit }: { after: string; limit: number },
): Promise<StoredProgram[]> {
  const where = { id: { gt: after } };
  const rows = await db.program.findMany({ where, orderBy: { id: 'asc' }, take: limit });
  return rows.map(storedProgramOf);
}
