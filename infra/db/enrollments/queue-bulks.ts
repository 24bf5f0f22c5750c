import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { QueueRefusal } from '../../../contracts/enrollments/kinds.ts';
import {
  queueBulkActionSchema,
  queueBulkRowSchema,
  queueBulkSchema,
  type ListQueueBulkRowsQuery,
  type QueueBulk,
  type QueueBulkAction,
  type QueueBulkRow,
  type QueueSelection,
} from '../../../contracts/enrollments/queue/bulks.ts';
import type { Page } from '../../../contracts/paging.ts';
import { PERMISSIONS, ROLES } from '../../../contracts/permissions.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { isoOf, isoOrNull, jsonOf } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';
import { refusalOf } from './queue-bulk-refusals.ts';
import { type QueueClock, selectRows, SORT_KEY } from './queue-selection.ts';
import { taskIsOf } from './task-visibility.ts';

/** Ids and places of what is selected and the viewer may work on. */
function selected(viewer: Viewer, selection: QueueSelection, clock: QueueClock): Prisma.Sql {
  if ('filter' in selection) return selectRows(viewer, selection.filter, { clock });
  return Prisma.sql`
    SELECT x.id, ${SORT_KEY} AS sort_at FROM step_execution x JOIN customer c ON c.id = x.customer_id
    WHERE x.id = ANY(${selection.stepExecutionIds}::text[]) AND ${customerIsVisible(viewer, 'c')} AND ${taskIsOf(viewer)}`;
}

/** Stores what is selected now, in the order of the list, each row with why the act would not go; the set stays here. */
export async function insert(
  tx: Tx,
  viewer: Viewer,
  input: {
    id: string;
    selection: QueueSelection;
    action: QueueBulkAction;
    clock: QueueClock;
    expiresAt: number;
  },
): Promise<void> {
  const { id, selection, action, clock, expiresAt } = input;
  const { role, permissions, userId } = viewer;
  await tx.queueBulk.create({
    data: {
      id,
      action: jsonOf(action) as Prisma.InputJsonObject,
      role,
      permissions: [...permissions],
      createdById: userId,
      createdAt: new Date(clock.now),
      expiresAt: new Date(expiresAt),
    },
  });
  const count = await tx.$executeRaw`
    INSERT INTO queue_bulk_row (bulk_id, n, step_execution_id, refusal)
    SELECT ${id}, row_number() OVER (ORDER BY p.sort_at, p.id), x.id, ${refusalOf(action, clock.now)}
    FROM (${selected(viewer, selection, clock)}) p JOIN step_execution x ON x.id = p.id
    JOIN enrollment e ON e.id = x.enrollment_id JOIN customer c ON c.id = x.customer_id JOIN step t ON t.id = x.step_id`;
  if ('filter' in selection) return;
  const hidden = new Set(selection.stepExecutionIds).size - count;
  await tx.queueBulk.update({ where: { id }, data: { hidden } });
}

const summarySchema = z.object({
  outcome: z.string().nullable(),
  refusal: z.string().nullable(),
  n: z.int(),
});

/** What it would do, or how far it has come; null when there is none of this author. */
export async function find(db: Tx, viewer: Viewer, id: string): Promise<QueueBulk | null> {
  const bulk = await db.queueBulk.findUnique({ where: { id, createdById: viewer.userId } });
  if (!bulk) return null;
  const rows = z.array(summarySchema).parse(
    await db.$queryRaw`
      SELECT outcome, refusal, count(*)::int AS n FROM queue_bulk_row WHERE bulk_id = ${id}
      GROUP BY outcome, refusal ORDER BY n DESC, refusal`,
  );
  const sum = (of: (row: z.infer<typeof summarySchema>) => boolean) =>
    rows.filter(of).reduce((total, { n }) => total + n, 0);
  const refused = rows.filter(({ refusal }) => refusal !== null);
  // Hidden since it was counted: named by id it is told as such, behind a filter not at all (U3).
  const lost = sum(({ refusal }) => refusal === 'not_found');
  return queueBulkSchema.parse({
    token: id,
    status: bulk.appliedAt === null ? 'counted' : bulk.finishedAt === null ? 'running' : 'completed',
    count: sum(() => true) - lost,
    going: sum(({ refusal }) => refusal === null),
    ...(bulk.hidden !== null && { hidden: bulk.hidden + lost }),
    done: sum(({ outcome }) => outcome === 'done'),
    pending: bulk.appliedAt === null ? 0 : sum(({ outcome }) => outcome === null),
    refusals: refused
      .filter(({ refusal }) => refusal !== 'not_found')
      .map(({ refusal, n }) => ({ reason: refusal, count: n })),
    expiresAt: isoOf(bulk.expiresAt),
    appliedAt: isoOrNull(bulk.appliedAt),
    finishedAt: isoOrNull(bulk.finishedAt),
  });
}

/** Its rows in the order of the list, as far as the viewer still sees them; null when there is none of this author. */
export async function listRows(
  db: Tx,
  viewer: Viewer,
  { id, limit, cursor, outcome }: ListQueueBulkRowsQuery & { id: string },
): Promise<Page<QueueBulkRow> | null> {
  const bulk = await db.queueBulk.findUnique({ where: { id, createdById: viewer.userId } });
  if (!bulk) return null;
  const after = decodeCursor(cursor, z.tuple([z.int()]));
  const only =
    outcome === undefined
      ? Prisma.sql`TRUE`
      : Prisma.sql`r.outcome IS NOT DISTINCT FROM ${outcome === 'pending' ? null : outcome}::text`;
  const rows = await db.$queryRaw`
    SELECT r.n, r.step_execution_id AS "stepExecutionId", r.outcome, r.refusal AS reason, r.detail
    FROM queue_bulk_row r JOIN step_execution x ON x.id = r.step_execution_id JOIN customer c ON c.id = x.customer_id
    WHERE r.bulk_id = ${id} AND r.n > ${after?.[0] ?? 0} AND ${only} AND r.refusal IS DISTINCT FROM 'not_found'
      AND ${customerIsVisible(viewer, 'c')} ORDER BY r.n LIMIT ${limit + 1}`;
  const parsed = z.array(queueBulkRowSchema.extend({ n: z.int() })).parse(rows);
  const page = pageOf(parsed, limit, ({ n }) => [n]);
  return { ...page, items: page.items.map(({ n: _n, ...row }) => row) };
}

/** Locks one of this author until the end of the transaction; null when there is none. */
export async function lock(
  tx: Tx,
  viewer: Viewer,
  id: string,
): Promise<{ appliedAt: number | null; expiresAt: number } | null> {
  await tx.$queryRaw`SELECT id FROM queue_bulk WHERE id = ${id} FOR UPDATE`;
  const row = await tx.queueBulk.findUnique({ where: { id, createdById: viewer.userId } });
  return row && { appliedAt: row.appliedAt?.getTime() ?? null, expiresAt: row.expiresAt.getTime() };
}

/** Lets it begin, with what its author may do now; rows that would not have gone are not tried. */
export async function begin(tx: Tx, viewer: Viewer, { id, now }: { id: string; now: number }): Promise<void> {
  const { role, permissions } = viewer;
  await tx.queueBulk.update({
    where: { id },
    data: { appliedAt: new Date(now), role, permissions: [...permissions] },
  });
  await tx.$executeRaw`
    UPDATE queue_bulk_row SET outcome = 'refused' WHERE bulk_id = ${id} AND refusal IS NOT NULL`;
}

/** What is to be done, and by whom. */
export interface QueueBulkHead {
  id: string;
  action: QueueBulkAction;
  createdById: string;
  ceiling: { role: (typeof ROLES)[number]; permissions: (typeof PERMISSIONS)[number][] };
}

/** One that was applied and is not done; null: none. */
export async function readHead(db: Tx, id: string): Promise<QueueBulkHead | null> {
  const row = await db.queueBulk.findUnique({ where: { id } });
  if (!row || row.appliedAt === null || row.finishedAt !== null) return null;
  const { createdById } = row;
  const ceiling = z
    .object({ role: z.enum(ROLES), permissions: z.array(z.enum(PERMISSIONS)) })
    .parse({ role: row.role, permissions: row.permissions });
  return { id, action: queueBulkActionSchema.parse(row.action), createdById, ceiling };
}

/** The next rows that nothing was done to, behind `after`. */
export async function readPending(
  db: Tx,
  { id, after, limit }: { id: string; after: number; limit: number },
): Promise<{ n: number; stepExecutionId: string }[]> {
  return db.queueBulkRow.findMany({
    where: { bulkId: id, outcome: null, n: { gt: after } },
    select: { n: true, stepExecutionId: true },
    orderBy: { n: 'asc' },
    take: limit,
  });
}

/** Locks a row until the end of the transaction; false: it has an outcome already. */
export async function takeRow(tx: Tx, { id, n }: { id: string; n: number }): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM queue_bulk_row WHERE bulk_id = ${id} AND n = ${n} AND outcome IS NULL FOR UPDATE`;
  return rows.length > 0;
}

/** Writes what became of a row, unless that is written. */
export async function settleRow(
  tx: Tx,
  input: { id: string; n: number; reason?: QueueRefusal; detail?: string },
): Promise<void> {
  const { id, n, reason = null, detail = null } = input;
  await tx.queueBulkRow.updateMany({
    where: { bulkId: id, n, outcome: null },
    data: { outcome: reason === null ? 'done' : 'refused', refusal: reason, detail },
  });
}

/** Ends it, unless rows are left; returns whether it has ended. */
export async function finish(db: Tx, { id, now }: { id: string; now: number }): Promise<boolean> {
  await db.$executeRaw`
    UPDATE queue_bulk SET finished_at = ${new Date(now)} WHERE id = ${id} AND finished_at IS NULL
      AND NOT EXISTS (SELECT FROM queue_bulk_row r WHERE r.bulk_id = ${id} AND r.outcome IS NULL)`;
  const row = await db.queueBulk.findUnique({ where: { id }, select: { finishedAt: true } });
  return row?.finishedAt != null;
}

/** Ids of those that were applied before a moment and are not done. */
export async function findRunning(db: Tx, appliedBefore: number): Promise<string[]> {
  const rows = await db.queueBulk.findMany({
    where: { appliedAt: { lt: new Date(appliedBefore) }, finishedAt: null },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Forgets what was never applied and expired before a moment, and what ended before it. */
export async function forget(tx: Tx, before: number): Promise<void> {
  const at = { lt: new Date(before) };
  await tx.queueBulk.deleteMany({
    where: { OR: [{ appliedAt: null, expiresAt: at }, { finishedAt: at }] },
  });
}
