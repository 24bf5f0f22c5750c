import type { CUSTOMER_FIELDS } from '../../../domain/automations/catalogue.ts';
import { SEVERITY_RANKS } from '../customers/customer-filters.ts';
import { Prisma } from '../generated/client.ts';
import { nestedSources } from './audience-nested.ts';
import { recordSources, type Column } from './audience-records.ts';

/** The name of a stored severity. */
const SEVERITY = Prisma.sql`CASE s.severity ${Prisma.join(
  Object.entries(SEVERITY_RANKS).map(([name, rank]) => Prisma.sql`WHEN ${rank}::smallint THEN ${name}::text`),
  ' ',
)} END`;

/** Fields of a customer, over the rows of `customer` named `c` and `customer_summary` named `s`; `today`: a `date`. */
export const customerColumns = (today: Prisma.Sql) =>
  ({
    name: Prisma.sql`c.name`,
    externalId: Prisma.sql`c.external_id`,
    status: Prisma.sql`c.status`,
    currency: Prisma.sql`c.currency`,
    source: Prisma.sql`c.source`,
    zone: Prisma.sql`c.zone`,
    locale: Prisma.sql`c.locale`,
    arOwner: Prisma.sql`c.ar_owner_id`,
    salesOwner: Prisma.sql`c.sales_owner_id`,
    score: Prisma.sql`c.score`,
    createdAt: Prisma.sql`c.created_at`,
    lastContactAt: Prisma.sql`s.last_contact_at`,
    severity: SEVERITY,
    total: Prisma.sql`s.total`,
    overdue: Prisma.sql`s.overdue`,
    credit: Prisma.sql`s.credit`,
    net: Prisma.sql`(s.total - s.credit)`,
    days1To30: Prisma.sql`s.days_1_to_30`,
    days31To60: Prisma.sql`s.days_31_to_60`,
    days61To90: Prisma.sql`s.days_61_to_90`,
    days91Plus: Prisma.sql`s.days_91_plus`,
    openInvoices: Prisma.sql`s.open_invoice_count`,
    daysPastDue: Prisma.sql`(${today} - (SELECT min(o.due_on) FROM invoice o WHERE o.customer_id = c.id AND o.status = 'open'))`,
    contacts: Prisma.sql`s.contact_count`,
    labels: { holders: Prisma.sql`SELECT customer_id AS holder, label_id AS held FROM customer_label` },
    lists: { holders: Prisma.sql`SELECT customer_id AS holder, list_id AS held FROM list_member` },
    visibilityGroups: {
      holders: Prisma.sql`SELECT customer_id AS holder, group_id AS held FROM visibility_group_customer`,
    },
    sequences: {
      holders: Prisma.sql`SELECT customer_id AS holder, sequence_id AS held FROM enrollment WHERE is_live`,
    },
    programs: {
      holders: Prisma.sql`SELECT customer_id AS holder, program_id AS held FROM program_enrollment WHERE is_enrolled`,
    },
  }) satisfies Record<keyof typeof CUSTOMER_FIELDS, Column>;

/**
 * Every table that the catalogue names: what changes in one of them may change who belongs to an audience. Told from the
 * SQL of fields and records itself, so that a new one is never forgotten.
 */
export function audienceTables(): string[] {
  const now = Prisma.sql`now`;
  const sources = [
    ...Object.values(recordSources({ today: now, now })),
    ...Object.values(nestedSources({ now })),
  ];
  const columns: Column[] = [...Object.values(customerColumns(now)), ...sources.flatMap(columnsOf)];
  const parts = [
    'FROM customer',
    'FROM customer_summary',
    ...sources.map(({ from }) => `FROM ${from.sql}`),
    ...columns.flatMap(partsOf).map((part) => part.sql),
  ];
  const named = parts.flatMap((part) => [...part.matchAll(/\b(?:FROM|JOIN)\s+([a-z_]+)\b(?!\s*\()/g)]);
  return [...new Set(named.map(([, table]) => table!))].sort();
}

const columnsOf = ({ columns }: { columns: Record<string, Column> }): Column[] => Object.values(columns);
const partsOf = (column: Column): Prisma.Sql[] => {
  if ('holders' in column) return [column.holders];
  if ('days' in column) return [column.days];
  return 'onDay' in column ? [column.onDay, column.at] : [column];
};
