import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { CustomerFilter } from '../../../contracts/customers/customer-filter.ts';
import {
  customerRowSchema,
  latestSignalSchema,
  type CustomerOverview,
  type CustomerRow,
  type CustomerSort,
  type CustomerTableQuery,
  type CustomerTotals,
} from '../../../contracts/customers/customer-table.ts';
import { CUSTOMER_STATUSES, SEVERITIES } from '../../../contracts/customers/kinds.ts';
import { labelMarkSchema } from '../../../contracts/customers/labels.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { customersWhere, NET, SEVERITY_RANKS, summaries } from './customer-filters.ts';
import { Prisma } from '../generated/client.ts';
import { marksJson } from './label-marks.ts';
import { otherCreditColumn, otherCreditOf } from './other-credit.ts';
import { moneyOf } from '../rows.ts';

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

const money = z.instanceof(Prisma.Decimal);

/** A signal `g` as JSON: PostgreSQL's text of an instant is not ours, so that goes as epoch milliseconds. */
const signalJson = Prisma.sql`jsonb_build_object('id', g.id, 'kind', g.kind, 'severity', g.severity, 'text', g.text,
  'startedAt', (extract(epoch FROM g.started_at) * 1000)::bigint)`;

const signalIsActive = (now: number): Prisma.Sql =>
  Prisma.sql`g.is_active AND (g.expires_at IS NULL OR g.expires_at > ${new Date(now)}::timestamptz)`;

const signalSchema = latestSignalSchema
  .extend({ startedAt: z.number() })
  .transform((signal) => ({ ...signal, startedAt: new Date(signal.startedAt).toISOString() }));
const agingColumns = { days1To30: money, days31To60: money, days61To90: money, days91Plus: money };
const sums = { total: money, overdue: money, ...agingColumns, credit: money };

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  externalId: z.string().nullable(),
  status: z.enum(CUSTOMER_STATUSES),
  currency: z.string(),
  score: z.int().nullable(),
  arOwner: customerRowSchema.shape.arOwner,
  salesOwner: customerRowSchema.shape.salesOwner,
  ...sums,
  openInvoiceCount: z.int(),
  labels: z.array(labelMarkSchema),
  severity: z.int(),
  signal: signalSchema.nullable(),
  contactCount: z.int(),
  primaryContact: customerRowSchema.shape.primaryContact,
  lastContactAt: z.date().nullable(),
  key0: z.string(),
  key1: z.string(),
});
type Row = z.infer<typeof rowSchema>;

const agingOf = (row: z.infer<z.ZodObject<typeof sums>>): CustomerRow['aging'] => ({
  notYetDue: moneyOf(row.total.minus(row.overdue)),
  days1To30: moneyOf(row.days1To30),
  days31To60: moneyOf(row.days31To60),
  days61To90: moneyOf(row.days61To90),
  days91Plus: moneyOf(row.days91Plus),
});

const netOf = ({ total, credit }: { total: Prisma.Decimal; credit: Prisma.Decimal }) => ({
  credit: moneyOf(credit),
  net: moneyOf(total.minus(credit)),
});

function shown(row: Row): CustomerRow {
  const {
    days1To30: _1,
    days31To60: _31,
    days61To90: _61,
    days91Plus: _91,
    key0: _k0,
    key1: _k1,
    ...rest
  } = row;
  return {
    ...rest,
    total: moneyOf(row.total),
    overdue: moneyOf(row.overdue),
    aging: agingOf(row),
    ...netOf(row),
    severity: SEVERITIES.find((severity) => SEVERITY_RANKS[severity] === row.severity) ?? 'none',
    lastContactAt: row.lastContactAt && row.lastContactAt.toISOString(),
  };
}

/** Chosen summaries with everything that a row shows. `now`: epoch milliseconds, by which signals expire. */
async function rowsOf(
  db: Tx,
  { chosen, order, now }: { chosen: Prisma.Sql; order: Prisma.Sql; now: number },
): Promise<Row[]> {
  const rows = await db.$queryRaw`
    WITH page AS MATERIALIZED (${chosen})
    SELECT c.id, u.name, u.external_id AS "externalId", c.status, c.currency, c.score, c.total, c.overdue,
      c.days_1_to_30 AS "days1To30", c.days_31_to_60 AS "days31To60", c.days_61_to_90 AS "days61To90",
      c.days_91_plus AS "days91Plus", c.credit, c.open_invoice_count AS "openInvoiceCount", c.severity,
      c.contact_count AS "contactCount", c.last_contact_at AS "lastContactAt", c."key0", c."key1",
      (SELECT jsonb_build_object('id', o.id, 'name', o.name) FROM app_user o WHERE o.id = c.ar_owner_id) AS "arOwner",
      (SELECT jsonb_build_object('id', o.id, 'name', o.name) FROM app_user o WHERE o.id = c.sales_owner_id) AS "salesOwner",
      ${marksJson('customer', Prisma.sql`c.id`)} AS labels,
      (SELECT ${signalJson} FROM signal g WHERE g.customer_id = c.id AND ${signalIsActive(now)}
        ORDER BY g.started_at DESC, g.id DESC LIMIT 1) AS signal,
      (SELECT jsonb_build_object('id', k.id, 'name', k.name, 'email', k.email, 'phone', k.phone)
        FROM contact k WHERE k.customer_id = c.id AND k.is_primary AND k.is_active) AS "primaryContact"
    FROM page c JOIN customer u ON u.id = c.id ORDER BY ${order}`;
  return z.array(rowSchema).parse(rows);
}

/** For which day sums are asked; null: today, for which `bringForward` has made the rows right. */
type AsOf = string | null;

/** One page of the customers that the viewer may see. `now`: epoch milliseconds, by which signals expire. */
export async function page(
  db: Tx,
  viewer: Viewer,
  {
    cursor,
    limit,
    sort,
    order = sort === 'name' ? 'asc' : 'desc',
    asOf,
    now,
    ...filter
  }: Omit<CustomerTableQuery, 'asOf'> & { asOf: AsOf; now: number },
): Promise<Page<CustomerRow>> {
  const keys = keysOf(sort, order);
  const columns = Prisma.join([...keys.map(({ column }) => column), Prisma.sql`c.id`]);
  const direction = order === 'asc' ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const ordered = Prisma.join([...keys.map(({ column }) => column), Prisma.sql`c.id`], ` ${order}, `);
  const after = decodeCursor(
    cursor,
    z.tuple([z.literal(sort), z.literal(order), z.array(z.string()).length(keys.length), z.string()]),
  );
  const conditions = [customersWhere(viewer, filter)];
  if (after) {
    const values = keys.map(({ type }, index) => Prisma.sql`${after[2][index]}::${type}`);
    const operator = order === 'asc' ? Prisma.sql`>` : Prisma.sql`<`;
    conditions.push(
      Prisma.sql`(${columns}) ${operator} (${Prisma.join([...values, Prisma.sql`${after[3]}`])})`,
    );
  }
  const [key0, key1] = [keys[0], keys[1] ?? keys[0]].map((each) => each?.column ?? Prisma.empty);
  // Keys become text on the page only, not in every row that is sorted.
  const chosen = Prisma.sql`
    SELECT c.*, (${key0})::text AS "key0", (${key1})::text AS "key1"
    FROM (SELECT c.* FROM ${summaries(asOf)} c WHERE ${Prisma.join(conditions, ' AND ')}
      ORDER BY ${ordered} ${direction} LIMIT ${limit + 1}) c`;
  const rows = await rowsOf(db, { chosen, order: Prisma.sql`${ordered} ${direction}`, now });
  const { items, nextCursor } = pageOf(rows, limit, (row) => [
    sort,
    order,
    [row.key0, row.key1].slice(0, keys.length),
    row.id,
  ]);
  return { items: items.map(shown), nextCursor };
}

/** How many customers fit that the viewer may see. */
export async function count(
  db: Tx,
  viewer: Viewer,
  { filter, asOf }: { filter: CustomerFilter; asOf: AsOf },
): Promise<number> {
  // Only conditions on balances need the sums of another day.
  const { balance, overdue, credit, net } = filter;
  const day = [balance, overdue, credit, net].every((each) => each === undefined) ? null : asOf;
  const rows = await db.$queryRaw`
    SELECT count(*)::int AS count FROM ${summaries(day)} c WHERE ${customersWhere(viewer, filter)}`;
  return z.array(z.object({ count: z.int() })).parse(rows)[0]?.count ?? 0;
}

const totalsSchema = z.object({ currency: z.string(), customerCount: z.int(), ...sums });

/** Sums over the customers that fit and that the viewer may see, by currency. */
export async function totals(
  db: Tx,
  viewer: Viewer,
  { filter, asOf }: { filter: CustomerFilter; asOf: AsOf },
): Promise<CustomerTotals['currencies']> {
  const rows = await db.$queryRaw`
    SELECT c.currency, count(*)::int AS "customerCount", sum(c.total) AS total, sum(c.overdue) AS overdue,
      sum(c.days_1_to_30) AS "days1To30", sum(c.days_31_to_60) AS "days31To60", sum(c.days_61_to_90) AS "days61To90",
      sum(c.days_91_plus) AS "days91Plus", sum(c.credit) AS credit
    FROM ${summaries(asOf)} c WHERE ${customersWhere(viewer, filter)} GROUP BY c.currency ORDER BY c.currency`;
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
  db: Tx,
  viewer: Viewer,
  { customerId, asOf, now }: { customerId: string; asOf: AsOf; now: number },
): Promise<Omit<CustomerOverview, 'asOf'> | null> {
  const chosen = Prisma.sql`
    SELECT c.*, '' AS "key0", '' AS "key1" FROM ${summaries(asOf)} c
    WHERE c.id = ${customerId} AND ${customersWhere(viewer, {})}`;
  const [row] = await rowsOf(db, { chosen, order: Prisma.sql`c.id`, now });
  if (!row) return null;
  const details = await db.$queryRaw`
    SELECT c.zone, c.locale, ${otherCreditOf(Prisma.sql`c.id`, Prisma.sql`c.currency`)} AS "otherCredit", i.disputed, i.oldest::text AS "oldestDueOn",
      (SELECT coalesce(jsonb_agg(${signalJson} ORDER BY g.severity_rank DESC, g.started_at DESC, g.id DESC), '[]')
        FROM signal g WHERE g.customer_id = c.id AND ${signalIsActive(now)}) AS signals,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name) ORDER BY l.name_key), '[]')
        FROM list_member m JOIN list l ON l.id = m.list_id WHERE m.customer_id = c.id) AS lists
    FROM customer c CROSS JOIN LATERAL (
      SELECT coalesce(sum(balance) FILTER (WHERE is_disputed), 0) AS disputed, min(due_on) AS oldest
      FROM invoice WHERE customer_id = c.id AND status = 'open' AND balance >= minor_unit(currency)) i
    WHERE c.id = ${customerId}`;
  const detail = detailSchema.parse(z.array(z.unknown()).parse(details)[0]);
  return { ...shown(row), ...detail, disputed: moneyOf(detail.disputed) };
}
