import { z } from 'zod';
import { instantSchema } from '../../../contracts/fields.ts';
import type { Page } from '../../../contracts/paging.ts';
import { CHANNELS } from '../../../contracts/sending/kinds.ts';
import type { ResultFigure, StepFigure } from '../../../contracts/sequences/result-figures.ts';
import type { ResultRow } from '../../../contracts/sequences/results.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { countsAsPaid } from '../receivables/counts-as-paid.ts';
import { instantColumn, moneyOf } from '../rows.ts';
import { enrollmentIs, enrollmentsOf, isToDo, type Period } from './live-counts.ts';
import { filterOf, labelsOf, visibleOf, type ResultScope, type Sight } from './result-source.ts';

/** Which facts `s` each figure counts: the sums and the rows are of the same columns. */
const FACTS: Record<StepFigure, Prisma.Sql> = {
  'mail.sent': Prisma.sql`s.channel = 'email' AND s.sent`,
  'mail.delivered': Prisma.sql`s.channel = 'email' AND s.delivered`,
  'mail.opened': Prisma.sql`s.channel = 'email' AND s.opened`,
  'mail.opened.machine': Prisma.sql`s.channel = 'email' AND s.opened_machine`,
  'mail.opened.unclear': Prisma.sql`s.channel = 'email' AND s.opened_unclear`,
  'mail.clicked': Prisma.sql`s.channel = 'email' AND s.clicked`,
  'mail.clicked.machine': Prisma.sql`s.channel = 'email' AND s.clicked_machine`,
  'mail.clicked.unclear': Prisma.sql`s.channel = 'email' AND s.clicked_unclear`,
  'mail.replied': Prisma.sql`s.channel = 'email' AND s.replied`,
  'mail.bounced': Prisma.sql`s.channel = 'email' AND s.bounced`,
  'mail.unsubscribed': Prisma.sql`s.channel = 'email' AND s.unsubscribed`,
  'sms.sent': Prisma.sql`s.channel = 'sms' AND s.sent`,
  'sms.delivered': Prisma.sql`s.channel = 'sms' AND s.delivered`,
  'sms.failed': Prisma.sql`s.channel = 'sms' AND s.failed`,
  'sms.replied': Prisma.sql`s.channel = 'sms' AND s.replied`,
  'sms.optedOut': Prisma.sql`s.channel = 'sms' AND s.unsubscribed`,
  'tasks.completed': Prisma.sql`s.done`,
};

interface Asked {
  figure: ResultFigure;
  outcome: string | undefined;
  scope: ResultScope;
  sight: Sight;
  now: number;
  period: Period;
}

const NONE = Prisma.sql`NULL::text`;

/** Columns of a row that are not those of every figure. */
function row(columns: {
  sequenceId: Prisma.Sql;
  branchId?: Prisma.Sql;
  stepId?: Prisma.Sql;
  enrollmentId?: Prisma.Sql;
  messageId?: Prisma.Sql;
  userId?: Prisma.Sql;
  version?: Prisma.Sql;
  channel?: Prisma.Sql;
  outcome?: Prisma.Sql;
  on?: Prisma.Sql;
  invoiceId?: Prisma.Sql;
  currency?: Prisma.Sql;
  amount?: Prisma.Sql;
}): Prisma.Sql {
  const { version = Prisma.sql`NULL::int`, amount = Prisma.sql`NULL::numeric` } = columns;
  return Prisma.sql`${columns.sequenceId} AS "sequenceId", ${columns.branchId ?? NONE} AS "branchId",
    ${columns.stepId ?? NONE} AS "stepId", ${columns.enrollmentId ?? NONE} AS "enrollmentId",
    ${columns.messageId ?? NONE} AS "messageId", nullif(${columns.userId ?? NONE}, '') AS "userId", ${version} AS version,
    nullif(${columns.channel ?? NONE}, '') AS channel, nullif(${columns.outcome ?? NONE}, '') AS outcome,
    ${columns.on ?? NONE} AS "on", ${columns.invoiceId ?? NONE} AS "invoiceId", ${columns.currency ?? NONE} AS currency,
    ${amount} AS amount`;
}

/** Rows `(id, at, customer_id, …)` that a figure counts, each once. */
function rowsOf({ figure, outcome, scope, sight, now, period }: Asked): Prisma.Sql {
  const at = new Date(now);
  switch (figure) {
    case 'collected':
      return movementsOf(sight, scope);
    case 'tasks.toDo': {
      const labels = labelsOf(scope, 'x');
      return Prisma.sql`
        SELECT x.id, coalesce(x.due_at, x.created_at) AS at, x.customer_id, ${row({
          sequenceId: Prisma.sql`x.sequence_id`,
          branchId: Prisma.sql`t.branch_id`,
          stepId: Prisma.sql`x.step_id`,
          enrollmentId: Prisma.sql`x.enrollment_id`,
          userId: Prisma.sql`x.assignee_id`,
        })}
        FROM step_execution x JOIN step t ON t.id = x.step_id
        ${visibleOf(sight, 'x')} ${labels.join} WHERE ${labels.holds} AND ${isToDo(scope, at)}`;
    }
    case 'enrollments.active':
    case 'enrollments.started':
    case 'enrollments.paused':
    case 'enrollments.completed':
    case 'enrollments.stopped': {
      const labels = labelsOf(scope, 'e');
      const state = figure.slice('enrollments.'.length) as Parameters<typeof enrollmentIs>[0];
      return Prisma.sql`
        SELECT e.id, e.created_at AS at, e.customer_id,
          ${row({ sequenceId: Prisma.sql`e.sequence_id`, enrollmentId: Prisma.sql`e.id` })}
        FROM enrollment e ${visibleOf(sight, 'e')} ${labels.join}
        WHERE ${labels.holds} AND ${enrollmentsOf(scope, period)} AND ${enrollmentIs(state, at)}`;
    }
    default: {
      const labels = labelsOf(scope, 's');
      const labelled = outcome === undefined ? Prisma.sql`TRUE` : Prisma.sql`s.outcome = ${outcome}`;
      return Prisma.sql`
        SELECT s.execution_id AS id, s.at, s.customer_id, ${row({
          sequenceId: Prisma.sql`s.sequence_id`,
          branchId: Prisma.sql`s.branch_id`,
          stepId: Prisma.sql`s.step_id`,
          enrollmentId: Prisma.sql`s.enrollment_id`,
          messageId: Prisma.sql`s.message_id`,
          userId: Prisma.sql`s.user_id`,
          version: Prisma.sql`s.version`,
          channel: Prisma.sql`s.channel`,
          outcome: Prisma.sql`s.outcome`,
          on: Prisma.sql`s.day::text`,
        })}
        FROM result_fact s ${visibleOf(sight, 's')} ${labels.join}
        WHERE ${labels.holds} AND ${filterOf(scope, 's')} AND ${FACTS[figure]} AND ${labelled}`;
    }
  }
}

/** Movements of money that followed any step under the filters, each once: their amounts are the figure. */
function movementsOf(sight: Sight, scope: ResultScope): Prisma.Sql {
  const labels = labelsOf(scope, 'p');
  const paid = countsAsPaid('b');
  return Prisma.sql`
    SELECT b.id, ${paid.knownAt} AS at, b.customer_id, ${row({
      sequenceId: NONE,
      on: Prisma.sql`${paid.day}::text`,
      invoiceId: Prisma.sql`b.invoice_id`,
      currency: Prisma.sql`b.currency`,
      amount: paid.amount,
    })}
    FROM balance_change b WHERE b.id IN (
      SELECT p.movement_id FROM result_payment p ${visibleOf(sight, 'p')} ${labels.join}
      WHERE ${labels.holds} AND ${filterOf(scope, 'p')})`;
}

const nullableText = z.string().nullable();
const rowSchema = z.object({
  id: z.string(),
  at: instantColumn,
  on: nullableText,
  customerId: z.string(),
  customerName: z.string(),
  sequenceId: nullableText,
  branchId: nullableText,
  stepId: nullableText,
  enrollmentId: nullableText,
  messageId: nullableText,
  userId: nullableText,
  version: z.int().nullable(),
  channel: z.enum(CHANNELS).nullable(),
  outcome: nullableText,
  invoiceId: nullableText,
  currency: nullableText,
  amount: z
    .instanceof(Prisma.Decimal)
    .nullable()
    .transform((amount) => amount && moneyOf(amount)),
});

/** Ids of enrollments are in the order in which they were made: their key finds a page, however many there are. */
const isByKey = (figure: ResultFigure): boolean => figure.startsWith('enrollments.');

/** One page of exactly the rows that a figure counts, the latest first (S20). */
export async function list(
  db: Tx,
  { limit, cursor, ...asked }: Asked & { limit: number; cursor?: string | undefined },
): Promise<Page<ResultRow>> {
  const before = decodeCursor(cursor, z.tuple([instantSchema, z.string().max(64)]));
  const isBefore =
    before === null
      ? Prisma.sql`TRUE`
      : isByKey(asked.figure)
        ? Prisma.sql`q.id < ${before[1]}`
        : Prisma.sql`(q.at, q.id) < (${new Date(before[0])}, ${before[1]})`;
  const order = (row: string) =>
    Prisma.raw(`${isByKey(asked.figure) ? '' : `${row}.at DESC, `}${row}.id DESC`);
  const rows = await db.$queryRaw`
    SELECT r.*, r.customer_id AS "customerId", k.name AS "customerName"
    FROM (SELECT * FROM (${rowsOf(asked)}) q
      WHERE ${isBefore} ORDER BY ${order('q')} LIMIT ${limit + 1}) r
    JOIN customer k ON k.id = r.customer_id ORDER BY ${order('r')}`;
  return pageOf(z.array(rowSchema).parse(rows), limit, (last) => [last.at, last.id]);
}
