import { z } from 'zod';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { countedCreditOf, currencyTerms } from '../receivables/owed.ts';
import { holdsAt } from './program-owed.ts';
import {
  idByPlace,
  isEligible,
  isOneOf,
  reasonNot,
  rulesOf,
  type JudgedProgram,
} from './program-verdicts.ts';
import { dayToDate } from '../rows.ts';

/** A run to come, as a plan sees it. */
export interface RunToCome {
  /** The program's day, `YYYY-MM-DD`. */
  localDate: string;
  /** Epoch milliseconds. */
  at: number;
  /** The organisation's day, `YYYY-MM-DD`: days past due count to it. */
  day: string;
}

/** What is planned, and for whom. */
export interface PlanInput extends JudgedProgram {
  /** Runs to come, the earliest first; none: nothing is planned. */
  runs: readonly RunToCome[];
  /** Null: everybody. */
  customerIds: readonly string[] | null;
  planVersion: number;
  /** The organisation's day, `YYYY-MM-DD`. */
  today: string;
  /** Epoch milliseconds. */
  now: number;
  /** A new id of a scheduled touchpoint: those of this plan begin with its time. */
  seedId: string;
}

const countsSchema = z.tuple([z.object({ added: z.int(), moved: z.int(), removed: z.int() })]);
/** How many planned rows a plan added, moved and took away. */
export type PlanCounts = z.infer<typeof countsSchema>[0];

/**
 * Brings the `scheduled` rows of a program to what its next runs would produce, in one statement (P9, P10): one row a
 * touchpoint and subject, at the first run whose turn it is. An invoice counts from the run at which its last hold has
 * expired and credit does not cover it (C18); a message is planned from the run at which it is worth one (C19). Rows that move are updated, those that are no longer wanted become `skipped` with the reason, the others are
 * not touched. The caller holds the program's plan lock.
 */
export async function plan(tx: Tx, input: PlanInput): Promise<PlanCounts> {
  const now = Prisma.sql`${new Date(input.now)}::timestamptz`;
  const { programId, runs } = input;
  const horizon = runs.at(-1)?.day ?? input.today;
  const plannedOn = Prisma.sql`(${runs.map((run) => run.localDate)}::date[])[n]`;
  const plannedAt = Prisma.sql`(${runs.map((run) => new Date(run.at))}::timestamptz[])[n]`;
  // Made once a run, not once a row.
  const entry = Prisma.sql`(${runs.map((run) => JSON.stringify([planned(input, run)]))}::jsonb[])[n]`;
  const rows = await tx.$queryRaw`
    WITH rule AS MATERIALIZED (${rulesOf(input)}),
    wanted AS (${wantedRows(input)}),
    existing AS (
      SELECT x.id, x.touchpoint_id, x.subject_id, x.customer_id, x.level, x.planned_on, x.planned_at
      FROM scheduled_touchpoint x WHERE x.program_id = ${programId} AND x.status = 'scheduled'
        AND ${isOneOf(Prisma.sql`x.customer_id`, input.customerIds)}),
    difference AS MATERIALIZED (
      SELECT x.id, x.touchpoint_id AS old_touchpoint_id, x.customer_id AS old_customer_id, x.level,
        x.subject_id AS old_subject_id, w.*
      FROM existing x FULL JOIN wanted w ON w.touchpoint_id = x.touchpoint_id AND w.subject_id = x.subject_id
      WHERE x.id IS NULL OR n IS NULL OR x.planned_on <> ${plannedOn} OR x.planned_at <> ${plannedAt}),
    added AS (
      INSERT INTO scheduled_touchpoint (id, program_id, touchpoint_id, customer_id, invoice_id, level, subject_id, status,
        planned_on, planned_at, plan_version, history, created_at, updated_at)
      SELECT ${idByPlace(input.seedId)}, ${programId}, d.touchpoint_id, d.customer_id, d.invoice_id,
        CASE WHEN d.invoice_id IS NULL THEN 'account' ELSE 'invoice' END, d.subject_id, 'scheduled', ${plannedOn},
        ${plannedAt}, ${input.planVersion}, ${entry}, ${now}, ${now}
      FROM (SELECT * FROM difference WHERE id IS NULL ORDER BY customer_id, touchpoint_id, subject_id) d
      RETURNING 1),
    moved AS (
      UPDATE scheduled_touchpoint x SET planned_on = ${plannedOn}, planned_at = ${plannedAt},
        plan_version = ${input.planVersion}, history = x.history || ${entry}, updated_at = ${now}
      FROM (SELECT id, n FROM difference WHERE id IS NOT NULL AND n IS NOT NULL ORDER BY id) d
      WHERE x.id = d.id AND x.status = 'scheduled'
      RETURNING 1),
    removed AS (
      UPDATE scheduled_touchpoint s SET status = 'skipped', reason = d.reason, plan_version = ${input.planVersion},
        ended_at = ${now}, updated_at = ${now}, history = s.history || jsonb_build_array(jsonb_build_object(
          'at', ${new Date(input.now).toISOString()}::text, 'from', s.status, 'to', 'skipped', 'reason', d.reason,
          'by', 'system', 'planVersion', ${input.planVersion}::int))
      FROM (
        SELECT x.id, ${removalReason(input, horizon)} AS reason
        FROM (SELECT id, old_touchpoint_id AS touchpoint_id, old_customer_id AS customer_id, level,
            old_subject_id AS subject_id FROM difference WHERE n IS NULL) x
        JOIN touchpoint t ON t.id = x.touchpoint_id JOIN customer c ON c.id = x.customer_id
        LEFT JOIN program_enrollment e ON e.program_id = ${programId} AND e.customer_id = x.customer_id) d
      WHERE s.id = d.id AND s.status = 'scheduled'
      RETURNING 1)
    SELECT (SELECT count(*)::int FROM added) AS added, (SELECT count(*)::int FROM moved) AS moved,
      (SELECT count(*)::int FROM removed) AS removed`;
  return countsSchema.parse(rows)[0];
}

/** How the history of a row tells of its place in the plan. */
function planned({ now, planVersion }: PlanInput, { localDate: plannedOn }: RunToCome) {
  const at = new Date(now).toISOString();
  return { at, to: 'scheduled', by: 'system', plannedOn, planVersion };
}

/** The next firing of each touchpoint and subject: `n` is the place of its run among those to come, from 1. */
function wantedRows(input: PlanInput): Prisma.Sql {
  const { programId, runs } = input;
  const days = Prisma.sql`${runs.map((run) => run.day)}::date[]`;
  // One whose time has come takes place now.
  const instants = Prisma.sql`${runs.map((run) => new Date(Math.max(run.at, input.now)))}::timestamptz[]`;
  // The first run on or after a day, or after a moment: they stand in order, and beyond the last there is none.
  const runOf = (day: string) => Prisma.sql`(width_bucket(${Prisma.raw(day)} - 1, ${days}) + 1)`;
  const { day: lastDay, at: lastAt } = runs.at(-1) ?? { day: input.today, at: 0 };
  const isFirst = Prisma.sql`k.n <= ${runs.length}::int AND (k.below IS NULL OR k.n < k.below)`;
  return Prisma.sql`
    WITH held AS MATERIALIZED (${holdsAt(input.now, Prisma.sql`TRUE`)}),
    terms AS MATERIALIZED (${currencyTerms(input.minimumAmounts)}),
    open AS MATERIALIZED (
      SELECT i.id, i.customer_id, i.due_on, i.balance, ${countedCreditOf(Prisma.sql`s`)} AS credit,
        coalesce(terms.least, 0.01) AS least, CASE WHEN h.invoice_id IS NULL THEN 1
        ELSE width_bucket(h.until - interval '1 microsecond', ${instants}) + 1 END AS free
      FROM invoice i JOIN customer c ON c.id = i.customer_id
      LEFT JOIN customer_summary s ON s.customer_id = i.customer_id LEFT JOIN terms ON terms.code = c.currency
      LEFT JOIN program_enrollment e ON e.program_id = ${programId} AND e.customer_id = i.customer_id
      LEFT JOIN held h ON h.invoice_id = i.id
      WHERE i.status = 'open'::text AND NOT i.is_disputed AND i.balance >= coalesce(terms.unit, 0.01)
        AND i.due_on < ${dayToDate(lastDay)}::date
        AND ${isOneOf(Prisma.sql`i.customer_id`, input.customerIds)} AND ${isEligible(input)}
        AND (h.invoice_id IS NULL OR h.until <= ${new Date(Math.max(lastAt, input.now))}::timestamptz)),
    -- Of whom credit or a least amount may keep something back.
    weighed AS MATERIALIZED (
      SELECT customer_id FROM open GROUP BY customer_id HAVING max(credit) > 0 OR min(balance) < max(least)),
    -- Sums of what is asked at each run at which something becomes free, the oldest first: they only grow.
    counted AS (
      SELECT o.id, o.balance, o.credit, o.least, f.free AS n, sum(o.balance)
        OVER (PARTITION BY o.customer_id, f.free ORDER BY o.due_on, o.id COLLATE "C" ROWS UNBOUNDED PRECEDING) AS sum
      FROM (SELECT DISTINCT customer_id, free FROM open JOIN weighed USING (customer_id)) f
      JOIN open o ON o.customer_id = f.customer_id AND o.free <= f.free),
    worth AS MATERIALIZED (
      SELECT id, min(n) FILTER (WHERE sum > credit) AS free,
        min(n) FILTER (WHERE balance >= least AND sum >= credit + least) AS alone FROM counted GROUP BY id),
    enough AS MATERIALIZED (
      SELECT customer_id, min(n) FILTER (WHERE sum >= credit + least) AS n FROM (
        SELECT o.customer_id, o.n, o.credit, o.least,
          sum(o.balance) OVER (PARTITION BY o.customer_id ORDER BY o.n RANGE UNBOUNDED PRECEDING) AS sum
        FROM (SELECT *, greatest(free, ${runOf('(due_on + 1)')}) AS n FROM open JOIN weighed USING (customer_id)) o) s
      GROUP BY customer_id),
    -- From which run on nothing keeps an invoice back: at all, and for a message of its own.
    owed AS MATERIALIZED (
      SELECT o.id, o.customer_id, o.due_on, o.free, o.free AS alone FROM open o
      WHERE NOT EXISTS (SELECT FROM weighed w WHERE w.customer_id = o.customer_id)
      UNION ALL
      SELECT o.id, o.customer_id, o.due_on, w.free, w.alone FROM open o JOIN worth w ON w.id = o.id WHERE w.free IS NOT NULL),
    turn AS (
      SELECT k.touchpoint_id, k.customer_id, k.invoice_id, k.subject_id, k.n, k.below FROM (
        SELECT k.touchpoint_id, k.customer_id, NULL::text AS invoice_id, k.customer_id AS subject_id,
          greatest(k.n, enough.n) AS n, k.below
        FROM (
          SELECT r.id AS touchpoint_id, a.customer_id,
            min(greatest(a.free, ${runOf('(a.due_on + r.offset_days)')})) AS n,
            min(CASE WHEN r.below IS NOT NULL THEN greatest(a.free, ${runOf('(a.due_on + r.below)')}) END) AS below
          FROM (SELECT customer_id, free, min(due_on) AS due_on FROM owed GROUP BY customer_id, free) a
          JOIN rule r ON r.level = 'account' GROUP BY a.customer_id, r.id) k
        LEFT JOIN enough ON enough.customer_id = k.customer_id
        WHERE enough.customer_id IS NULL OR enough.n IS NOT NULL) k
      WHERE ${isFirst}
      UNION ALL
      SELECT r.id, o.customer_id, o.id, o.id, k.n, k.below
      FROM owed o JOIN rule r ON r.level = 'invoice'
      CROSS JOIN LATERAL (SELECT greatest(o.alone, ${runOf('(o.due_on + r.offset_days)')}) AS n,
        CASE WHEN r.below IS NOT NULL THEN greatest(o.alone, ${runOf('(o.due_on + r.below)')}) END AS below) k
      WHERE o.alone IS NOT NULL AND ${isFirst}),
    by_hand AS MATERIALIZED (
      SELECT x.touchpoint_id, x.subject_id, array_agg(x.planned_on) AS dates FROM scheduled_touchpoint x
      WHERE x.program_id = ${programId} AND x.status IN ('cancelled', 'completed') AND x.run_id IS NULL
        AND x.planned_on >= ${dayToDate(runs[0]?.localDate ?? input.today)}::date
        AND ${isOneOf(Prisma.sql`x.customer_id`, input.customerIds)}
      GROUP BY x.touchpoint_id, x.subject_id)
    SELECT * FROM (
      SELECT k.touchpoint_id, k.customer_id, k.invoice_id, k.subject_id, CASE WHEN b.dates IS NULL THEN k.n ELSE (
        SELECT min(later.n)::int FROM unnest(${runs.map((run) => run.localDate)}::date[]) WITH ORDINALITY later(day, n)
        WHERE later.n >= k.n AND (k.below IS NULL OR later.n < k.below) AND later.day <> ALL(b.dates)) END AS n
      FROM turn k LEFT JOIN by_hand b ON b.touchpoint_id = k.touchpoint_id AND b.subject_id = k.subject_id) firing
    WHERE n IS NOT NULL`;
}

function removalReason(input: PlanInput, day: string): Prisma.Sql {
  return Prisma.sql`CASE WHEN EXISTS (SELECT 1 FROM program p WHERE p.id = ${input.programId} AND p.status = 'archived')
    THEN 'program_archived' ELSE ${reasonNot({ ...input, day, at: input.now })} END`;
}

/** Active programs in the order of their ids, all or those of these ids. */
export async function findActive(db: Tx, programIds: readonly string[] | null): Promise<string[]> {
  const rows = await db.program.findMany({
    where: { status: 'active', ...(programIds && { id: { in: [...programIds] } }) },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Notes that a version is planned, and those before it with it. A newer one that is wanted by now is planned next. */
export async function finish(
  tx: Tx,
  input: { programId: string; version: number; counts: PlanCounts; now: number },
): Promise<void> {
  const { programId, version, counts } = input;
  const finishedAt = new Date(input.now);
  await tx.programPlan.updateMany({ where: { programId, version }, data: counts });
  await tx.programPlan.updateMany({
    where: { programId, version: { lte: version }, finishedAt: null },
    data: { finishedAt },
  });
  await tx.program.updateMany({
    where: { id: programId, planVersion: version },
    data: { plannedVersion: version },
  });
}
