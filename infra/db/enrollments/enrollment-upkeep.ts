import type { StartedEnrollment } from '../../temporal/lifecycle/enrollments.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { mixedBy } from '../mixed.ts';

type RefRow = { id: string; sequence_id: string; customer_id: string; mailbox_id: string | null };
const REF = Prisma.sql`id, sequence_id, customer_id,
  (SELECT s.mailbox_id FROM sequence s WHERE s.id = sequence_id) AS mailbox_id`;
const refOf = (row: RefRow): StartedEnrollment => ({
  enrollmentId: row.id,
  sequenceId: row.sequence_id,
  customerId: row.customer_id,
  mailboxId: row.mailbox_id,
});

const ID = Prisma.sql`id`;

/** Live rows that no workflow has looked at within a moment of their creation. */
export async function findUnstarted(
  db: Tx,
  input: { createdBefore: number; seed: number; limit: number },
): Promise<StartedEnrollment[]> {
  const rows = await db.$queryRaw<RefRow[]>`
    SELECT ${REF} FROM enrollment
    WHERE is_live AND started_at IS NULL AND created_at < ${new Date(input.createdBefore)}
    ORDER BY ${mixedBy(ID, input.seed)} LIMIT ${input.limit}`;
  return rows.map(refOf);
}

/** Rows whose intent their workflow has not applied: a wake-up that was lost, or waits for a worker. */
export async function findUnapplied(
  db: Tx,
  input: { seed: number; limit: number },
): Promise<StartedEnrollment[]> {
  const rows = await db.$queryRaw<RefRow[]>`
    SELECT ${REF} FROM enrollment
    WHERE applied_version < intent_version AND started_at IS NOT NULL
    ORDER BY ${mixedBy(ID, input.seed)} LIMIT ${input.limit}`;
  return rows.map(refOf);
}

/**
 * Running rows that are behind a plan which everybody has followed: they began while it was brought to the others, by what
 * they had read of the plan before.
 */
export async function findBehindDrained(
  db: Tx,
  input: { seed: number; limit: number },
): Promise<StartedEnrollment[]> {
  const rows = await db.$queryRaw<RefRow[]>`
    SELECT ${REF} FROM enrollment WHERE id IN (
      SELECT behind.id FROM sequence s, LATERAL (
        SELECT e.id FROM enrollment e
        WHERE e.sequence_id = s.id AND e.is_live AND e.started_at IS NOT NULL AND e.plan_version < s.drained_version
        ORDER BY ${mixedBy(Prisma.sql`e.id`, input.seed)} LIMIT ${input.limit}) behind
      WHERE s.activated_at IS NOT NULL ORDER BY ${mixedBy(Prisma.sql`behind.id`, input.seed)} LIMIT ${input.limit})
    ORDER BY id`;
  return rows.map(refOf);
}

/** Live rows whose time passed long ago: a workflow that is gone, or asleep too long. */
export async function findOverdue(
  db: Tx,
  input: { wakeBefore: number; seed: number; limit: number },
): Promise<StartedEnrollment[]> {
  const rows = await db.$queryRaw<RefRow[]>`
    SELECT ${REF} FROM enrollment
    WHERE is_live AND started_at IS NOT NULL AND next_wake_at < ${new Date(input.wakeBefore)}
    ORDER BY ${mixedBy(ID, input.seed)} LIMIT ${input.limit}`;
  return rows.map(refOf);
}

/** Which rows a full comparison looks at, one kind after the other. */
export type ComparedRows = 'unstarted' | 'running' | 'unapplied';

/** One page of them, by id. `createdBefore`: a start that is under way is left alone. */
export async function pageOfCompared(
  db: Tx,
  input: { which: ComparedRows; createdBefore: number; after: string; limit: number },
): Promise<StartedEnrollment[]> {
  const condition = {
    unstarted: Prisma.sql`is_live AND started_at IS NULL AND created_at < ${new Date(input.createdBefore)}`,
    running: Prisma.sql`is_live AND started_at IS NOT NULL`,
    unapplied: Prisma.sql`applied_version < intent_version AND started_at IS NOT NULL`,
  }[input.which];
  const rows = await db.$queryRaw<RefRow[]>`
    SELECT ${REF} FROM enrollment
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
