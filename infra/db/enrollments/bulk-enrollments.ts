import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  bulkEnrollmentRowSchema,
  bulkEnrollmentSchema,
  type BulkEnrollment,
  type BulkEnrollmentRow,
  type ListBulkRowsQuery,
} from '../../../contracts/enrollments/bulk-enrollments.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { CustomerFileRow } from '../../../domain/imports/match-customers.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { customerIsVisible } from '../visibility.ts';
import { dayOf, dayToDate, isoOf, isoOrNull } from '../rows.ts';

/** A bulk enrollment whose rows follow in the same transaction. `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  input: {
    id: string;
    sequenceId: string;
    /** Whose members it enrolls; left out: the rows of a file. */
    listId?: string;
    startDate: string | null;
    createdById: string;
    now: number;
  },
): Promise<void> {
  const { now, startDate, ...columns } = input;
  await tx.bulkEnrollment.create({
    data: {
      ...columns,
      startDate: startDate === null ? null : dayToDate(startDate),
      status: 'receiving',
      total: 0,
      createdAt: new Date(now),
    },
  });
}

/** Rows of one statement. */
const INSERT_ROWS = 2000;

/** Appends rows of the file; one with a reason is failed from the start. Repeated lines are left out. */
export async function insertBulkRows(
  tx: Tx,
  bulkId: string,
  rows: readonly CustomerFileRow[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += INSERT_ROWS) {
    const some = rows.slice(start, start + INSERT_ROWS);
    await tx.$executeRaw`
      INSERT INTO bulk_enrollment_row (bulk_id, line, value, start_date, outcome, reason)
      SELECT ${bulkId}, r.line, r.value, r."startDate", CASE WHEN r.reason IS NOT NULL THEN 'failed' END, r.reason
      FROM jsonb_to_recordset(${JSON.stringify(some)}::jsonb) AS r(line int, value text, "startDate" date, reason text)
      ON CONFLICT (bulk_id, line) DO NOTHING`;
  }
}

/** All rows are there: from now on the rows may be enrolled. */
export async function startRunning(tx: Tx, bulkId: string, total: number): Promise<void> {
  await tx.bulkEnrollment.updateMany({
    where: { id: bulkId, status: 'receiving' },
    data: { status: 'running', total },
  });
}

const summarySchema = z
  .object({
    id: z.string(),
    sequenceId: z.string(),
    listId: z.string().nullable(),
    startDate: z.date().nullable(),
    status: z.string(),
    total: z.int(),
    enrolled: z.int(),
    updated: z.int(),
    skipped: z.int(),
    failed: z.int(),
    pending: z.int(),
    error: z.string().nullable(),
    createdById: z.string(),
    createdAt: z.date(),
    finishedAt: z.date().nullable(),
  })
  .transform((row) =>
    bulkEnrollmentSchema.parse({
      ...row,
      startDate: row.startDate && dayOf(row.startDate),
      createdAt: isoOf(row.createdAt),
      finishedAt: isoOrNull(row.finishedAt),
    }),
  );

/** Counts of a bulk enrollment by outcome; null when absent. Its author and admins may see it, of a list what they may see. */
export async function bulkSummary(db: Tx, viewer: Viewer, bulkId: string): Promise<BulkEnrollment | null> {
  const rows = await db.$queryRaw`
    SELECT b.id, b.sequence_id AS "sequenceId", b.list_id AS "listId", b.start_date AS "startDate", b.status,
      CASE WHEN b.list_id IS NULL THEN b.total ELSE n.enrolled + n.pending END AS total, b.error,
      b.created_by_id AS "createdById", b.created_at AS "createdAt", b.finished_at AS "finishedAt", n.*
    FROM bulk_enrollment b
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE outcome = 'enrolled')::int AS enrolled,
        count(*) FILTER (WHERE outcome = 'updated')::int AS updated,
        count(*) FILTER (WHERE outcome = 'skipped')::int AS skipped,
        count(*) FILTER (WHERE outcome = 'failed')::int AS failed,
        count(*) FILTER (WHERE outcome IS NULL)::int AS pending
      FROM bulk_enrollment_row r WHERE r.bulk_id = b.id AND b.list_id IS NULL
      GROUP BY () HAVING b.list_id IS NULL
      UNION ALL
      SELECT (SELECT count(*)::int FROM enrollment e JOIN customer c ON c.id = e.customer_id
          WHERE e.bulk_id = b.id AND ${customerIsVisible(viewer, 'c')}), 0, 0, 0,
        (SELECT count(*)::int FROM list_member m JOIN customer c ON c.id = m.customer_id
          WHERE b.status = 'running' AND m.list_id = b.list_id AND m.sequence_id IS NULL
            AND ${customerIsVisible(viewer, 'c')})
      WHERE b.list_id IS NOT NULL) n
    WHERE b.id = ${bulkId} AND (${viewer.role === 'admin'} OR b.created_by_id = ${viewer.userId})`;
  return z.array(summarySchema).parse(rows)[0] ?? null;
}

/** Rows of a bulk enrollment by line; none unless the viewer may see it. */
export async function listBulkRows(
  db: Tx,
  viewer: Viewer,
  { bulkId, outcome, cursor, limit }: ListBulkRowsQuery & { bulkId: string },
): Promise<Page<BulkEnrollmentRow>> {
  const after = decodeCursor(cursor, z.tuple([z.int32()]));
  const rows = await db.bulkEnrollmentRow.findMany({
    where: {
      bulkId,
      ...(viewer.role === 'admin' ? {} : { bulk: { createdById: viewer.userId } }),
      ...(outcome && { outcome: outcome === 'pending' ? null : outcome }),
      ...(after && { line: { gt: after[0] } }),
    },
    orderBy: { line: 'asc' },
    omit: { bulkId: true },
    take: limit + 1,
  });
  const shown = rows.map((row) =>
    bulkEnrollmentRowSchema.parse({ ...row, startDate: row.startDate && dayOf(row.startDate) }),
  );
  return pageOf(shown, limit, (row) => [row.line]);
}
