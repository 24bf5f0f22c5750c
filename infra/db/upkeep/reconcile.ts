import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { ListFindingsQuery, ReconcileFinding } from '../../../contracts/upkeep/reconcile.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { isoOf } from '../rows.ts';

/** An enrollment as Temporal needs it. */
export interface EnrollmentRef {
  enrollmentId: string;
  sequenceId: string;
  customerId: string;
}

const refOf = (row: { id: string; sequence_id: string; customer_id: string }): EnrollmentRef => ({
  enrollmentId: row.id,
  sequenceId: row.sequence_id,
  customerId: row.customer_id,
});
type RefRow = { id: string; sequence_id: string; customer_id: string };

/** Live rows whose workflow was not started within a moment of their creation (a crash between row and start). */
export async function findUnstarted(
  db: Tx,
  input: { createdBefore: number; limit: number },
): Promise<EnrollmentRef[]> {
  const rows = await db.$queryRaw<RefRow[]>`
    SELECT id, sequence_id, customer_id FROM enrollment
    WHERE is_live AND started_at IS NULL AND created_at < ${new Date(input.createdBefore)}
    ORDER BY created_at LIMIT ${input.limit}`;
  return rows.map(refOf);
}

/** Rows whose intent their workflow has not applied (a lost wake-up). */
export async function findUnapplied(db: Tx, input: { limit: number }): Promise<EnrollmentRef[]> {
  const rows = await db.$queryRaw<RefRow[]>`
    SELECT id, sequence_id, customer_id FROM enrollment
    WHERE applied_version < intent_version AND started_at IS NOT NULL ORDER BY id LIMIT ${input.limit}`;
  return rows.map(refOf);
}

/** Live rows whose time passed long ago: a workflow that is gone, or asleep too long. */
export async function findOverdue(
  db: Tx,
  input: { wakeBefore: number; limit: number },
): Promise<EnrollmentRef[]> {
  const rows = await db.$queryRaw<RefRow[]>`
    SELECT id, sequence_id, customer_id FROM enrollment
    WHERE is_live AND started_at IS NOT NULL AND next_wake_at < ${new Date(input.wakeBefore)}
    ORDER BY next_wake_at LIMIT ${input.limit}`;
  return rows.map(refOf);
}

/** Sequences whose enrollments have not all followed the newest plan. */
export async function findUndrained(db: Tx): Promise<{ sequenceId: string; planVersion: number }[]> {
  const rows = await db.$queryRaw<{ id: string; plan_version: number }[]>`
    SELECT id, plan_version FROM sequence WHERE activated_at IS NOT NULL AND drained_version < plan_version`;
  return rows.map((row) => ({ sequenceId: row.id, planVersion: row.plan_version }));
}

/** Activated sequences whose end has come (S12). */
export async function findEnding(db: Tx, now: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM sequence WHERE status = 'active' AND end_at <= ${new Date(now)}`;
  return rows.map((row) => row.id);
}

/** Bulk enrollments that were received and are not done. */
export async function findRunningBulks(db: Tx, createdBefore: number): Promise<string[]> {
  const rows = await db.bulkEnrollment.findMany({
    where: { status: 'running', createdAt: { lt: new Date(createdBefore) } },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Which rows a full comparison looks at, one kind after the other. */
export type ComparedRows = 'unstarted' | 'running' | 'unapplied';

/** One page of them, by id. `createdBefore`: a start that is under way is left alone. */
export async function pageOfCompared(
  db: Tx,
  input: { which: ComparedRows; createdBefore: number; after: string; limit: number },
): Promise<EnrollmentRef[]> {
  const condition = {
    unstarted: Prisma.sql`is_live AND started_at IS NULL AND created_at < ${new Date(input.createdBefore)}`,
    running: Prisma.sql`is_live AND started_at IS NOT NULL`,
    unapplied: Prisma.sql`applied_version < intent_version AND started_at IS NOT NULL`,
  }[input.which];
  const rows = await db.$queryRaw<RefRow[]>`
    SELECT id, sequence_id, customer_id FROM enrollment
    WHERE ${condition} AND id > ${input.after} ORDER BY id LIMIT ${input.limit}`;
  return rows.map(refOf);
}

/** Which of these enrollments are live, or ended so lately that their workflows may still be ending. */
export async function filterExpected(
  db: Tx,
  { enrollmentIds, endedAfter }: { enrollmentIds: readonly string[]; endedAfter: number },
): Promise<Set<string>> {
  const at = new Date(endedAfter);
  const rows = await db.enrollment.findMany({
    where: {
      id: { in: [...enrollmentIds] },
      OR: [{ isLive: true }, { completedAt: { gte: at } }, { stoppedAt: { gte: at } }],
    },
    select: { id: true },
  });
  return new Set(rows.map((row) => row.id));
}

/** Which of these enrollments are live. */
export async function filterLive(db: Tx, enrollmentIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.enrollment.findMany({
    where: { id: { in: [...enrollmentIds] }, isLive: true },
    select: { id: true },
  });
  return new Set(rows.map((row) => row.id));
}

/** What was found, newest first (O9). */
export async function listFindings(
  db: Tx,
  _viewer: Viewer,
  { limit, cursor }: ListFindingsQuery,
): Promise<Page<ReconcileFinding>> {
  const before = decodeCursor(cursor, z.tuple([z.string().regex(/^\d{1,18}$/)]));
  const rows = await db.reconcileFinding.findMany({
    ...(before && { where: { id: { lt: BigInt(before[0]) } } }),
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const shown = rows.map((row) => ({ ...row, id: String(row.id), at: isoOf(row.at) }));
  return pageOf(shown, limit, (row) => [row.id]);
}

/** Forgets replies that are no longer replayed (O8), and findings of the reconciler past their use. */
export async function forgetOld(
  db: Tx,
  input: { repliesBefore: number; findingsBefore: number },
): Promise<void> {
  await db.idempotencyKey.deleteMany({ where: { createdAt: { lt: new Date(input.repliesBefore) } } });
  await db.reconcileFinding.deleteMany({ where: { at: { lt: new Date(input.findingsBefore) } } });
}

/** Writes down what was found (O9). */
export async function recordFindings(
  db: Tx,
  findings: readonly { kind: string; entity: string; entityId: string; isRepaired: boolean }[],
  now: number,
): Promise<void> {
  if (findings.length === 0) return;
  await db.reconcileFinding.createMany({
    data: findings.map((finding) => ({ ...finding, at: new Date(now) })),
  });
}
