import { z } from 'zod';
import {
  TOUCHPOINT_DELIVERIES,
  type RunHeldReason,
  type ScheduledTouchpointStatus,
} from '../../../../contracts/programs/kinds.ts';
import type { StoredProgram } from '../../../../domain/programs/definition.ts';
import type { Tx } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { idByPlace, isWithoutRow, reasonNot, type JudgeInput } from '../program-verdicts.ts';
import type { StoredRun } from './program-runs.ts';
import { dayOf, dayToDate } from '../../rows.ts';

/** Which runs are waited for; instants are epoch milliseconds. */
export interface PendingInput {
  programId: string;
  /** Only those of a later moment; null: any. */
  after: number | null;
  /** An expected run of an earlier moment takes place no more. */
  missedBefore: number;
}

/**
 * Scheduled runs of a program that are to come, or whose time has come and that wrote nothing yet, the earliest first.
 */
export async function findPending(
  db: Tx,
  { programId, after, missedBefore }: PendingInput,
): Promise<{ localDate: string; at: number }[]> {
  const rows = await db.$queryRaw`
    SELECT local_date AS "localDate", nominal_at AS at FROM program_run
    WHERE program_id = ${programId} AND kind = 'scheduled' AND generated_at IS NULL
      AND (status = 'generating' OR (status = 'expected' AND (nominal_at >= ${new Date(missedBefore)} OR held_reason = 'mailbox_failing')))
      AND (${after === null} OR nominal_at > ${new Date(after ?? 0)})
    ORDER BY nominal_at`;
  const schema = z.object({
    localDate: z.date().transform(dayOf),
    at: z.date().transform((at) => at.getTime()),
  });
  return z.array(schema).parse(rows);
}

/** Lets the statements of this transaction sort and hash in memory, as befits few long ones at a time. */
export async function allowMemory(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`;
}

/** How large the last scheduled runs of a program were, the latest first, at most four; `run`: those before it (P15). */
export async function sizesBefore(
  db: Tx,
  { programId, run }: { programId: string; run: StoredRun | null },
): Promise<number[]> {
  const rows = await db.programRun.findMany({
    where: {
      programId,
      kind: 'scheduled',
      generatedAt: { not: null },
      ...(run && { id: { not: run.runId }, nominalAt: { lte: new Date(run.nominalAt) } }),
    },
    orderBy: { nominalAt: 'desc' },
    take: 4,
    select: { produced: true },
  });
  return rows.map((row) => row.produced);
}

/** How many messages the judged run produces, and how many proposals they replace. */
export async function countVerdicts(tx: Tx): Promise<{ produced: number; replaced: number }> {
  const rows = await tx.$queryRaw`
    SELECT count(*)::int AS produced, count(replaces_id)::int AS replaced FROM verdict WHERE reason IS NULL`;
  return z.tuple([z.object({ produced: z.int(), replaced: z.int() })]).parse(rows)[0];
}

/** A run that is generated; `isHeld`: a person decides whatever the delivery (P15). */
export interface GenerationInput extends JudgeInput {
  run: StoredRun;
  program: StoredProgram;
  isHeld: boolean;
  now: number;
  /** A new id of a scheduled touchpoint: those of this run begin with its time. */
  seedId: string;
}

const batchSchema = z.object({ batchId: z.string(), delivery: z.enum(TOUCHPOINT_DELIVERIES) });
/** A batch that was opened. */
export type OpenedBatch = z.infer<typeof batchSchema>;

/** Opens a batch for each touchpoint that has messages: approved at once, or being prepared for review (P6). */
export async function openBatches(
  tx: Tx,
  input: GenerationInput & { batches: readonly { batchId: string; touchpointId: string; isAuto: boolean }[] },
): Promise<OpenedBatch[]> {
  const { run, batches } = input;
  const now = Prisma.sql`${new Date(input.now)}::timestamptz`;
  const rows = await tx.$queryRaw`
    INSERT INTO review_batch (id, program_id, touchpoint_id, run_id, send_date, delivery, status, deadline_at,
      decided_by_id, decided_at, created_at, wake_at)
    SELECT b.id, ${run.programId}, b.touchpoint_id, ${run.runId}, ${dayToDate(run.localDate)}::date,
      CASE WHEN b.is_auto THEN 'auto' ELSE 'review' END, CASE WHEN b.is_auto THEN 'approved' ELSE 'preparing' END,
      ${run.deadlineAt === null ? null : new Date(run.deadlineAt)}::timestamptz, CASE WHEN b.is_auto THEN 'system' END,
      CASE WHEN b.is_auto THEN ${now} END, ${now}, CASE WHEN b.is_auto THEN ${now} END
    FROM unnest(${batches.map((b) => b.batchId)}::text[], ${batches.map((b) => b.touchpointId)}::text[],
      ${batches.map((b) => b.isAuto)}::boolean[]) AS b(id, touchpoint_id, is_auto)
    WHERE EXISTS (SELECT 1 FROM verdict v WHERE v.touchpoint_id = b.touchpoint_id AND v.reason IS NULL)
    RETURNING id AS "batchId", delivery`;
  return z.array(batchSchema).parse(rows);
}

/** What a produced or left-out row of the run becomes, from its verdict `v` and its batch `b`, if it has one. */
const produced = (input: GenerationInput) => {
  const now = Prisma.sql`${new Date(input.now)}::timestamptz`;
  const isAuto = Prisma.sql`(v.reason IS NULL AND b.delivery = 'auto')`;
  const status = Prisma.sql`CASE WHEN v.reason IS NOT NULL THEN 'skipped' WHEN b.delivery = 'auto' THEN 'approved'
    ELSE 'proposed' END`;
  return {
    status,
    decision: Prisma.sql`CASE WHEN ${isAuto} THEN 'approved' END`,
    decidedBy: Prisma.sql`CASE WHEN ${isAuto} THEN 'system' END`,
    /** Null unless it leaves by itself. */
    leavesAt: Prisma.sql`CASE WHEN ${isAuto} THEN ${now} END`,
    endedAt: Prisma.sql`CASE WHEN v.reason IS NOT NULL THEN ${now} END`,
    batch: Prisma.sql`LEFT JOIN review_batch b
      ON b.run_id = ${input.run.runId} AND b.touchpoint_id = v.touchpoint_id AND v.reason IS NULL`,
    /** What is produced tells the same of every row, and is made once. */
    entry: (from: 'scheduled' | null) => Prisma.sql`CASE WHEN v.reason IS NOT NULL
      THEN ${historyEntry(input, { from, to: 'skipped', reason: Prisma.sql`v.reason` })}
      WHEN b.delivery = 'auto' THEN ${historyOf(input, { from, to: 'approved' })}
      ELSE ${historyOf(input, { from, to: 'proposed' })} END`,
  };
};

/**
 * Turns the planned rows of a scheduled run into what they become, proposals, messages that leave, or rows that say why
 * not (P6, P9); those that no longer qualify become `skipped` with the reason.
 */
export async function takePlanned(tx: Tx, input: GenerationInput): Promise<void> {
  const { run } = input;
  const now = Prisma.sql`${new Date(input.now)}::timestamptz`;
  const to = produced(input);
  const ofRun = Prisma.sql`planned_on = ${dayToDate(run.localDate)}::date, planned_at = ${new Date(run.nominalAt)}::timestamptz,
    run_id = ${run.runId}, updated_at = ${now}`;
  await tx.$executeRaw`
    UPDATE scheduled_touchpoint x SET status = ${to.status}, reason = v.reason, decision = ${to.decision},
      decided_by_id = ${to.decidedBy}, decided_at = ${to.leavesAt}, wake_at = ${to.leavesAt}, ended_at = ${to.endedAt},
      batch_id = b.id, days_overdue = v.days, rank = v.rank, ${ofRun},
      history = x.history || ${to.entry('scheduled')}
    FROM verdict v ${to.batch}
    WHERE x.id = v.planned_id AND x.status = 'scheduled' AND NOT ${isWithoutRow('v.reason')}`;
  await tx.$executeRaw`
    UPDATE scheduled_touchpoint s SET status = 'skipped', reason = d.reason, ended_at = ${now}, ${ofRun},
      history = s.history || ${historyEntry(input, { from: 'scheduled', to: 'skipped', reason: Prisma.sql`d.reason` })}
    FROM (
      SELECT x.id, coalesce(v.reason, ${reasonNot(input)}) AS reason
      FROM scheduled_touchpoint x
      JOIN touchpoint t ON t.id = x.touchpoint_id JOIN customer c ON c.id = x.customer_id
      LEFT JOIN program_enrollment e ON e.program_id = x.program_id AND e.customer_id = x.customer_id
      LEFT JOIN verdict v ON v.planned_id = x.id
      WHERE x.program_id = ${run.programId} AND x.status = 'scheduled'
        AND x.planned_on <= ${dayToDate(run.localDate)}::date) d
    WHERE s.id = d.id AND s.status = 'scheduled'`;
}

/** Inserts what nothing was planned for. */
export async function insertRows(tx: Tx, input: GenerationInput): Promise<void> {
  const { run, program, seedId } = input;
  const now = Prisma.sql`${new Date(input.now)}::timestamptz`;
  const to = produced(input);
  await tx.$executeRaw`
    INSERT INTO scheduled_touchpoint (id, program_id, touchpoint_id, customer_id, invoice_id, level, subject_id, status,
      reason, decision, decided_by_id, decided_at, wake_at, ended_at, planned_on, planned_at, plan_version, run_id,
      batch_id, days_overdue, rank, history, created_at, updated_at)
    SELECT ${idByPlace(seedId)},
      ${run.programId}, v.touchpoint_id, v.customer_id, v.invoice_id, v.level, v.subject_id, ${to.status}, v.reason,
      ${to.decision}, ${to.decidedBy}, ${to.leavesAt}, ${to.leavesAt}, ${to.endedAt},
      ${dayToDate(run.localDate)}::date, ${new Date(run.nominalAt)}::timestamptz, ${program.planVersion}, ${run.runId},
      b.id, v.days, v.rank, ${to.entry(null)}, ${now}, ${now}
    FROM (SELECT * FROM verdict ORDER BY customer_id, touchpoint_id, subject_id) v ${to.batch}
    WHERE v.planned_id IS NULL AND NOT ${isWithoutRow('v.reason')}`;
}

/** Writes what came of a run: how many messages it produced, and rows it left out with a reason. */
export async function finishRun(
  tx: Tx,
  {
    run,
    heldReason,
    hasReview,
    now,
  }: { run: StoredRun; heldReason: RunHeldReason | null; hasReview: boolean; now: number },
): Promise<void> {
  const at = Prisma.sql`${new Date(now)}::timestamptz`;
  await tx.$executeRaw`
    UPDATE program_run r SET status = ${hasReview ? 'preparing' : 'completed'}, generated_at = ${at},
      held_reason = ${heldReason}, ended_at = ${hasReview ? Prisma.sql`NULL` : at},
      wake_at = ${hasReview ? at : Prisma.sql`NULL`}, produced = n.produced, skipped = n.skipped
    FROM (SELECT count(*) FILTER (WHERE status <> 'skipped') AS produced,
        count(*) FILTER (WHERE status = 'skipped') AS skipped
      FROM scheduled_touchpoint WHERE run_id = ${run.runId}) n
    WHERE r.id = ${run.runId}`;
}

/** Ends a run that wrote nothing, because a newer one has taken over. Safe to repeat. */
export async function endSuperseded(db: Tx, { runId, now }: { runId: string; now: number }): Promise<void> {
  const at = new Date(now);
  await db.programRun.updateMany({
    where: { id: runId, status: 'generating' },
    data: { status: 'superseded', endedAt: at, wakeAt: null },
  });
}

/** What a run that was generated before came to; null: it was not. */
export async function readOutcome(
  db: Tx,
  runId: string,
): Promise<{ hasReview: boolean; autoBatchIds: string[] } | null> {
  const row = await db.programRun.findUnique({ where: { id: runId }, select: { generatedAt: true } });
  if (!row || row.generatedAt === null) return null;
  const batches = await db.reviewBatch.findMany({
    where: { runId },
    select: { id: true, delivery: true, wakeAt: true },
  });
  const autoBatchIds = batches.filter((b) => b.delivery === 'auto' && b.wakeAt !== null).map((b) => b.id);
  return { hasReview: batches.some((b) => b.delivery === 'review'), autoBatchIds };
}

interface Entry {
  from: 'scheduled' | null;
  to: ScheduledTouchpointStatus;
}

function historyOf({ now }: GenerationInput, { from, to }: Entry): Prisma.Sql {
  const entry = { at: new Date(now).toISOString(), from, to, reason: null, by: 'system' };
  return Prisma.sql`${JSON.stringify([entry])}::jsonb`;
}

function historyEntry(
  { now }: GenerationInput,
  { from, to, reason }: Entry & { reason: Prisma.Sql },
): Prisma.Sql {
  return Prisma.sql`jsonb_build_array(jsonb_build_object('at', ${new Date(now).toISOString()}::text, 'from',
    ${from}::text, 'to', ${to}::text, 'reason', ${reason}, 'by', 'system'))`;
}
