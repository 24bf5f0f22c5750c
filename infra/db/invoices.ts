import { z } from 'zod';
import type { Viewer } from '../../contracts/actor.ts';
import type { ListInvoicesQuery } from '../../contracts/invoice-operations.ts';
import type { Invoice, InvoiceDetail } from '../../contracts/invoices.ts';
import { INVOICE_STATUSES } from '../../contracts/kinds.ts';
import type { Page } from '../../contracts/paging.ts';
import type { Tx } from './client.ts';
import { decodeCursor, pageOf } from './cursor.ts';
import { Prisma, type Invoice as Row } from './generated/client.ts';
import { dayOf, dayToDate, isoOf, moneyOf } from './rows.ts';
import { canSeeCustomer, customerIsVisible } from './visibility.ts';

const shown = (row: Row): Invoice => ({
  ...row,
  status: z.enum(INVOICE_STATUSES).parse(row.status),
  issuedOn: dayOf(row.issuedOn),
  dueOn: dayOf(row.dueOn),
  amount: moneyOf(row.amount),
  balance: moneyOf(row.balance),
  createdAt: isoOf(row.createdAt),
  updatedAt: isoOf(row.updatedAt),
});

/** One invoice; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, invoiceId: string): Promise<Invoice | null> {
  const row = await db.invoice.findUnique({ where: { id: invoiceId } });
  return row && (await canSeeCustomer(db, viewer, row.customerId)) ? shown(row) : null;
}

/** One invoice with its payments and balance changes, oldest first; null when absent or of a hidden customer. */
export async function findDetail(db: Tx, viewer: Viewer, invoiceId: string): Promise<InvoiceDetail | null> {
  const invoice = await find(db, viewer, invoiceId);
  if (!invoice) return null;
  const [allocations, changes] = await Promise.all([
    db.paymentAllocation.findMany({
      where: { invoiceId },
      include: { payment: true },
      orderBy: { id: 'asc' },
    }),
    db.balanceChange.findMany({ where: { invoiceId }, orderBy: { id: 'asc' } }),
  ]);
  return {
    ...invoice,
    payments: allocations.map(({ payment, ...allocation }) => ({
      paymentId: payment.id,
      amount: moneyOf(allocation.amount),
      paidOn: dayOf(payment.paidOn),
      reference: payment.reference,
      createdAt: isoOf(payment.createdAt),
    })),
    balanceChanges: changes.map((change) => ({
      id: change.id,
      kind: change.kind,
      delta: moneyOf(change.delta),
      balance: moneyOf(change.balance),
      effectiveOn: dayOf(change.effectiveOn),
      paymentId: change.paymentId,
      createdAt: isoOf(change.createdAt),
    })),
  };
}

/** Invoices of customers the viewer may see, by due date; `today` is the organisation's day. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { today, ...query }: ListInvoicesQuery & { today: string },
): Promise<Page<Invoice>> {
  const conditions = [customerIsVisible(viewer, 'c')];
  const after = decodeCursor(query.cursor, z.tuple([z.iso.date(), z.string()]));
  if (after) conditions.push(Prisma.sql`(i.due_on, i.id) > (${dayToDate(after[0])}::date, ${after[1]})`);
  if (query.customerId) conditions.push(Prisma.sql`i.customer_id = ${query.customerId}`);
  if (query.status) conditions.push(Prisma.sql`i.status = ${query.status}`);
  if (query.group) conditions.push(groupCondition(query.group, dayToDate(today)));
  const found = await db.$queryRaw`
    SELECT i.id FROM invoice i JOIN customer c ON c.id = i.customer_id
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY i.due_on, i.id LIMIT ${query.limit + 1}`;
  const ids = z
    .array(z.object({ id: z.string() }))
    .parse(found)
    .map((row) => row.id);
  const rows = await db.invoice.findMany({
    where: { id: { in: ids } },
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
  });
  return pageOf(rows.map(shown), query.limit, (invoice) => [invoice.dueOn, invoice.id]);
}

function groupCondition(group: NonNullable<ListInvoicesQuery['group']>, today: Date): Prisma.Sql {
  if (group === 'closed') return Prisma.sql`i.status IN ('paid', 'void')`;
  return group === 'overdue'
    ? Prisma.sql`i.status = 'open' AND i.due_on < ${today}::date`
    : Prisma.sql`i.status = 'open' AND i.due_on >= ${today}::date`;
}

/** Those of the ids that are invoices of a customer. */
export async function idsOfCustomer(
  db: Tx,
  _viewer: Viewer,
  { customerId, invoiceIds }: { customerId: string; invoiceIds: readonly string[] },
): Promise<string[]> {
  const rows = await db.invoice.findMany({
    where: { customerId, id: { in: [...invoiceIds] } },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Whether some invoice has this number, or this external id. */
export async function isTaken(db: Tx, key: { number: string } | { externalId: string }): Promise<boolean> {
  return (await db.invoice.count({ where: key })) > 0;
}

/** What is stored of an invoice. */
export type InvoiceColumns = Omit<Invoice, 'id' | 'customerId' | 'createdAt' | 'updatedAt'>;

/** Inserts an invoice of a customer that is locked by this transaction; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, issuedOn, dueOn, ...invoice }: InvoiceColumns & { id: string; customerId: string; now: number },
): Promise<Invoice> {
  const at = new Date(now);
  const days = { issuedOn: dayToDate(issuedOn), dueOn: dayToDate(dueOn) };
  return shown(await tx.invoice.create({ data: { ...invoice, ...days, createdAt: at, updatedAt: at } }));
}

/** Changes the given columns of an invoice whose customer is locked by this transaction. */
export async function update(
  tx: Tx,
  invoiceId: string,
  { now, dueOn, issuedOn: _issuedOn, ...change }: Partial<InvoiceColumns> & { now: number },
): Promise<Invoice> {
  const data = { ...change, ...(dueOn && { dueOn: dayToDate(dueOn) }), updatedAt: new Date(now) };
  return shown(await tx.invoice.update({ where: { id: invoiceId }, data }));
}
