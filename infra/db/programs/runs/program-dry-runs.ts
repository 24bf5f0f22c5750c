import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import { RUN_KINDS, TOUCHPOINT_DELIVERIES } from '../../../../contracts/programs/kinds.ts';
import { TOUCHPOINT_LEVELS } from '../../../../contracts/sending/kinds.ts';
import type { Page } from '../../../../contracts/paging.ts';
import {
  DRY_RUN_REASONS,
  type DryRunItem,
  type DryRunQuery,
  type DryRunReason,
} from '../../../../contracts/programs/program-dry-runs.ts';
import type { Tx } from '../../client.ts';
import { decodeCursor, pageOf } from '../../cursor.ts';
import { Prisma } from '../../generated/client.ts';
import { holdsAt, isWithoutRow, reasonNot, verdictsOf, type JudgeInput } from '../program-verdicts.ts';
import { dayOf, dayToDate, moneyOf } from '../../rows.ts';
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
      reason text, change text, days int, has_row boolean) ON COMMIT DROP`;
  await tx.$executeRaw`
    INSERT INTO preview
    SELECT x.touchpoint_id, x.customer_id, x.invoice_id, x.subject_id,
      CASE WHEN x.is_judged AND x.reason IS NULL THEN 'produced' ELSE 'left_out' END,
      CASE WHEN x.is_judged THEN x.reason ELSE ${reasonNot(input)} END,
      CASE WHEN x.is_judged AND x.reason IS NULL THEN CASE WHEN x.was_produced THEN 'again' ELSE 'new' END
        WHEN x.was_produced THEN 'dropped_out' END,
      x.days, x.is_judged AND NOT ${isWithoutRow('x.reason')}
    FROM (
      SELECT coalesce(v.touchpoint_id, o.touchpoint_id) AS touchpoint_id, coalesce(v.level, o.level) AS level,
        coalesce(v.customer_id, o.customer_id) AS customer_id, coalesce(v.invoice_id, o.invoice_id) AS invoice_id,
        coalesce(v.subject_id, o.subject_id) AS subject_id, v.subject_id IS NOT NULL AS is_judged, v.reason,
        o.subject_id IS NOT NULL AS was_produced, coalesce(v.days, o.days_overdue, 0) AS days
      FROM verdict v FULL JOIN (
        SELECT s.touchpoint_id, s.level, s.customer_id, s.invoice_id, s.subject_id, s.days_overdue
        FROM scheduled_touchpoint s
        WHERE s.run_id = ${input.lastRunId}::text AND s.batch_id IS NOT NULL) o
      ON o.touchpoint_id = v.touchpoint_id AND o.subject_id = v.subject_id) x
    JOIN touchpoint t ON t.id = x.touchpoint_id JOIN customer c ON c.id = x.customer_id
    LEFT JOIN program_enrollment e ON e.program_id = ${input.programId} AND e.customer_id = x.customer_id`;
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
      CASE WHEN c.status <> 'active' THEN 'customer_not_active' ELSE 'not_enrolled' END, NULL, v.days, false
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

/** What the judgement says of one message. */
type JudgedItem = Omit<DryRunItem, 'change' | 'detail' | 'becomes' | 'recipients'>;

/** One message as it was judged; `hasRow`: the run writes a row about it. */
export interface Judgement {
  item: JudgedItem;
  subjectId: string;
  hasRow: boolean;
  change: DryRunItem['change'];
}

/** What is shown of a row of `preview` or of a verdict. */
const itemSchema = z
  .object({
    touchpointId: z.string(),
    label: z.string(),
    offsetDays: z.int(),
    level: z.enum(TOUCHPOINT_LEVELS),
    delivery: z.enum(TOUCHPOINT_DELIVERIES),
    customerId: z.string(),
    customerName: z.string(),
    currency: z.string(),
    invoiceId: z.string().nullable(),
    invoiceNumber: z.string().nullable(),
    subjectId: z.string(),
    verdict: z.enum(['produced', 'left_out']),
    reason: z.enum(DRY_RUN_REASONS).nullable(),
    change: z.enum(['again', 'new', 'dropped_out']).nullable(),
    days: z.int().nullable(),
    hasRow: z.boolean(),
    amount: z.instanceof(Prisma.Decimal).transform(moneyOf),
  })
  .transform((row) => ({
    key: [-(row.days ?? 0), row.customerId, row.touchpointId, row.subjectId] as const,
    item: {
      touchpoint: {
        id: row.touchpointId,
        label: row.label,
        offsetDays: row.offsetDays,
        level: row.level,
        delivery: row.delivery,
      },
      customer: { id: row.customerId, name: row.customerName },
      invoice:
        row.invoiceId === null || row.invoiceNumber === null
          ? null
          : { id: row.invoiceId, number: row.invoiceNumber },
      verdict: row.verdict,
      reason: row.reason,
      daysOverdue: row.days,
      amount: row.amount,
      currency: row.currency,
    } satisfies JudgedItem,
    subjectId: row.subjectId,
    hasRow: row.hasRow,
    change: row.change,
  }));

/** One page of the compared rows, the most overdue first, of customers the viewer may see. */
export async function list(
  tx: Tx,
  viewer: Viewer,
  query: DryRunQuery & { day: string; at: number },
): Promise<Page<Judgement>> {
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
    SELECT ${SHOWN}, x.change, ${amountOf(query)} AS amount
    FROM preview x JOIN touchpoint t ON t.id = x.touchpoint_id JOIN customer c ON c.id = x.customer_id
    LEFT JOIN invoice i ON i.id = x.invoice_id
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY -x.days, x.customer_id, x.touchpoint_id, x.subject_id LIMIT ${query.limit + 1}`;
  return pageOf(z.array(itemSchema).parse(rows), query.limit, ({ key }) => key);
}

const SHOWN = Prisma.sql`x.touchpoint_id AS "touchpointId", t.label, t.offset_days AS "offsetDays", t.level, t.delivery,
  x.customer_id AS "customerId", c.name AS "customerName", c.currency, x.invoice_id AS "invoiceId",
  i.number AS "invoiceNumber", x.subject_id AS "subjectId", x.verdict, x.reason, x.days, x.has_row AS "hasRow"`;

/** The balance of the invoice, or of the overdue invoices of the account: of those that count, where a message goes out. */
function amountOf({ day, at }: { day: string; at: number }): Prisma.Sql {
  return Prisma.sql`coalesce(i.balance, (
    SELECT sum(o.balance) FROM invoice o
    WHERE o.customer_id = x.customer_id AND o.status = 'open'::text AND o.due_on < ${dayToDate(day)}::date
      AND (x.verdict = 'left_out' OR NOT (o.is_disputed
        OR EXISTS (${holdsAt(at, Prisma.sql`invoice_id = o.id`)})))), 0)`;
}

/** Which customer, and optionally which of its invoices, is asked about. */
export interface ExplainInput extends JudgeInput {
  customerId: string;
  invoiceId: string | null;
}

/**
 * What each active touchpoint of a program would do for a customer and its invoices in a run, and why not (O7): open
 * invoices, or the one that is named. Empty when the viewer may not see the customer.
 */
export async function explain(db: Tx, viewer: Viewer, input: ExplainInput): Promise<Judgement[]> {
  const { programId, customerId, invoiceId } = input;
  const ofInvoice =
    invoiceId === null ? Prisma.sql`i.status = 'open'::text` : Prisma.sql`i.id = ${invoiceId}`;
  const day = Prisma.sql`${dayToDate(input.day)}::date`;
  const rows = await db.$queryRaw`
    WITH v AS MATERIALIZED (${verdictsOf(input)}),
    pair AS (
      SELECT t.id AS touchpoint_id, t.level, ${customerId} AS customer_id, NULL::text AS invoice_id,
        ${customerId} AS subject_id,
        (SELECT ${day} - min(i.due_on) FROM invoice i WHERE i.customer_id = ${customerId} AND i.status = 'open'::text)
          AS days
      FROM touchpoint t WHERE t.program_id = ${programId} AND t.archived_at IS NULL AND t.level = 'account'
      UNION ALL
      SELECT t.id, t.level, i.customer_id, i.id, i.id, ${day} - i.due_on
      FROM touchpoint t JOIN invoice i ON i.customer_id = ${customerId} AND ${ofInvoice}
      WHERE t.program_id = ${programId} AND t.archived_at IS NULL AND t.level = 'invoice'),
    x AS (
      SELECT pair.touchpoint_id, pair.level, pair.customer_id, pair.invoice_id, pair.subject_id,
        coalesce(v.days, pair.days) AS days, v.subject_id IS NOT NULL AS is_judged, v.reason
      FROM pair LEFT JOIN v ON v.touchpoint_id = pair.touchpoint_id AND v.subject_id = pair.subject_id
      UNION ALL
      SELECT touchpoint_id, level, customer_id, invoice_id, subject_id, days, true, reason FROM v
      WHERE level = 'account' AND invoice_id IS NOT NULL AND (${invoiceId}::text IS NULL OR invoice_id = ${invoiceId}::text)),
    answered AS (
      SELECT x.touchpoint_id, x.customer_id, x.invoice_id, x.subject_id, x.days, NULL::text AS change,
        CASE WHEN x.is_judged AND x.reason IS NULL THEN 'produced' ELSE 'left_out' END AS verdict,
        CASE WHEN x.is_judged THEN x.reason ELSE ${reasonNot(input)} END AS reason,
        x.is_judged AND NOT ${isWithoutRow('x.reason')} AS has_row
      FROM x JOIN touchpoint t ON t.id = x.touchpoint_id JOIN customer c ON c.id = x.customer_id
      LEFT JOIN program_enrollment e ON e.program_id = ${programId} AND e.customer_id = x.customer_id)
    SELECT ${SHOWN}, x.change, ${amountOf(input)} AS amount
    FROM answered x JOIN touchpoint t ON t.id = x.touchpoint_id JOIN customer c ON c.id = x.customer_id
    LEFT JOIN invoice i ON i.id = x.invoice_id
    WHERE ${customerIsVisible(viewer, 'c')}
    ORDER BY t.level, t.offset_days, i.due_on NULLS FIRST, i.id`;
  return z.array(itemSchema).parse(rows);
}
