import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { CustomerFilter } from '../../../contracts/customers/customer-filter.ts';
import { CUSTOMER_STATUSES } from '../../../contracts/customers/kinds.ts';
import { labelMarkSchema } from '../../../contracts/customers/labels.ts';
import type { Page } from '../../../contracts/paging.ts';
import type {
  ListProgramEnrollmentsQuery,
  ProgramEnrollment,
  ProgramEnrollmentSort,
} from '../../../contracts/programs/program-enrollments.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { customersWhere, NET } from '../customers/customer-filters.ts';
import { STANDING, summaries, type Moment } from '../customers/summary-rows.ts';
import { Prisma } from '../generated/client.ts';
import { marksJson } from '../customers/label-marks.ts';
import { isoOrNull, moneyColumn } from '../rows.ts';

/** Whose enrollment: of all customers that fit, or of those in it, or of the others. */
export interface EnrollmentFilter extends CustomerFilter {
  programId: string;
  enrollment?: 'enrolled' | 'not_enrolled';
}

const SORT_KEYS: Record<ProgramEnrollmentSort, { column: Prisma.Sql; type: Prisma.Sql }> = {
  balance: { column: Prisma.sql`c.total`, type: Prisma.sql`numeric` },
  overdue: { column: Prisma.sql`c.overdue`, type: Prisma.sql`numeric` },
  credit: { column: Prisma.sql`c.credit`, type: Prisma.sql`numeric` },
  net: { column: NET, type: Prisma.sql`numeric` },
  name: { column: Prisma.sql`c.search_key`, type: Prisma.sql`text` },
};

const text = z.string().nullable();
const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  externalId: text,
  status: z.enum(CUSTOMER_STATUSES),
  currency: z.string(),
  total: moneyColumn,
  overdue: moneyColumn,
  credit: moneyColumn,
  net: moneyColumn,
  labels: z.array(labelMarkSchema),
  isEnrolled: z.boolean().nullable(),
  isExplicit: z.boolean().nullable(),
  changedAt: z.date().nullable(),
  changedById: text,
  changedByName: text,
  key: z.string(),
});

function shown(row: z.infer<typeof rowSchema>): ProgramEnrollment {
  const { id, name, externalId, status, currency, total, overdue, credit, net, labels } = row;
  return {
    customer: { id, name, externalId, status, currency },
    isEnrolled: row.isEnrolled ?? false,
    decision: row.isExplicit === null ? null : row.isExplicit ? 'explicit' : 'automatic',
    decidedBy: row.changedById === null ? null : { id: row.changedById, name: row.changedByName },
    decidedAt: isoOrNull(row.changedAt),
    total,
    overdue,
    credit,
    net,
    labels,
  };
}

function conditionOf(viewer: Viewer, { programId, enrollment, ...filter }: EnrollmentFilter): Prisma.Sql {
  const isIn = Prisma.sql`EXISTS (SELECT 1 FROM program_enrollment n
    WHERE n.program_id = ${programId} AND n.customer_id = c.id AND n.is_enrolled)`;
  const condition = customersWhere(viewer, filter);
  if (enrollment === undefined) return condition;
  return enrollment === 'enrolled'
    ? Prisma.sql`${condition} AND ${isIn}`
    : Prisma.sql`${condition} AND NOT ${isIn}`;
}

async function rowsOf(
  db: Tx,
  { programId, chosen, order }: { programId: string; chosen: Prisma.Sql; order: Prisma.Sql },
) {
  const rows = await db.$queryRaw`
    WITH page AS MATERIALIZED (${chosen})
    SELECT c.id, k.name, k.external_id AS "externalId", c.status, c.currency, c.total, c.overdue,
      c.credit, ${NET} AS net, ${marksJson('customer', Prisma.sql`c.id`)} AS labels, n.is_enrolled AS "isEnrolled",
      n.is_explicit AS "isExplicit", n.changed_at AS "changedAt", n.changed_by_id AS "changedById",
      u.name AS "changedByName", c.key
    FROM page c JOIN customer k ON k.id = c.id
    LEFT JOIN program_enrollment n ON n.program_id = ${programId} AND n.customer_id = c.id
    LEFT JOIN app_user u ON u.id = n.changed_by_id
    ORDER BY ${order}`;
  return z.array(rowSchema).parse(rows);
}

/** One page of the grid. */
export async function page(
  db: Tx,
  viewer: Viewer,
  {
    limit,
    cursor,
    sort,
    order = sort === 'name' ? 'asc' : 'desc',
    moment,
    ...filter
  }: ListProgramEnrollmentsQuery & { programId: string; moment: Moment },
): Promise<Page<ProgramEnrollment>> {
  const { column, type } = SORT_KEYS[sort];
  const conditions = [conditionOf(viewer, filter)];
  const after = decodeCursor(cursor, z.tuple([z.literal(sort), z.literal(order), z.string(), z.string()]));
  const [operator, direction] =
    order === 'asc'
      ? [Prisma.sql`>`, Prisma.sql`${column}, c.id`]
      : [Prisma.sql`<`, Prisma.sql`${column} DESC, c.id DESC`];
  if (after) conditions.push(Prisma.sql`(${column}, c.id) ${operator} (${after[2]}::${type}, ${after[3]})`);
  const chosen = Prisma.sql`
    SELECT c.*, (${column})::text AS key FROM ${summaries(moment)} c
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${direction} LIMIT ${limit + 1}`;
  const rows = await rowsOf(db, { programId: filter.programId, chosen, order: direction });
  const { items, nextCursor } = pageOf(rows, limit, (row) => [sort, order, row.key, row.id]);
  return { items: items.map(shown), nextCursor };
}

/** How many customers fit that the viewer may see. */
export async function count(
  db: Tx,
  viewer: Viewer,
  { moment, ...filter }: EnrollmentFilter & { moment: Moment },
): Promise<number> {
  const rows = await db.$queryRaw`
    SELECT count(*)::int AS count FROM ${summaries(moment)} c WHERE ${conditionOf(viewer, filter)}`;
  return z.array(z.object({ count: z.int() })).parse(rows)[0]?.count ?? 0;
}

/** The row of one customer as it stands; null when absent or hidden. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { programId, customerId }: { programId: string; customerId: string },
): Promise<ProgramEnrollment | null> {
  const chosen = Prisma.sql`
    SELECT c.*, '' AS key FROM ${STANDING} c
    WHERE c.id = ${customerId} AND ${customersWhere(viewer, {})}`;
  const [row] = await rowsOf(db, { programId, chosen, order: Prisma.sql`c.id` });
  return row ? shown(row) : null;
}
