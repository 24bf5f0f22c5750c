import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import {
  RUN_HELD_REASONS,
  RUN_KINDS,
  RUN_SKIP_REASONS,
  RUN_STATUSES,
  SCHEDULED_TOUCHPOINT_STATUSES,
} from '../../../../contracts/programs/kinds.ts';
import type { Page } from '../../../../contracts/paging.ts';
import type {
  ListProgramRunsQuery,
  ProgramRun,
  ProgramRunDetail,
} from '../../../../contracts/programs/program-runs.ts';
import type { Tx } from '../../client.ts';
import { decodeCursor, pageOf } from '../../cursor.ts';
import { Prisma } from '../../generated/client.ts';
import { dayOf, isoOf, isoOrNull } from '../../rows.ts';
import { customerIsVisible } from '../../visibility.ts';

const rowSchema = z
  .object({
    id: z.string(),
    program_id: z.string(),
    kind: z.enum(RUN_KINDS),
    local_date: z.date(),
    nominal_at: z.date(),
    status: z.enum(RUN_STATUSES),
    skip_reason: z.enum(RUN_SKIP_REASONS).nullable(),
    held_reason: z.enum(RUN_HELD_REASONS).nullable(),
    deadline_at: z.date().nullable(),
    produced: z.int(),
    skipped: z.int(),
    created_by_id: z.string(),
    author_name: z.string().nullable(),
    started_at: z.date().nullable(),
    generated_at: z.date().nullable(),
    ended_at: z.date().nullable(),
  })
  .transform((row): ProgramRun => ({
    id: row.id,
    programId: row.program_id,
    kind: row.kind,
    localDate: dayOf(row.local_date),
    nominalAt: isoOf(row.nominal_at),
    status: row.status,
    skipReason: row.skip_reason,
    heldReason: row.held_reason,
    deadlineAt: isoOrNull(row.deadline_at),
    produced: row.produced,
    skipped: row.skipped,
    startedBy: { id: row.created_by_id, name: row.author_name },
    startedAt: isoOrNull(row.started_at),
    generatedAt: isoOrNull(row.generated_at),
    endedAt: isoOrNull(row.ended_at),
  }));

/** Who sees every customer is told what the run counted itself; for others its rows are counted (U3). */
const countsFor = (viewer: Viewer): Prisma.Sql =>
  viewer.role === 'admin'
    ? Prisma.sql`r.produced, r.skipped`
    : Prisma.sql`seen.produced::int AS produced, seen.skipped::int AS skipped`;
const countedFor = (viewer: Viewer): Prisma.Sql =>
  viewer.role === 'admin'
    ? Prisma.empty
    : Prisma.sql`CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE s.batch_id IS NOT NULL) AS produced,
          count(*) FILTER (WHERE s.batch_id IS NULL AND s.status = 'skipped') AS skipped
        FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
        WHERE s.run_id = r.id AND ${customerIsVisible(viewer, 'c')}) seen`;

/** Runs of a program, the newest first; the expected one leads. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { programId, ...query }: ListProgramRunsQuery & { programId: string },
): Promise<Page<ProgramRun>> {
  const after = decodeCursor(query.cursor, z.tuple([z.iso.datetime(), z.string()]));
  const [before, beforeId] = after ?? [null, null];
  const rows = await db.$queryRaw`
    SELECT r.id, r.program_id, r.kind, r.local_date, r.nominal_at, r.status, r.skip_reason, r.held_reason,
      r.deadline_at, ${countsFor(viewer)}, r.created_by_id, u.name AS author_name, r.started_at, r.generated_at,
      r.ended_at
    FROM program_run r LEFT JOIN app_user u ON u.id = r.created_by_id ${countedFor(viewer)}
    WHERE r.program_id = ${programId}
      AND (${query.status ?? null}::text IS NULL OR r.status = ${query.status ?? null})
      AND (${query.kind ?? null}::text IS NULL OR r.kind = ${query.kind ?? null})
      AND (${before}::timestamptz IS NULL OR (r.nominal_at, r.id) < (${before}::timestamptz, ${beforeId}))
    ORDER BY r.nominal_at DESC, r.id DESC LIMIT ${query.limit + 1}`;
  return pageOf(z.array(rowSchema).parse(rows), query.limit, (run) => [run.nominalAt, run.id]);
}

/** One run of a program; null when there is none. */
export async function read(
  db: Tx,
  viewer: Viewer,
  { programId, runId }: { programId: string; runId: string },
): Promise<ProgramRun | null> {
  const rows = await db.$queryRaw`
    SELECT r.id, r.program_id, r.kind, r.local_date, r.nominal_at, r.status, r.skip_reason, r.held_reason,
      r.deadline_at, ${countsFor(viewer)}, r.created_by_id, u.name AS author_name, r.started_at, r.generated_at,
      r.ended_at
    FROM program_run r LEFT JOIN app_user u ON u.id = r.created_by_id ${countedFor(viewer)}
    WHERE r.id = ${runId} AND r.program_id = ${programId}`;
  return z.array(rowSchema).parse(rows)[0] ?? null;
}

/** One run with its messages by status; null when there is none. */
export async function readDetail(
  db: Tx,
  viewer: Viewer,
  input: { programId: string; runId: string },
): Promise<ProgramRunDetail | null> {
  const run = await read(db, viewer, input);
  if (!run) return null;
  const rows = await db.$queryRaw`
    SELECT s.status, count(*)::int AS n FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
    WHERE s.run_id = ${run.id} AND ${customerIsVisible(viewer, 'c')} GROUP BY s.status`;
  const counted = z
    .array(z.object({ status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES), n: z.int() }))
    .parse(rows);
  const none = SCHEDULED_TOUCHPOINT_STATUSES.map((status) => [status, 0] as const);
  const messages = Object.fromEntries([...none, ...counted.map(({ status, n }) => [status, n] as const)]);
  return { ...run, messages: messages as ProgramRunDetail['messages'] };
}

/** What of a program waits for a decision, as far as a new run may replace it. */
export interface OpenProposals {
  count: number;
  /** All of them, in one text that differs as soon as one was decided or another came; empty when there are none. */
  text: string;
}

/** Proposals of a program to customers whom the viewer may see that wait for a decision. */
export async function readOpenProposals(db: Tx, viewer: Viewer, programId: string): Promise<OpenProposals> {
  const rows = await db.$queryRaw`
    SELECT count(*)::int AS count,
      coalesce(encode(sha256(convert_to(string_agg(s.id, ',' ORDER BY s.id), 'UTF8')), 'hex'), '') AS text
    FROM scheduled_touchpoint s JOIN review_batch b ON b.id = s.batch_id JOIN customer c ON c.id = s.customer_id
    WHERE b.program_id = ${programId} AND b.status IN ('preparing', 'proposed') AND s.status = 'proposed'
      AND ${customerIsVisible(viewer, 'c')}`;
  return z.tuple([z.object({ count: z.int(), text: z.string() })]).parse(rows)[0];
}
