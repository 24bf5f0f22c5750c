import { z } from 'zod';
import {
  customerRowSchema,
  latestSignalSchema,
  type CustomerRow,
} from '../../../contracts/customers/customer-table.ts';
import { CUSTOMER_STATUSES, SEVERITIES } from '../../../contracts/customers/kinds.ts';
import { labelMarkSchema } from '../../../contracts/customers/labels.ts';
import type { Database } from '../client.ts';
import { SEVERITY_RANKS } from './customer-filters.ts';
import { Prisma } from '../generated/client.ts';
import { marksJson } from './label-marks.ts';
import { read } from '../raw-transaction.ts';
import { moneyOf, moneyOfText } from '../rows.ts';

/** A `numeric` of a raw row. */
export const money = z.instanceof(Prisma.Decimal);

/** A signal `g` as JSON: PostgreSQL's text of an instant is not ours, so that goes as epoch milliseconds. */
export const signalJson = Prisma.sql`jsonb_build_object('id', g.id, 'kind', g.kind, 'severity', g.severity, 'text', g.text,
  'startedAt', (extract(epoch FROM g.started_at) * 1000)::bigint)`;

/** Whether the signal `g` counts. `now`: epoch milliseconds. */
export const signalIsActive = (now: number): Prisma.Sql =>
  Prisma.sql`g.is_active AND (g.expires_at IS NULL OR g.expires_at > ${new Date(now)}::timestamptz)`;

/** A signal as {@link signalJson} tells it. */
export const signalSchema = latestSignalSchema
  .extend({ startedAt: z.number() })
  .transform((signal) => ({ ...signal, startedAt: new Date(signal.startedAt).toISOString() }));
const agingColumns = { days1To30: money, days31To60: money, days61To90: money, days91Plus: money };
/** What is owed by age in a raw row. */
export const owedSums = { total: money, overdue: money, ...agingColumns };
/** Sums of customers in a raw row. */
export const sums = { ...owedSums, credit: money };

/** A `numeric` that was read as text. */
const amount = z.string().transform(moneyOfText);

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  externalId: z.string().nullable(),
  status: z.enum(CUSTOMER_STATUSES),
  currency: z.string(),
  score: z.int().nullable(),
  arOwner: customerRowSchema.shape.arOwner,
  salesOwner: customerRowSchema.shape.salesOwner,
  total: amount,
  overdue: amount,
  notYetDue: amount,
  days1To30: amount,
  days31To60: amount,
  days61To90: amount,
  days91Plus: amount,
  credit: amount,
  net: amount,
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
/** A row of the table as it is read. */
export type Row = z.infer<typeof rowSchema>;

/** Open balances by days past due. */
export const agingOf = (row: z.infer<z.ZodObject<typeof owedSums>>): CustomerRow['aging'] => ({
  notYetDue: moneyOf(row.total.minus(row.overdue)),
  days1To30: moneyOf(row.days1To30),
  days31To60: moneyOf(row.days31To60),
  days61To90: moneyOf(row.days61To90),
  days91Plus: moneyOf(row.days91Plus),
});

/** Credit, and what is owed net of it. */
export const netOf = ({ total, credit }: { total: Prisma.Decimal; credit: Prisma.Decimal }) => ({
  credit: moneyOf(credit),
  net: moneyOf(total.minus(credit)),
});

/** A row as the API shows it. */
export function shown(row: Row): CustomerRow {
  const {
    notYetDue,
    days1To30,
    days31To60,
    days61To90,
    days91Plus,
    severity,
    lastContactAt,
    key0: _k0,
    key1: _k1,
    ...rest
  } = row;
  return {
    ...rest,
    aging: { notYetDue, days1To30, days31To60, days61To90, days91Plus },
    severity: SEVERITIES.find((each) => SEVERITY_RANKS[each] === severity) ?? 'none',
    lastContactAt: lastContactAt && lastContactAt.toISOString(),
  };
}

/** Columns of the row of the page `c`, with its customer `u`. `now`: epoch milliseconds, by which signals expire. */
const columnsOf = (
  now: number,
): Prisma.Sql => Prisma.sql`c.id, u.name, u.external_id AS "externalId", c.status,
  c.currency, c.score, c.total::text, c.overdue::text, (c.total - c.overdue)::text AS "notYetDue",
  c.days_1_to_30::text AS "days1To30", c.days_31_to_60::text AS "days31To60",
  c.days_61_to_90::text AS "days61To90", c.days_91_plus::text AS "days91Plus", c.open_invoice_count AS "openInvoiceCount",
  c.severity, c.contact_count AS "contactCount", c.last_contact_at AS "lastContactAt", c."key0", c."key1",
  (SELECT jsonb_build_object('id', o.id, 'name', o.name) FROM app_user o WHERE o.id = c.ar_owner_id) AS "arOwner",
  (SELECT jsonb_build_object('id', o.id, 'name', o.name) FROM app_user o WHERE o.id = c.sales_owner_id) AS "salesOwner",
  ${marksJson('customer', Prisma.sql`c.id`)} AS labels,
  (SELECT ${signalJson} FROM signal g WHERE g.customer_id = c.id AND ${signalIsActive(now)}
    ORDER BY g.started_at DESC, g.id DESC LIMIT 1) AS signal,
  (SELECT jsonb_build_object('id', k.id, 'name', k.name, 'email', k.email, 'phone', k.phone)
    FROM contact k WHERE k.customer_id = c.id AND k.is_primary AND k.is_active) AS "primaryContact"`;

/** What is read: rows with their keys, their order, and a number that is told beside them. */
interface Reading {
  chosen: Prisma.Sql;
  order: Prisma.Sql;
  count: Prisma.Sql;
  /** What of the credit of the row `c` does not count. */
  creditSince: Prisma.Sql;
  now: number;
}

const countSchema = z.object({ totalCount: z.int(), id: z.string().nullable() });

/** Chosen summaries with everything that a row shows, and a number beside them, of one and the same instant. */
export async function readRows(
  db: Database,
  { chosen, order, count, creditSince, now }: Reading,
): Promise<{ rows: Row[]; totalCount: number }> {
  const found = await read(
    db,
    Prisma.sql`
    WITH page AS MATERIALIZED (${chosen})
    SELECT n.count AS "totalCount", ${columnsOf(now)}, k.credit::text, (c.total - k.credit)::text AS net
    FROM (SELECT (${count})::int AS count) n LEFT JOIN (
      page c JOIN customer u ON u.id = c.id CROSS JOIN LATERAL (SELECT c.credit - ${creditSince} AS credit) k) ON true
    ORDER BY ${order}`,
  );
  // The number comes also where there is no row.
  const [first] = z.array(countSchema).min(1).parse(found.slice(0, 1));
  const rows = first?.id === null ? [] : z.array(rowSchema).parse(found);
  return { rows, totalCount: first?.totalCount ?? 0 };
}
