import type { Matching, RunKind } from '../../../contracts/programs/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import {
  owedByMany,
  owedByOne,
  reasonOfAccount,
  sumsOf,
  type AskedWhen,
  type AskingProgram,
} from './program-owed.ts';

/** The program whose touchpoints are judged, as it is at that moment. */
export interface JudgedProgram extends AskingProgram {
  programId: string;
  matching: Matching;
  autoEnroll: boolean;
}

/** The moment of a run, and who is judged. */
export interface JudgeInput extends JudgedProgram {
  /** A manual run leaves what is planned alone. */
  kind: RunKind;
  /** The organisation's day of the run, `YYYY-MM-DD`: days past due count to it. */
  day: string;
  /** Holds that are open at this moment count; epoch milliseconds. */
  at: number;
  /** The program's day of the run: firings of this day that a person ended are not produced again. */
  runDate: string;
  /** Most messages of one run to a customer (D6). */
  perRun: number;
  /** Null: everybody. */
  customerIds: readonly string[] | null;
  /** `those_out`: customers that take no part, as if they did; nothing of it is ever produced. */
  whom?: 'those_out';
}

/**
 * Judges a program for a run into the temporary table `verdict` of the transaction, one row a candidate (P4, P6, D6).
 *
 * `reason` null: it is produced, with its `rank` among the messages of the customer, the most overdue first. `disputed`,
 * `promise`, `invoice_hold`, `in_credit`, `below_minimum`, `run_limit`: it is left out, with a row that says so; `in_flight`, `cancelled`,
 * `completed_by_hand`: it is left out without one. `planned_id`: the planned row that becomes it; `replaces_id`: the
 * proposal that it replaces. At account level `invoice_id` is set where an invoice is left out of the message. `gross` and
 * `net`: what it asks for before and after `credit` counts, or would. `least`: the least amount worth a letter. Candidates
 * are the touchpoints whose turn it is; what is not enrolled, not active, or not due is no candidate.
 */
export async function judge(tx: Tx, input: JudgeInput): Promise<void> {
  await tx.$executeRaw`
    CREATE TEMP TABLE verdict (touchpoint_id text NOT NULL, offset_days int NOT NULL, level text NOT NULL,
      customer_id text NOT NULL, invoice_id text, subject_id text NOT NULL, days int NOT NULL, reason text, rank int,
      replaces_id text, planned_id text, gross numeric NOT NULL, net numeric NOT NULL, credit numeric NOT NULL,
      least numeric NOT NULL) ON COMMIT DROP`;
  await tx.$executeRaw`INSERT INTO verdict ${verdictsOf(input)}`;
}

/** The rows of {@link judge} as a query. */
export function verdictsOf(input: JudgeInput): Prisma.Sql {
  const runDate = Prisma.sql`${dayToDate(input.runDate)}::date`;
  const ofProgram = Prisma.sql`x.program_id = ${input.programId}
    AND ${isOneOf(Prisma.sql`x.customer_id`, input.customerIds)}`;
  const takesPart = isEligible(input);
  const [asked, open, all] = [sumsOf('asked'), sumsOf('open'), sumsOf('all')];
  const isOfCredit = Prisma.sql`a.reason IN ('in_credit', 'below_minimum')`;
  const which = Prisma.sql`${isOneOf(Prisma.sql`i.customer_id`, input.customerIds)}
    AND ${input.whom === 'those_out' ? Prisma.sql`NOT (${takesPart})` : takesPart}`;
  return Prisma.sql`
    WITH rule AS MATERIALIZED (${rulesOf(input)}),
    ${owedByMany(input, { programId: input.programId, which })},
    account AS (
      SELECT o.customer_id, max(o.days) FILTER (WHERE o.reason IS NULL) AS days, max(o.days) AS all_days,
        max(o.credit) AS credit, max(o.least) AS least, ${asked.gross} AS asked, ${open.gross} AS open_gross,
        ${open.net} AS open_net, ${all.gross} AS all_gross, ${all.net} AS all_net
      FROM owed o WHERE EXISTS (SELECT 1 FROM rule WHERE level = 'account') GROUP BY o.customer_id),
    left_out AS MATERIALIZED (
      SELECT o.customer_id, ${reasonOfAccount} AS reason FROM owed o WHERE o.reason IS NOT NULL GROUP BY o.customer_id),
    candidate AS (
      SELECT r.*, a.customer_id, NULL::text AS invoice_id, a.customer_id AS subject_id, a.days, a.reason,
        CASE WHEN a.reason IS NULL THEN a.asked WHEN ${isOfCredit} THEN coalesce(a.open_gross, a.all_gross)
          ELSE a.all_gross END AS gross,
        CASE WHEN a.reason IS NULL OR ${isOfCredit} THEN coalesce(a.open_net, a.all_net) ELSE a.all_net END AS net,
        a.credit, a.least
      FROM (
        SELECT a.customer_id, CASE WHEN is_due THEN a.days ELSE a.all_days END AS days,
          CASE WHEN NOT is_due THEN l.reason WHEN a.open_net < a.least THEN 'below_minimum' END AS reason,
          a.credit, a.least, a.asked, a.open_gross, a.open_net, a.all_gross, a.all_net
        FROM account a LEFT JOIN left_out l ON l.customer_id = a.customer_id
        CROSS JOIN LATERAL (SELECT coalesce(
          a.days >= (SELECT min(offset_days) FROM rule WHERE level = 'account'), false) AS is_due) d) a
      JOIN rule r ON r.level = 'account' AND ${isTurn('r', 'a.days')}
      UNION ALL
      SELECT r.*, o.customer_id, o.id, o.id, o.days, coalesce(o.reason, CASE WHEN o.rest < o.least THEN 'below_minimum' END),
        o.balance, coalesce(o.rest, o.balance), o.credit, o.least
      FROM owed o JOIN rule r ON r.level = 'invoice' AND ${isTurn('r', 'o.days')}),
    open AS MATERIALIZED (
      SELECT x.id, x.touchpoint_id, x.subject_id, x.status FROM scheduled_touchpoint x
      WHERE ${ofProgram} AND x.status IN ('proposed', 'approved', 'uncertain')),
    planned AS MATERIALIZED (
      SELECT x.id, x.touchpoint_id, x.subject_id FROM scheduled_touchpoint x
      WHERE ${ofProgram} AND x.status = 'scheduled' AND x.planned_on <= ${runDate} AND ${input.kind === 'scheduled'}),
    by_hand AS MATERIALIZED (
      SELECT x.touchpoint_id, x.subject_id, min(x.status) AS status FROM scheduled_touchpoint x
      WHERE ${ofProgram} AND x.status IN ('cancelled', 'completed') AND x.run_id IS NULL
        AND x.planned_on = ${runDate}
      GROUP BY x.touchpoint_id, x.subject_id),
    judged AS (
      SELECT k.*, open.id AS open_id, planned.id AS planned_id, CASE WHEN open.status <> 'proposed' THEN 'in_flight'
          WHEN by_hand.status = 'cancelled' THEN 'cancelled' WHEN by_hand.status IS NOT NULL THEN 'completed_by_hand'
          ELSE k.reason END AS verdict
      FROM candidate k
      LEFT JOIN open ON open.touchpoint_id = k.id AND open.subject_id = k.subject_id
      LEFT JOIN planned ON planned.touchpoint_id = k.id AND planned.subject_id = k.subject_id
      LEFT JOIN by_hand ON by_hand.touchpoint_id = k.id AND by_hand.subject_id = k.subject_id),
    ranked AS MATERIALIZED (
      SELECT *, CASE WHEN verdict IS NULL THEN row_number() OVER (PARTITION BY customer_id, verdict IS NULL
        ORDER BY days DESC, level, offset_days DESC, subject_id)::int END AS rank
      FROM judged)
    SELECT id AS touchpoint_id, offset_days, level, customer_id, invoice_id, subject_id, days,
      CASE WHEN rank > ${input.perRun}::int THEN 'run_limit' ELSE verdict END AS reason, rank,
      CASE WHEN rank <= ${input.perRun}::int THEN open_id END AS replaces_id, planned_id, gross,
      net, credit, least
    FROM ranked
    UNION ALL
    SELECT t.id, t.offset_days, 'account', o.customer_id, o.id, o.id, o.days, o.reason, NULL, NULL, NULL, o.balance,
      coalesce(o.rest, o.balance), o.credit, o.least
    FROM (
      SELECT DISTINCT ON (k.customer_id) k.id, k.offset_days, k.customer_id
      FROM ranked k JOIN left_out l ON l.customer_id = k.customer_id
      WHERE k.level = 'account' AND NOT ${isWithoutRow('k.verdict')}
      ORDER BY k.customer_id, k.offset_days DESC) t
    JOIN owed o ON o.customer_id = t.customer_id AND o.reason IS NOT NULL`;
}

/** Whether a verdict leaves no row behind: the message is on its way already, or a person has ended this firing. */
export function isWithoutRow(column: 'k.verdict' | 'v.reason' | 'x.reason'): Prisma.Sql {
  return Prisma.sql`coalesce(${Prisma.raw(column)} IN ('in_flight', 'cancelled', 'completed_by_hand'), false)`;
}

/**
 * Active touchpoints of a program: `id`, `level`, `offset_days`, and `below`, the offset from which the next higher one
 * takes over; null: none does.
 */
export function rulesOf({ programId, matching }: JudgedProgram): Prisma.Sql {
  return Prisma.sql`
    SELECT id, level, offset_days, CASE WHEN ${matching}::text = 'highest'
      THEN lead(offset_days) OVER (PARTITION BY level ORDER BY offset_days) END AS below
    FROM touchpoint WHERE program_id = ${programId} AND archived_at IS NULL`;
}

/** Whether customer `c` with the enrollment `e`, if there is one, takes part in a program (P5). */
export function isEligible({ autoEnroll }: JudgedProgram): Prisma.Sql {
  return Prisma.sql`c.status = 'active' AND coalesce(e.is_enrolled, ${autoEnroll}::boolean)`;
}

/** An id of each row by its place: the time of a new id, six digits of the place, and what is random in the new id. */
export function idByPlace(seedId: string): Prisma.Sql {
  return Prisma.sql`${seedId.slice(0, 14)} || lpad(to_hex(row_number() OVER ()), 6, '0') || ${seedId.slice(20)}::text`;
}

/** Restricts a column to customers; null: no restriction. */
export function isOneOf(column: Prisma.Sql, customerIds: readonly string[] | null): Prisma.Sql {
  return customerIds === null ? Prisma.sql`TRUE` : Prisma.sql`${column} = ANY(${[...customerIds]}::text[])`;
}

const isTurn = (rule: string, days: string) =>
  Prisma.raw(`${days} >= ${rule}.offset_days AND (${rule}.below IS NULL OR ${days} < ${rule}.below)`);

/**
 * Why a touchpoint does not fire for a subject although it was planned or is asked about, as an expression over `x`
 * (`customer_id`, `level`, `subject_id`), its touchpoint `t`, its customer `c`, and its enrollment `e`: the first reason
 * that holds. It is not asked of those that fire or are left out by {@link judge}.
 */
export function reasonNot(input: JudgedProgram & AskedWhen): Prisma.Sql {
  const owed = Prisma.sql`(${owedByOne(input, Prisma.sql`x.customer_id`)}) o`;
  return Prisma.sql`CASE
    WHEN t.archived_at IS NOT NULL THEN 'touchpoint_archived'
    WHEN c.status <> 'active' THEN 'customer_not_active'
    WHEN NOT coalesce(e.is_enrolled, ${input.autoEnroll}::boolean) THEN 'not_enrolled'
    WHEN x.level = 'invoice' THEN coalesce((
      SELECT CASE WHEN o.days < t.offset_days THEN 'not_due' WHEN o.reason IS NOT NULL THEN o.reason
        WHEN o.rest < o.least THEN 'below_minimum' ELSE 'higher_touchpoint' END
      FROM ${owed} WHERE o.id = x.subject_id), 'nothing_owed')
    ELSE (
      SELECT CASE WHEN count(*) = 0 THEN 'nothing_owed' WHEN max(o.days) < t.offset_days THEN 'not_due'
        WHEN (max(o.days) FILTER (WHERE o.reason IS NULL) < t.offset_days) IS NOT FALSE THEN ${reasonOfAccount}
        WHEN sum(o.rest) FILTER (WHERE o.kept IS NULL AND o.days > 0) < max(o.least) THEN 'below_minimum'
        ELSE 'higher_touchpoint' END
      FROM ${owed})
    END`;
}

/** What {@link judge} says of amounts, of a subject `x` that it was not asked about: a row of `gross`, `net`, `credit`, `least`. */
export function amountsOf(input: AskedWhen): Prisma.Sql {
  const { gross, net } = sumsOf('all');
  return Prisma.sql`
    SELECT coalesce(${gross}, 0) AS gross, coalesce(${net}, 0) AS net, coalesce(max(o.credit), 0) AS credit,
      coalesce(max(o.least), 0) AS least
    FROM (${owedByOne(input, Prisma.sql`x.customer_id`)}) o
    WHERE CASE WHEN x.invoice_id IS NULL THEN o.days > 0 ELSE o.id = x.invoice_id END`;
}
