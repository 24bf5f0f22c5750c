import type { StartedEnrollment } from '../../temporal/lifecycle/enrollments.ts';
import type { BulkRowOutcome } from '../../../contracts/enrollments/kinds.ts';
import type { Tx } from '../client.ts';
import { dayOf } from '../rows.ts';

/** What a bulk enrollment is about. */
export interface BulkHead {
  bulkId: string;
  sequenceId: string;
  /** Whose members it enrolls; null: the rows of a file. */
  listId: string | null;
  startDate: string | null;
  status: string;
  createdById: string;
}

/** Reads a bulk enrollment; null when there is none. */
export async function readHead(db: Tx, bulkId: string): Promise<BulkHead | null> {
  const row = await db.bulkEnrollment.findUnique({ where: { id: bulkId } });
  if (!row) return null;
  return {
    bulkId: row.id,
    sequenceId: row.sequenceId,
    listId: row.listId,
    startDate: row.startDate && dayOf(row.startDate),
    status: row.status,
    createdById: row.createdById,
  };
}

/** The next rows that are matched and not done, locked by this transaction: the rows are the cursor. */
export async function takePending(
  tx: Tx,
  { bulkId, limit }: { bulkId: string; limit: number },
): Promise<{ line: number; customerId: string; startDate: string | null }[]> {
  const rows = await tx.$queryRaw<{ line: number; customer_id: string; start_date: Date | null }[]>`
    SELECT line, customer_id, start_date FROM bulk_enrollment_row
    WHERE bulk_id = ${bulkId} AND outcome IS NULL AND customer_id IS NOT NULL
    ORDER BY line LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  return rows.map((row) => ({
    line: row.line,
    customerId: row.customer_id,
    startDate: row.start_date && dayOf(row.start_date),
  }));
}

/** Writes what became of rows. */
export async function finishRows(
  tx: Tx,
  bulkId: string,
  rows: readonly {
    line: number;
    outcome: BulkRowOutcome;
    reason: string | null;
    enrollmentId: string | null;
  }[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE bulk_enrollment_row r SET outcome = n.outcome, reason = n.reason, enrollment_id = n.enrollment_id
    FROM unnest(${rows.map((row) => row.line)}::int[], ${rows.map((row) => row.outcome)}::text[],
      ${rows.map((row) => row.reason)}::text[], ${rows.map((row) => row.enrollmentId)}::text[])
      AS n(line, outcome, reason, enrollment_id)
    WHERE r.bulk_id = ${bulkId} AND r.line = n.line`;
}

/** Ends all rows that are left, for one reason. */
export async function failRest(tx: Tx, bulkId: string, reason: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE bulk_enrollment_row SET outcome = 'failed', reason = ${reason} WHERE bulk_id = ${bulkId} AND outcome IS NULL`;
}

/** Enrollments of a bulk enrollment whose workflows were not started yet: what a crash left. */
export async function findUnstarted(
  db: Tx,
  { bulkId, limit }: { bulkId: string; limit: number },
): Promise<StartedEnrollment[]> {
  return db.$queryRaw<StartedEnrollment[]>`
    SELECT e.id AS "enrollmentId", e.sequence_id AS "sequenceId", e.customer_id AS "customerId",
      s.mailbox_id AS "mailboxId"
    FROM enrollment e JOIN sequence s ON s.id = e.sequence_id
    WHERE e.bulk_id = ${bulkId} AND e.started_at IS NULL AND e.is_live LIMIT ${limit}`;
}

/** Notes that workflows were started. */
export async function markStarted(db: Tx, enrollmentIds: readonly string[], now: number): Promise<void> {
  await db.$executeRaw`
    UPDATE enrollment SET started_at = coalesce(started_at, ${new Date(now)}::timestamptz)
    WHERE id = ANY(${[...enrollmentIds]}::text[])`;
}

/** Ends the bulk enrollment, unless rows are left: an attempt that was given up may still hold some. Returns whether it ended. */
export async function finish(tx: Tx, { bulkId, now }: { bulkId: string; now: number }): Promise<boolean> {
  const ended = await tx.$executeRaw`
    UPDATE bulk_enrollment SET status = 'completed', error = NULL, finished_at = ${new Date(now)}
    WHERE id = ${bulkId}
      AND NOT EXISTS (SELECT 1 FROM bulk_enrollment_row r WHERE r.bulk_id = ${bulkId} AND r.outcome IS NULL)`;
  return ended === 1;
}

/** Bulk enrollments that were received and are not done. */
export async function findRunning(
  db: Tx,
  createdBefore: number,
): Promise<{ bulkId: string; sequenceId: string }[]> {
  const rows = await db.bulkEnrollment.findMany({
    where: { status: 'running', createdAt: { lt: new Date(createdBefore) } },
    select: { id: true, sequenceId: true },
  });
  return rows.map(({ id, sequenceId }) => ({ bulkId: id, sequenceId }));
}

/** Bulk enrollments of a sequence that are not done. */
export async function listRunning(db: Tx, sequenceId: string): Promise<string[]> {
  const rows = await db.bulkEnrollment.findMany({
    where: { status: 'running', sequenceId },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id }) => id);
}
