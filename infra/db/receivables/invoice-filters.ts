import type { InvoiceFilter } from '../../../contracts/receivables/invoice-filter.ts';
import { comparison, containing } from '../customers/customer-filters.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';

/** What a filter asks for, as a condition over `invoice i`; hidden ones not excluded. `today`: whose day counts. */
export function invoiceCondition(filter: InvoiceFilter, today: string): Prisma.Sql {
  const day = dayToDate(today);
  const conditions: Prisma.Sql[] = [Prisma.sql`TRUE`];
  const add = (condition: Prisma.Sql) => conditions.push(condition);
  if (filter.customerId) add(Prisma.sql`i.customer_id = ${filter.customerId}`);
  if (filter.search !== undefined) {
    const pattern = containing(filter.search);
    add(
      Prisma.sql`(fold_case(i.number) LIKE fold_case(${pattern}) OR fold_case(i.po_number) LIKE fold_case(${pattern}))`,
    );
  }
  if (filter.status) add(Prisma.sql`i.status = ${filter.status}`);
  if (filter.group === 'closed') add(Prisma.sql`i.status IN ('paid', 'void')`);
  if (filter.group === 'overdue') add(Prisma.sql`i.status = 'open' AND i.due_on < ${day}::date`);
  if (filter.group === 'current') add(Prisma.sql`i.status = 'open' AND i.due_on >= ${day}::date`);
  if (filter.bucket) add(Prisma.sql`i.status = 'open' AND ${bucketCondition(filter.bucket, day)}`);
  if (filter.dueFrom) add(Prisma.sql`i.due_on >= ${dayToDate(filter.dueFrom)}::date`);
  if (filter.dueTo) add(Prisma.sql`i.due_on <= ${dayToDate(filter.dueTo)}::date`);
  if (filter.currency) add(Prisma.sql`i.currency = ${filter.currency}`);
  if (filter.balance !== undefined) add(comparison(Prisma.sql`i.balance`, filter.balance));
  if (filter.isDisputed !== undefined) add(Prisma.sql`i.is_disputed = ${filter.isDisputed}`);
  if (filter.labelIds) {
    add(
      Prisma.sql`i.id IN (SELECT invoice_id FROM invoice_label WHERE label_id = ANY(${filter.labelIds}::text[]))`,
    );
  }
  return Prisma.join(conditions, ' AND ');
}

/** On the bare column, so that its index serves. */
function bucketCondition(bucket: NonNullable<InvoiceFilter['bucket']>, day: Date): Prisma.Sql {
  switch (bucket) {
    case 'notYetDue':
      return Prisma.sql`i.due_on >= ${day}::date`;
    case 'days1To30':
      return Prisma.sql`i.due_on BETWEEN ${day}::date - 30 AND ${day}::date - 1`;
    case 'days31To60':
      return Prisma.sql`i.due_on BETWEEN ${day}::date - 60 AND ${day}::date - 31`;
    case 'days61To90':
      return Prisma.sql`i.due_on BETWEEN ${day}::date - 90 AND ${day}::date - 61`;
    case 'days91Plus':
      return Prisma.sql`i.due_on < ${day}::date - 90`;
  }
}
