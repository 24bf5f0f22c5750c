import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type {
  ProgramNumbers,
  ProgramReportGroup,
  ProgramReportQuery,
  ProgramReportRow,
} from '../../../contracts/programs/program-reports.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { LocalDays } from '../../../domain/time/local-days.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { COUNTS_FOR_DAYS, countsAsPaid } from '../receivables/counts-as-paid.ts';
import { dayToDate, moneyOf } from '../rows.ts';
import { machineHits } from '../tracking/figures.ts';
import { countsOfSent, eventsOfRows } from './program-report-counts.ts';
import { customerIsVisible } from '../visibility.ts';

/** Whose messages: of one program or of all, of runs in a period of days. */
export interface ReportScope extends Pick<ProgramReportQuery, 'from' | 'to'> {
  programId: string | null;
}

/** Rows of `scheduled_touchpoint x` with customer `c` that the report is about: those that a run has touched. */
function scopeOf(viewer: Viewer, { programId, from, to }: ReportScope): Prisma.Sql {
  const conditions = [customerIsVisible(viewer, 'c'), Prisma.sql`x.run_id IS NOT NULL`];
  if (programId !== null) conditions.push(Prisma.sql`x.program_id = ${programId}`);
  if (from !== undefined) conditions.push(Prisma.sql`x.planned_on >= ${dayToDate(from)}::date`);
  if (to !== undefined) conditions.push(Prisma.sql`x.planned_on <= ${dayToDate(to)}::date`);
  return Prisma.join(conditions, ' AND ');
}

/** The first and the last instant at which a message of the scope left; null: none did. */
export async function readSentSpan(
  db: Tx,
  viewer: Viewer,
  scope: ReportScope,
): Promise<{ first: number; last: number } | null> {
  const rows = await db.$queryRaw`
    SELECT min(m.handed_over_at) AS first, max(m.handed_over_at) AS last
    FROM scheduled_touchpoint x JOIN customer c ON c.id = x.customer_id
    JOIN message m ON m.source_kind = 'touchpoint' AND m.source_id = x.id
    WHERE ${scopeOf(viewer, scope)}`;
  const [span] = z.array(z.object({ first: z.date().nullable(), last: z.date().nullable() })).parse(rows);
  if (!span?.first || !span.last) return null;
  return { first: span.first.getTime(), last: span.last.getTime() };
}

/** Each grouping: rows `(id, key, name, is_archived, place)` of the rows `r`; a row may stand in several groups. */
const GROUPS: Record<ProgramReportGroup, Prisma.Sql> = {
  run: Prisma.sql`SELECT r.id, n.id AS key, n.local_date::text AS name, false AS is_archived,
      lpad((extract(epoch FROM n.nominal_at)::bigint)::text, 12, '0') AS place FROM row r JOIN program_run n ON n.id = r.run_id`,
  touchpoint: Prisma.sql`SELECT r.id, n.id AS key, n.label AS name, n.archived_at IS NOT NULL AS is_archived,
      lower(n.label) AS place FROM row r JOIN touchpoint n ON n.id = r.touchpoint_id`,
  customer: Prisma.sql`SELECT r.id, n.id AS key, n.name, false AS is_archived, lower(n.name) AS place
    FROM row r JOIN customer n ON n.id = r.customer_id`,
  label: Prisma.sql`SELECT r.id, n.id AS key, n.name, coalesce(n.archived_at IS NOT NULL, false) AS is_archived,
      coalesce(n.name_key, '') AS place
    FROM row r LEFT JOIN customer_label l ON l.customer_id = r.customer_id LEFT JOIN label n ON n.id = l.label_id`,
  month: Prisma.sql`SELECT r.id, to_char(r.planned_on, 'YYYY-MM') AS key, to_char(r.planned_on, 'YYYY-MM') AS name,
      false AS is_archived, to_char(r.planned_on, 'YYYY-MM') AS place FROM row r`,
  program: Prisma.sql`SELECT r.id, n.id AS key, n.name, n.status = 'archived' AS is_archived, n.name_key AS place
    FROM row r JOIN program n ON n.id = r.program_id`,
};

const EVERYTHING = Prisma.sql`SELECT r.id, NULL::text AS key, NULL::text AS name, false AS is_archived, '' AS place FROM row r`;

const money = z.array(z.object({ currency: z.string(), amount: z.string() }));
const rowSchema = z.object({
  key: z.string().nullable(),
  name: z.string().nullable(),
  isArchived: z.boolean(),
  place: z.string(),
  produced: z.int(),
  sent: z.int(),
  completedByHand: z.int(),
  skipped: z.int(),
  rejected: z.int(),
  superseded: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  uncertain: z.int(),
  open: z.int(),
  bounced: z.int(),
  replied: z.int(),
  opened: z.int(),
  openedMachine: z.int(),
  openedUnclear: z.int(),
  clicked: z.int(),
  clickedMachine: z.int(),
  clickedUnclear: z.int(),
  collected: money,
});
type Row = z.infer<typeof rowSchema>;

/** Counts and sums of the groups, in one statement: the rows of `row` by group, and the payments that followed. */
async function numbersOf(
  db: Tx,
  viewer: Viewer,
  {
    scope,
    groups,
    after,
    limit,
    calendar,
  }: {
    scope: ReportScope;
    groups: Prisma.Sql;
    after: Prisma.Sql;
    limit: number;
    calendar: LocalDays;
  },
): Promise<Row[]> {
  const starts = calendar.starts.map((start) => new Date(start));
  const days = calendar.days.map(dayToDate);
  const rows = await db.$queryRaw`
    WITH row AS MATERIALIZED (
      SELECT x.id, x.program_id, x.run_id, x.touchpoint_id, x.customer_id, x.invoice_id, x.level, x.planned_on,
        x.batch_id IS NOT NULL AS is_produced, m.id AS message_id, m.handed_over_at AS sent_at,
        CASE WHEN x.status = 'completed' THEN
            CASE WHEN x.reason = 'completed_by_hand' THEN 'by_hand' ELSE 'sent' END
          WHEN x.status = 'cancelled' AND x.decision IN ('rejected', 'dropped') THEN 'rejected'
          WHEN x.status IN ('scheduled', 'proposed', 'approved') THEN 'open' ELSE x.status END AS state,
        x.content->'invoices' AS written, coalesce(x.facts->'invoices', m.facts->'invoices') AS known
      FROM scheduled_touchpoint x JOIN customer c ON c.id = x.customer_id
      LEFT JOIN message m ON m.source_kind = 'touchpoint' AND m.source_id = x.id
      WHERE ${scopeOf(viewer, scope)}),
    event AS MATERIALIZED (${eventsOfRows}),
    hit AS MATERIALIZED (${machineHits(Prisma.sql`SELECT message_id FROM row`)}),
    grouped AS MATERIALIZED (${groups}),
    counted AS MATERIALIZED (
      SELECT g.key, g.name, g.is_archived, g.place, count(*) FILTER (WHERE r.is_produced)::int AS produced,
        count(*) FILTER (WHERE r.state = 'sent')::int AS sent,
        count(*) FILTER (WHERE r.state = 'by_hand')::int AS by_hand,
        count(*) FILTER (WHERE r.state = 'skipped')::int AS skipped,
        count(*) FILTER (WHERE r.state = 'rejected')::int AS rejected,
        count(*) FILTER (WHERE r.state = 'superseded')::int AS superseded,
        count(*) FILTER (WHERE r.state = 'failed')::int AS failed,
        count(*) FILTER (WHERE r.state = 'cancelled')::int AS cancelled,
        count(*) FILTER (WHERE r.state = 'uncertain')::int AS uncertain,
        count(*) FILTER (WHERE r.state = 'open')::int AS open,
        ${countsOfSent}
      FROM grouped g JOIN row r ON r.id = g.id
      LEFT JOIN event e ON e.message_id = r.message_id LEFT JOIN hit h ON h.message_id = r.message_id
      GROUP BY g.key, g.name, g.is_archived, g.place),
    page AS MATERIALIZED (SELECT * FROM counted WHERE ${after} ORDER BY place, key NULLS FIRST LIMIT ${limit}),
    asked AS MATERIALIZED (
      SELECT r.id, i.id AS invoice_id, r.sent_at,
        (${days}::date[])[width_bucket(r.sent_at, ${starts}::timestamptz[])] AS sent_on
      FROM row r CROSS JOIN LATERAL (
        SELECT r.invoice_id AS id WHERE r.level = 'invoice'
        UNION ALL SELECT w.id FROM jsonb_array_elements_text(r.written) w(id) WHERE r.level = 'account'
        UNION ALL SELECT k.each->>'invoiceId' FROM jsonb_array_elements(r.known) k(each)
          WHERE r.level = 'account' AND r.written IS NULL
        UNION ALL SELECT o.id FROM invoice o
          WHERE o.customer_id = r.customer_id AND r.level = 'account' AND r.written IS NULL AND r.known IS NULL) i
      WHERE r.state = 'sent' AND r.sent_at IS NOT NULL),
    followed AS MATERIALIZED (
      SELECT DISTINCT q.id, b.id AS movement_id, b.currency, ${paid.amount} AS amount
      FROM asked q JOIN balance_change b ON b.invoice_id = q.invoice_id AND ${paid.holds}
        AND ${paid.knownAt} > q.sent_at
      WHERE ${paid.day} BETWEEN q.sent_on AND q.sent_on + ${COUNTS_FOR_DAYS}::int),
    collected AS (
      SELECT key, place, currency, sum(amount) AS amount FROM (
        SELECT DISTINCT g.key, g.place, f.movement_id, f.currency, f.amount FROM grouped g JOIN followed f ON f.id = g.id) once
      GROUP BY key, place, currency HAVING sum(amount) <> 0)
    SELECT p.key, p.name, p.is_archived AS "isArchived", p.place, p.produced, p.sent, p.by_hand AS "completedByHand",
      p.skipped, p.rejected, p.superseded, p.failed, p.cancelled, p.uncertain, p.open, p.bounced, p.replied, p.opened, p.clicked,
      p.opened_machine AS "openedMachine", p.opened_unclear AS "openedUnclear",
      p.clicked_machine AS "clickedMachine", p.clicked_unclear AS "clickedUnclear",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('currency', c.currency, 'amount', c.amount::text)
        ORDER BY c.currency), '[]') FROM collected c WHERE c.key IS NOT DISTINCT FROM p.key) AS collected
    FROM page p ORDER BY p.place, p.key NULLS FIRST`;
  return z.array(rowSchema).parse(rows);
}

const paid = countsAsPaid('b');

const percentOf = (count: number, whole: number) => ({
  count,
  percent: whole === 0 ? null : Math.round((count / whole) * 1000) / 10,
});

function shown({ key: _k, name: _n, isArchived: _a, place: _p, ...counts }: Row): ProgramNumbers {
  const { openedMachine, openedUnclear, clickedMachine, clickedUnclear, ...row } = counts;
  return {
    ...row,
    opened: { ...percentOf(row.opened, row.sent), machine: openedMachine, unclear: openedUnclear },
    clicked: { ...percentOf(row.clicked, row.sent), machine: clickedMachine, unclear: clickedUnclear },
    replied: percentOf(row.replied, row.sent),
    sent: percentOf(row.sent, row.produced),
    rejected: percentOf(row.rejected, row.produced),
    failed: percentOf(row.failed, row.produced),
    bounced: percentOf(row.bounced, row.sent),
    collected: row.collected.map(({ currency, amount }) => ({
      currency,
      amount: moneyOf(new Prisma.Decimal(amount)),
    })),
  };
}

/** One page of groups, in their order, over the customers that the viewer may see. */
export async function page(
  db: Tx,
  viewer: Viewer,
  {
    scope,
    groupBy,
    cursor,
    limit,
    calendar,
  }: Pick<ProgramReportQuery, 'groupBy' | 'cursor' | 'limit'> & {
    scope: ReportScope;
    calendar: LocalDays;
  },
): Promise<Page<ProgramReportRow>> {
  const last = decodeCursor(cursor, z.tuple([z.literal(groupBy), z.string(), z.string().nullable()]));
  const after = last
    ? Prisma.sql`(place, coalesce(key, '')) > (${last[1]}, ${last[2] ?? ''})`
    : Prisma.sql`TRUE`;
  const groups = GROUPS[groupBy];
  const rows = await numbersOf(db, viewer, { scope, groups, after, limit: limit + 1, calendar });
  const { items, nextCursor } = pageOf(rows, limit, (row) => [groupBy, row.place, row.key]);
  return {
    items: items.map((row) => ({ key: row.key, name: row.name, isArchived: row.isArchived, ...shown(row) })),
    nextCursor,
  };
}

const NOTHING: Row = {
  key: null,
  name: null,
  isArchived: false,
  place: '',
  produced: 0,
  sent: 0,
  completedByHand: 0,
  skipped: 0,
  rejected: 0,
  superseded: 0,
  failed: 0,
  cancelled: 0,
  uncertain: 0,
  open: 0,
  bounced: 0,
  replied: 0,
  opened: 0,
  openedMachine: 0,
  openedUnclear: 0,
  clicked: 0,
  clickedMachine: 0,
  clickedUnclear: 0,
  collected: [],
};

/** The numbers of everything in the scope: each message and each payment once. */
export async function totals(
  db: Tx,
  viewer: Viewer,
  { scope, calendar }: { scope: ReportScope; calendar: LocalDays },
): Promise<ProgramNumbers> {
  const asked = { scope, groups: EVERYTHING, after: Prisma.sql`TRUE`, limit: 1, calendar };
  const [row] = await numbersOf(db, viewer, asked);
  return shown(row ?? NOTHING);
}
