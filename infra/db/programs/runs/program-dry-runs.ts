import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import { RUN_KINDS } from '../../../../contracts/programs/kinds.ts';
import type { Page } from '../../../../contracts/paging.ts';
import {
  DRY_RUN_REASONS,
  type DryRunQuery,
  type DryRunReason,
} from '../../../../contracts/programs/program-dry-runs.ts';
import { SHOWN, judgementSchema, type Judgement } from './judgements.ts';
import type { Tx } from '../../client.ts';
import { decodeCursor, pageOf } from '../../cursor.ts';
import { Prisma } from '../../generated/client.ts';
import { amountsOf, isWithoutRow, reasonNot, verdictsOf, type JudgeInput } from '../program-verdicts.ts';
import { dayOf } from '../../rows.ts';
import { customerIsVisible } from '../../visibility.ts';

const lastRunSchema = z.array(
  z.object({ id: z.string(), kind: z.enum(RUN_KINDS), localDate: z.date().transform(dayOf) }),
);

/** The newest run of a program that was generated; null: there was none. */
export async function readLastRun(db: Tx, _viewer: Viewer, programId: string) {
  const rows = await db.$queryRaw`
    SELECT id, kind, local_date AS "localDate" FROM program_run
    WHERE program_id = ${programId} AND generated_at IS NOT NULL ORDER BY generated_at DESC, id DESC LIMIT 1`;
  return lastRunSchema.parse(rows)[0] ?? null;
}

/**
 * Compares the judged run (the table `verdict` of the transaction) with an earlier one, into the temporary table
 * `preview`: `verdict` is `produced` or `left_out`; `change` tells whether the earlier run produced it, too (`again`),
 * did not (`new`), or produced what would be left out now (`dropped_out`).
 */
export async function compare(tx: Tx, input: JudgeInput & { lastRunId: string | null }): Promise<void> {
  await tx.$executeRaw`
    CREATE TEMP TABLE preview (touchpoint_id text, customer_id text, invoice_id text, subject_id text, verdict text,
      reason text, change text, days int, has_row boolean, gross numeric, net numeric, credit numeric, least numeric)
      ON COMMIT DROP`;
  await tx.$executeRaw`
    INSERT INTO preview
    SELECT x.touchpoint_id, x.customer_id, x.invoice_id, x.subject_id,
      CASE WHEN x.is_judged AND x.reason IS NULL THEN 'produced' ELSE 'left_out' END,
      CASE WHEN x.is_judged THEN x.reason ELSE ${reasonNot(input)} END,
      CASE WHEN x.is_judged AND x.reason IS NULL THEN CASE WHEN x.was_produced THEN 'again' ELSE 'new' END
        WHEN x.was_produced THEN 'dropped_out' END,
      x.days, x.is_judged AND NOT ${isWithoutRow('x.reason')}, coalesce(x.gross, m.gross), coalesce(x.net, m.net),
      coalesce(x.credit, m.credit), coalesce(x.least, m.least)
    FROM (
      SELECT coalesce(v.touchpoint_id, o.touchpoint_id) AS touchpoint_id, coalesce(v.level, o.level) AS level,
        coalesce(v.customer_id, o.customer_id) AS customer_id, coalesce(v.invoice_id, o.invoice_id) AS invoice_id,
        coalesce(v.subject_id, o.subject_id) AS subject_id, v.subject_id IS NOT NULL AS is_judged, v.reason,
        o.subject_id IS NOT NULL AS was_produced, coalesce(v.days, o.days_overdue, 0) AS days,
        v.gross, v.net, v.credit, v.least
      FROM verdict v FULL JOIN (
        SELECT s.touchpoint_id, s.level, s.customer_id, s.invoice_id, s.subject_id, s.days_overdue
        FROM scheduled_touchpoint s
        WHERE s.run_id = ${input.lastRunId}::text AND s.batch_id IS NOT NULL) o
      ON o.touchpoint_id = v.touchpoint_id AND o.subject_id = v.subject_id) x
    JOIN touchpoint t ON t.id = x.touchpoint_id JOIN customer c ON c.id = x.customer_id
    LEFT JOIN program_enrollment e ON e.program_id = ${input.programId} AND e.customer_id = x.customer_id
    LEFT JOIN LATERAL (${amountsOf(input)}) m ON NOT x.is_judged`;
}

/**
 * Adds to the compared run whom it asks for nothing because they take no part, not enrolled or not active: what would have
 * fired for them otherwise.
 */
export async function addThoseOut(tx: Tx, input: JudgeInput): Promise<void> {
  const those = { ...input, whom: 'those_out' } as const;
  await tx.$executeRaw`
    INSERT INTO preview
    SELECT v.touchpoint_id, v.customer_id, v.invoice_id, v.subject_id, 'left_out',
      CASE WHEN c.status <> 'active' THEN 'customer_not_active' ELSE 'not_enrolled' END, NULL, v.days, false,
      v.gross, v.net, v.credit, v.least
    FROM (${verdictsOf(those)}) v JOIN customer c ON c.id = v.customer_id
    WHERE (v.reason IS NULL OR v.reason = 'run_limit') AND NOT EXISTS (
      SELECT FROM preview p WHERE p.touchpoint_id = v.touchpoint_id AND p.subject_id = v.subject_id)`;
}

const foreseenSchema = z.array(
  z.object({
    touchpointId: z.string(),
    customerId: z.string(),
    invoiceId: z.string().nullable(),
    subjectId: z.string(),
  }),
);

/** The messages that the compared run would produce, of hidden customers, too. */
export async function listForeseen(tx: Tx, _viewer: Viewer) {
  const rows = await tx.$queryRaw`
    SELECT touchpoint_id AS "touchpointId", customer_id AS "customerId", invoice_id AS "invoiceId",
      subject_id AS "subjectId"
    FROM preview WHERE verdict = 'produced' ORDER BY customer_id, touchpoint_id, subject_id`;
  return foreseenSchema.parse(rows);
}

/** Leaves messages out of the compared run, each with its reason. */
export async function leaveOut(
  tx: Tx,
  messages: readonly { touchpointId: string; subjectId: string; reason: DryRunReason }[],
): Promise<void> {
  const column = (name: 'touchpointId' | 'subjectId' | 'reason') => messages.map((row) => row[name]);
  await tx.$executeRaw`
    UPDATE preview p SET verdict = 'left_out', reason = o.reason,
      change = CASE WHEN p.change = 'again' THEN 'dropped_out' END
    FROM unnest(${column('touchpointId')}::text[], ${column('subjectId')}::text[], ${column('reason')}::text[])
      AS o(touchpoint_id, subject_id, reason)
    WHERE p.touchpoint_id = o.touchpoint_id AND p.subject_id = o.subject_id AND p.verdict = 'produced'`;
}

const countSchema = z.object({
  touchpointId: z.string(),
  verdict: z.enum(['produced', 'left_out']),
  reason: z.enum(DRY_RUN_REASONS).nullable(),
  change: z.enum(['again', 'new', 'dropped_out']).nullable(),
  isVisible: z.boolean(),
  count: z.int(),
});
/** So many rows of `preview` are alike. */
export type PreviewCount = z.infer<typeof countSchema>;

/** Counts the compared rows by what they say, those of hidden customers apart. */
export async function count(tx: Tx, viewer: Viewer): Promise<PreviewCount[]> {
  const rows = await tx.$queryRaw`
    SELECT p.touchpoint_id AS "touchpointId", p.verdict, p.reason, p.change, v.is_visible AS "isVisible",
      count(*)::int AS count
    FROM preview p JOIN customer c ON c.id = p.customer_id
    CROSS JOIN LATERAL (SELECT coalesce(${customerIsVisible(viewer, 'c')}, false) AS is_visible) v
    GROUP BY 1, 2, 3, 4, 5`;
  return z.array(countSchema).parse(rows);
}

/** How many open proposals to customers the viewer may see the judged run would supersede. */
export async function countReplaced(tx: Tx, viewer: Viewer): Promise<number> {
  const rows = await tx.$queryRaw`
    SELECT count(*)::int AS count FROM verdict v JOIN customer c ON c.id = v.customer_id
    WHERE v.reason IS NULL AND v.replaces_id IS NOT NULL AND ${customerIsVisible(viewer, 'c')}`;
  return z.tuple([z.object({ count: z.int() })]).parse(rows)[0].count;
}

/** The messages to customers the viewer may see that a run would produce with other rules; nothing is written. */
export async function listWith(db: Tx, viewer: Viewer, input: JudgeInput) {
  const rows = await db.$queryRaw`
    SELECT v.touchpoint_id AS "touchpointId", v.customer_id AS "customerId", v.invoice_id AS "invoiceId",
      v.subject_id AS "subjectId"
    FROM (${verdictsOf(input)}) v JOIN customer c ON c.id = v.customer_id
    WHERE v.reason IS NULL AND ${customerIsVisible(viewer, 'c')}
    ORDER BY v.customer_id, v.touchpoint_id, v.subject_id`;
  return foreseenSchema.parse(rows);
}

/** One page of the compared rows, the most overdue first, of customers the viewer may see. */
export async function list(tx: Tx, viewer: Viewer, query: DryRunQuery): Promise<Page<Judgement>> {
  const conditions = [customerIsVisible(viewer, 'c')];
  const after = decodeCursor(query.cursor, z.tuple([z.int(), z.string(), z.string(), z.string()]));
  if (after) {
    conditions.push(Prisma.sql`(-x.days, x.customer_id, x.touchpoint_id, x.subject_id)
      > (${after[0]}::int, ${after[1]}, ${after[2]}, ${after[3]})`);
  }
  if (query.verdict) conditions.push(Prisma.sql`x.verdict = ${query.verdict}`);
  if (query.change) conditions.push(Prisma.sql`x.change = ${query.change}`);
  if (query.touchpointId) conditions.push(Prisma.sql`x.touchpoint_id = ${query.touchpointId}`);
  if (query.customerId) conditions.push(Prisma.sql`x.customer_id = ${query.customerId}`);
  const rows = await tx.$queryRaw`
    SELECT ${SHOWN}, x.change
    FROM preview x JOIN touchpoint t ON t.id = x.touchpoint_id JOIN customer c ON c.id = x.customer_id
    LEFT JOIN invoice i ON i.id = x.invoice_id
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY -x.days, x.customer_id, x.touchpoint_id, x.subject_id LIMIT ${query.limit + 1}`;
  return pageOf(z.array(judgementSchema).parse(rows), query.limit, ({ key }) => key);
}
