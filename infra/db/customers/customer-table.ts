import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { CustomerFilter } from '../../../contracts/customers/customer-filter.ts';
import type {
  CustomerOverview,
  CustomerRow,
  CustomerSort,
  CustomerTableQuery,
  CustomerTotals,
} from '../../../contracts/customers/customer-table.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Database, Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { customersWhere, NET } from './customer-filters.ts';
import {
  agingOf,
  money,
  netOf,
  readRows,
  shown,
  signalIsActive,
  signalJson,
  signalSchema,
  sums,
} from './customer-table-rows.ts';
import { Prisma } from '../generated/client.ts';
import { otherCreditColumn, otherCreditOf } from './other-credit.ts';
import { moneyOf } from '../rows.ts';
import {
  creditSince,
  isBehind,
  isRight,
  mostSevere,
  STANDING,
  summaries,
  summariesOf,
  workedOut,
  type Moment,
} from './summary-rows.ts';
import { dayKeys, type DayColumn } from './day-keys.ts';

interface SortKey {
  column: Prisma.Sql;
  type: Prisma.Sql;
}

const key = (column: string, type: string): SortKey => ({
  column: Prisma.raw(column),
  type: Prisma.raw(type),
});

/** Columns of `customer_summary` by which each order goes; customers that are equal in them go by id. */
const SORT_KEYS: Record<Exclude<CustomerSort, 'score'>, readonly SortKey[]> = {
  severity: [key('c.severity', 'smallint'), key('c.overdue', 'numeric')],
  name: [key('c.search_key', 'text')],
  total: [key('c.total', 'numeric')],
  overdue: [key('c.overdue', 'numeric')],
  days1To30: [key('c.days_1_to_30', 'numeric')],
  days31To60: [key('c.days_31_to_60', 'numeric')],
  days61To90: [key('c.days_61_to_90', 'numeric')],
  days91Plus: [key('c.days_91_plus', 'numeric')],
  credit: [key('c.credit', 'numeric')],
  net: [{ column: NET, type: Prisma.raw('numeric') }],
  openInvoiceCount: [key('c.open_invoice_count', 'int')],
  contactCount: [key('c.contact_count', 'int')],
  // Never in contact stands before everybody who was.
  lastContactAt: [key(`coalesce(c.last_contact_at, '-infinity')`, 'timestamptz')],
};

/** Who has no score comes last, whichever way it goes: scores lie within a million of 0 (C1). */
const SCORE_KEYS = {
  asc: [key('coalesce(c.score, 2147483647)', 'int')],
  desc: [key('coalesce(c.score, -2147483648)', 'int')],
};

const keysOf = (sort: CustomerSort, order: 'asc' | 'desc'): readonly SortKey[] =>
  sort === 'score' ? SCORE_KEYS[order] : SORT_KEYS[sort];

/** Columns of {@link SORT_KEYS} that differ from day to day. */
const SORT_COLUMNS: Record<CustomerSort, readonly DayColumn[]> = {
  severity: ['overdue'],
  name: [],
  total: ['total'],
  overdue: ['overdue'],
  days1To30: ['days_1_to_30'],
  days31To60: ['days_31_to_60'],
  days61To90: ['days_61_to_90'],
  days91Plus: ['days_91_plus'],
  credit: ['credit'],
  net: ['total', 'credit'],
  openInvoiceCount: ['open_invoice_count'],
  contactCount: [],
  score: [],
  lastContactAt: [],
};

/** When the table is asked about. */
export interface When extends Moment {
  /** The day of the sums; null: the moment's. */
  asOf: string | null;
}

/** The filters and the order of a page. */
type Asked = Omit<CustomerTableQuery, 'asOf'> & { when: When };

/**
 * The rows of the table in parts that have nothing in common, to be named `c`: sorted apart, so that an index can serve
 * the one that nearly all are in.
 */
const partsOf = (
  when: When,
  { credit, among }: { credit: boolean; among: Prisma.Sql | null },
): readonly Prisma.Sql[] =>
  when.asOf === null || among === null
    ? [Prisma.sql`(SELECT * FROM ${STANDING} c WHERE ${isRight(when)})`, workedOut(when)]
    : [summariesOf(when.asOf, when, { credit, among })];

/** Whether a filter goes by credit, and by anything that time or the day asked about changes. */
function dependenceOf({ balance, overdue, credit, net, severities }: CustomerFilter) {
  const isByCredit = credit !== undefined || net !== undefined;
  const isByBalances = isByCredit || balance !== undefined || overdue !== undefined;
  return { isByCredit, isByBalances, isTimeless: overdue === undefined && severities === undefined };
}

/** Columns that differ from day to day and by which is filtered. */
const columnsOf = ({ balance, overdue, credit, net }: CustomerFilter): DayColumn[] => [
  ...new Set([
    ...(balance === undefined ? [] : (['total'] as const)),
    ...(overdue === undefined ? [] : (['overdue'] as const)),
    ...(credit === undefined ? [] : (['credit'] as const)),
    ...(net === undefined ? [] : (['total', 'credit'] as const)),
  ]),
];

/** One page of the customers that the viewer may see. */
export async function page(db: Database, viewer: Viewer, asked: Asked): Promise<Page<CustomerRow>> {
  const { items, nextCursor } = await readPage(db, viewer, asked, Prisma.sql`0`);
  return { items, nextCursor };
}

/** The same with how many customers fit, on all pages: one statement. */
export function countedPage(
  db: Database,
  viewer: Viewer,
  asked: Asked,
): Promise<Page<CustomerRow> & { totalCount: number }> {
  const { cursor: _cursor, limit: _limit, sort: _sort, order: _order, when, ...filter } = asked;
  return readPage(db, viewer, asked, countOf(viewer, filter, when));
}

async function readPage(
  db: Database,
  viewer: Viewer,
  { cursor, limit, sort, order = sort === 'name' ? 'asc' : 'desc', when, ...filter }: Asked,
  count: Prisma.Sql,
) {
  const keys = keysOf(sort, order);
  const columns = [...keys.map(({ column }) => column), Prisma.sql`c.id`];
  const direction = order === 'asc' ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const ordered = Prisma.sql`${Prisma.join(columns, ` ${order}, `)} ${direction}`;
  const after = decodeCursor(
    cursor,
    z.tuple([z.literal(sort), z.literal(order), z.array(z.string()).length(keys.length), z.string()]),
  );
  const where = customersWhere(viewer, filter);
  const conditions = [where];
  if (after) {
    const values = [...keys.map(({ type }, n) => Prisma.sql`${after[2][n]}::${type}`), after[3]];
    const operator = order === 'asc' ? Prisma.sql`>` : Prisma.sql`<`;
    conditions.push(Prisma.sql`(${Prisma.join(columns)}) ${operator} (${Prisma.join(values)})`);
  }
  const { isByCredit, isByBalances, isTimeless } = dependenceOf(filter);
  const credit = isByCredit || sort === 'credit' || sort === 'net';
  const isBySeverity = sort === 'severity' && order === 'desc' && isTimeless && !isByBalances;
  const severe = isBySeverity ? mostSevere(when, { where, below: after?.[2][0], rows: limit + 1 }) : null;
  const first = Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${ordered} LIMIT ${limit + 1}`;
  const firstOf = (rows: Prisma.Sql): Prisma.Sql => Prisma.sql`(SELECT c.* FROM ${rows} c ${first})`;
  // Of another day, a page is chosen by the columns that decide; all others are worked out on the page only.
  const columnsThatDecide = [...new Set([...SORT_COLUMNS[sort], ...columnsOf(filter)])];
  const among =
    when.asOf === null
      ? null
      : Prisma.sql`SELECT s.* FROM customer_summary s WHERE s.customer_id IN (
          SELECT c.id FROM ${dayKeys(when.asOf, when, { columns: columnsThatDecide, among: severe })} c ${first})`;
  const [key0, key1] = [keys[0], keys[1] ?? keys[0]].map((each) => each?.column ?? Prisma.empty);
  // Keys become text on the page only, not in every row that is sorted.
  const chosen = Prisma.sql`
    SELECT c.*, (${key0})::text AS "key0", (${key1})::text AS "key1"
    FROM (${Prisma.join(partsOf(when, { credit, among }).map(firstOf), ' UNION ALL ')}) c ORDER BY ${ordered} LIMIT ${limit + 1}`;
  const { rows, totalCount } = await readRows(db, {
    chosen,
    order: ordered,
    count,
    creditSince: when.asOf === null || credit ? Prisma.sql`0` : creditSince(when.asOf),
    now: when.now,
  });
  const { items, nextCursor } = pageOf(rows, limit, (row) => [
    sort,
    order,
    [row.key0, row.key1].slice(0, keys.length),
    row.id,
  ]);
  return { items: items.map(shown), nextCursor, totalCount };
}

/** How many customers fit that the viewer may see, as an expression. */
function countOf(viewer: Viewer, filter: CustomerFilter, when: When): Prisma.Sql {
  const { isByBalances, isTimeless } = dependenceOf(filter);
  const where = customersWhere(viewer, filter);
  const among = (rows: Prisma.Sql) => Prisma.sql`(SELECT count(*) FROM ${rows} c WHERE ${where})`;
  // Only conditions on balances need the sums of another day.
  if (when.asOf !== null && isByBalances) {
    return among(dayKeys(when.asOf, when, { columns: columnsOf(filter), among: null }));
  }
  // What no clock changes is counted where it stands.
  if (isTimeless) return among(STANDING);
  const behind = Prisma.sql`(SELECT * FROM ${STANDING} c WHERE ${isBehind(when)})`;
  return Prisma.sql`${among(STANDING)} - ${among(behind)} + ${among(workedOut(when))}`;
}

/** What {@link totals} sums up. */
const SUMMED: readonly DayColumn[] = [
  'total',
  'overdue',
  'days_1_to_30',
  'days_31_to_60',
  'days_61_to_90',
  'days_91_plus',
  'credit',
];

const totalsSchema = z.object({ currency: z.string(), customerCount: z.int(), ...sums });

/** Sums over the customers that fit and that the viewer may see, by currency. */
export async function totals(
  db: Tx,
  viewer: Viewer,
  { filter, when }: { filter: CustomerFilter; when: When },
): Promise<CustomerTotals['currencies']> {
  const { asOf } = when;
  const all = asOf === null ? summaries(when) : dayKeys(asOf, when, { columns: SUMMED, among: null });
  const rows = await db.$queryRaw`
    SELECT c.currency, count(*)::int AS "customerCount", sum(c.total) AS total, sum(c.overdue) AS overdue,
      sum(c.days_1_to_30) AS "days1To30", sum(c.days_31_to_60) AS "days31To60", sum(c.days_61_to_90) AS "days61To90",
      sum(c.days_91_plus) AS "days91Plus", sum(c.credit) AS credit
    FROM ${all} c WHERE ${customersWhere(viewer, filter)} GROUP BY c.currency ORDER BY c.currency`;
  return z
    .array(totalsSchema)
    .parse(rows)
    .map((row) => ({
      currency: row.currency,
      customerCount: row.customerCount,
      total: moneyOf(row.total),
      overdue: moneyOf(row.overdue),
      aging: agingOf(row),
      ...netOf(row),
    }));
}

const detailSchema = z.object({
  zone: z.string().nullable(),
  locale: z.string().nullable(),
  disputed: money,
  otherCredit: otherCreditColumn,
  oldestDueOn: z.string().nullable(),
  signals: z.array(signalSchema),
  lists: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** The row of one customer with what its overview adds (C5); null when absent or hidden. */
export async function overview(
  db: Database,
  viewer: Viewer,
  { customerId, when }: { customerId: string; when: When },
): Promise<Omit<CustomerOverview, 'asOf'> | null> {
  const one = Prisma.sql`SELECT * FROM customer_summary WHERE customer_id = ${customerId}`;
  const { asOf } = when;
  const own = asOf === null ? summaries(when) : summariesOf(asOf, when, { credit: true, among: one });
  const chosen = Prisma.sql`
    SELECT c.*, '' AS "key0", '' AS "key1" FROM ${own} c
    WHERE c.id = ${customerId} AND ${customersWhere(viewer, {})}`;
  const none = Prisma.sql`0`;
  const reading = { chosen, order: Prisma.sql`c.id`, count: none, creditSince: none, now: when.now };
  const [row] = (await readRows(db, reading)).rows;
  if (!row) return null;
  const details = await db.$queryRaw`
    SELECT c.zone, c.locale, ${otherCreditOf(Prisma.sql`c.id`, Prisma.sql`c.currency`)} AS "otherCredit", i.disputed, i.oldest::text AS "oldestDueOn",
      (SELECT coalesce(jsonb_agg(${signalJson} ORDER BY g.severity_rank DESC, g.started_at DESC, g.id DESC), '[]')
        FROM signal g WHERE g.customer_id = c.id AND ${signalIsActive(when.now)}) AS signals,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name) ORDER BY l.name_key), '[]')
        FROM list_member m JOIN list l ON l.id = m.list_id WHERE m.customer_id = c.id) AS lists
    FROM customer c CROSS JOIN LATERAL (
      SELECT coalesce(sum(balance) FILTER (WHERE is_disputed), 0) AS disputed, min(due_on) AS oldest
      FROM invoice WHERE customer_id = c.id AND status = 'open' AND balance >= minor_unit(currency)) i
    WHERE c.id = ${customerId}`;
  const detail = detailSchema.parse(z.array(z.unknown()).parse(details)[0]);
  return { ...shown(row), ...detail, disputed: moneyOf(detail.disputed) };
}
