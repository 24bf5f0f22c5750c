import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import { DRY_RUN_REASONS, type DryRunItem } from '../../../../contracts/programs/program-dry-runs.ts';
import { TOUCHPOINT_DELIVERIES } from '../../../../contracts/programs/kinds.ts';
import { TOUCHPOINT_LEVELS } from '../../../../contracts/sending/kinds.ts';
import type { AskedAmounts } from '../../../../domain/programs/reason-texts.ts';
import type { Tx } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { dayToDate, moneyOf } from '../../rows.ts';
import { customerIsVisible } from '../../visibility.ts';
import { amountsOf, isWithoutRow, reasonNot, verdictsOf, type JudgeInput } from '../program-verdicts.ts';

/** What the judgement says of one message. */
type JudgedItem = Omit<DryRunItem, 'change' | 'detail' | 'becomes' | 'recipients'>;

/** One message as it was judged; `hasRow`: the run writes a row about it. */
export interface Judgement {
  item: JudgedItem;
  /** What words about credit and least amounts name. */
  amounts: AskedAmounts;
  subjectId: string;
  hasRow: boolean;
  change: DryRunItem['change'];
}

const decimal = z.instanceof(Prisma.Decimal);

/** What is shown of a row of `preview` or of a verdict. */
export const judgementSchema = z
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
    gross: decimal,
    net: decimal,
    counted: decimal,
    least: decimal,
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
      amount: moneyOf(row.gross),
      credit: moneyOf(row.gross.minus(row.net)),
      net: moneyOf(row.net),
      currency: row.currency,
    } satisfies JudgedItem,
    amounts: {
      gross: row.gross.toFixed(),
      net: row.net.toFixed(),
      credit: row.counted.toFixed(),
      least: row.least.toFixed(),
      currency: row.currency,
    },
    subjectId: row.subjectId,
    hasRow: row.hasRow,
    change: row.change,
  }));

/** The columns of that. */
export const SHOWN = Prisma.sql`x.touchpoint_id AS "touchpointId", t.label, t.offset_days AS "offsetDays", t.level, t.delivery,
  x.customer_id AS "customerId", c.name AS "customerName", c.currency, x.invoice_id AS "invoiceId",
  i.number AS "invoiceNumber", x.subject_id AS "subjectId", x.verdict, x.reason, x.days, x.has_row AS "hasRow", x.gross,
  x.net, x.credit AS counted, x.least`;

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
        coalesce(v.days, pair.days) AS days, v.subject_id IS NOT NULL AS is_judged, v.reason,
        v.gross, v.net, v.credit, v.least
      FROM pair LEFT JOIN v ON v.touchpoint_id = pair.touchpoint_id AND v.subject_id = pair.subject_id
      UNION ALL
      SELECT touchpoint_id, level, customer_id, invoice_id, subject_id, days, true, reason, gross, net, credit, least FROM v
      WHERE level = 'account' AND invoice_id IS NOT NULL AND (${invoiceId}::text IS NULL OR invoice_id = ${invoiceId}::text)),
    answered AS (
      SELECT x.touchpoint_id, x.customer_id, x.invoice_id, x.subject_id, x.days, NULL::text AS change,
        CASE WHEN x.is_judged AND x.reason IS NULL THEN 'produced' ELSE 'left_out' END AS verdict,
        CASE WHEN x.is_judged THEN x.reason ELSE ${reasonNot(input)} END AS reason,
        x.is_judged AND NOT ${isWithoutRow('x.reason')} AS has_row, coalesce(x.gross, m.gross) AS gross,
        coalesce(x.net, m.net) AS net, coalesce(x.credit, m.credit) AS credit, coalesce(x.least, m.least) AS least
      FROM x JOIN touchpoint t ON t.id = x.touchpoint_id JOIN customer c ON c.id = x.customer_id
      LEFT JOIN program_enrollment e ON e.program_id = ${programId} AND e.customer_id = x.customer_id
      LEFT JOIN LATERAL (${amountsOf(input)}) m ON NOT x.is_judged)
    SELECT ${SHOWN}, x.change
    FROM answered x JOIN touchpoint t ON t.id = x.touchpoint_id JOIN customer c ON c.id = x.customer_id
    LEFT JOIN invoice i ON i.id = x.invoice_id
    WHERE ${customerIsVisible(viewer, 'c')}
    ORDER BY t.level, t.offset_days, i.due_on NULLS FIRST, i.id`;
  return z.array(judgementSchema).parse(rows);
}
