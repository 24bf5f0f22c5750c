import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { INVOICE_STATUSES, PROMISE_STATUSES } from '../../../contracts/receivables/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { ListPromisesQuery, PaymentPromise } from '../../../contracts/receivables/promises.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { dayColumn, dayToDate, instantColumn, moneyColumn, moneyOf } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';
import { isOpen } from '../holds/open.ts';

const rowSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  currency: z.string(),
  amount: moneyColumn,
  paidAmount: moneyColumn,
  promisedOn: dayColumn,
  status: z.enum(PROMISE_STATUSES),
  note: z.string().nullable(),
  contactId: z.string().nullable(),
  authorId: z.string(),
  createdAt: instantColumn,
  decidedAt: instantColumn.nullable(),
  invoices: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      status: z.enum(INVOICE_STATUSES),
      balance: z.string().transform((text) => moneyOf(new Prisma.Decimal(text))),
    }),
  ),
});

async function query(db: Tx, where: Prisma.Sql, limit: number): Promise<PaymentPromise[]> {
  const rows = await db.$queryRaw`
    SELECT r.id, r.customer_id AS "customerId", r.currency, r.amount, r.paid_amount AS "paidAmount",
      r.promised_on AS "promisedOn", r.status, r.note, r.contact_id AS "contactId", r.author_id AS "authorId",
      r.created_at AS "createdAt", r.decided_at AS "decidedAt",
      (SELECT json_agg(json_build_object('id', i.id, 'number', i.number, 'status', i.status,
          'balance', i.balance::text) ORDER BY i.due_on, i.id)
        FROM promise_invoice v JOIN invoice i ON i.id = v.invoice_id WHERE v.promise_id = r.id) AS invoices
    FROM promise r JOIN customer c ON c.id = r.customer_id
    WHERE ${where} ORDER BY r.created_at DESC, r.id DESC LIMIT ${limit}`;
  return z.array(rowSchema).parse(rows);
}

/** One promise; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, promiseId: string): Promise<PaymentPromise | null> {
  const where = Prisma.sql`r.id = ${promiseId} AND ${customerIsVisible(viewer, 'c')}`;
  return (await query(db, where, 1))[0] ?? null;
}

/** Promises of customers the viewer may see, the newest first. */
export async function list(db: Tx, viewer: Viewer, filter: ListPromisesQuery): Promise<Page<PaymentPromise>> {
  const conditions = [customerIsVisible(viewer, 'c')];
  const before = decodeCursor(filter.cursor, z.tuple([z.iso.datetime(), z.string()]));
  if (before) conditions.push(Prisma.sql`(r.created_at, r.id) < (${new Date(before[0])}, ${before[1]})`);
  if (filter.customerId) conditions.push(Prisma.sql`r.customer_id = ${filter.customerId}`);
  if (filter.status) conditions.push(Prisma.sql`r.status = ${filter.status}`);
  if (filter.invoiceId) {
    conditions.push(Prisma.sql`EXISTS (
      SELECT 1 FROM promise_invoice v WHERE v.promise_id = r.id AND v.invoice_id = ${filter.invoiceId})`);
  }
  const rows = await query(db, Prisma.join(conditions, ' AND '), filter.limit + 1);
  return pageOf(rows, filter.limit, (row) => [row.createdAt, row.id]);
}

/** Invoices of a customer, as a promise needs them. Ids of others are left out. */
export async function readInvoices(
  db: Tx,
  { customerId, invoiceIds }: { customerId: string; invoiceIds: readonly string[] },
): Promise<{ id: string; number: string; status: string; balance: string; isPromised: boolean }[]> {
  const rows = await db.$queryRaw`
    SELECT i.id, i.number, i.status, i.balance::text AS balance, EXISTS (
      SELECT 1 FROM promise_invoice v JOIN promise r ON r.id = v.promise_id
      WHERE v.invoice_id = i.id AND r.status = 'open') AS "isPromised"
    FROM invoice i WHERE i.customer_id = ${customerId} AND i.id = ANY(${[...invoiceIds]}::text[])`;
  const schema = z.object({
    id: z.string(),
    number: z.string(),
    status: z.string(),
    balance: z.string(),
    isPromised: z.boolean(),
  });
  return z.array(schema).parse(rows);
}

/** A promise with the holds it opens. `promisedOn` is a day; instants are epoch milliseconds. */
export interface NewPromise {
  id: string;
  customerId: string;
  currency: string;
  amount: string;
  promisedOn: string;
  note: string | null;
  contactId: string | null;
  authorId: string;
  invoices: readonly { invoiceId: string; holdId: string }[];
  /** When the promised day is over. */
  heldUntil: number;
  now: number;
}

/** Stores a promise, and a hold of each of its invoices until the day is over (D8). */
export async function insert(
  tx: Tx,
  { invoices, heldUntil, now, promisedOn, ...promise }: NewPromise,
): Promise<void> {
  const createdAt = new Date(now);
  await tx.hold.createMany({
    data: invoices.map(({ invoiceId, holdId }) => ({
      id: holdId,
      scope: 'invoice',
      kind: 'promise',
      invoiceId,
      customerId: promise.customerId,
      reason: promise.note,
      authorId: promise.authorId,
      startedAt: createdAt,
      expiresAt: new Date(heldUntil),
    })),
  });
  await tx.paymentPromise.create({
    data: {
      ...promise,
      promisedOn: dayToDate(promisedOn),
      paidAmount: '0',
      status: 'open',
      createdAt,
      invoices: { create: invoices.map((row) => ({ ...row })) },
    },
  });
}

/** Withdraws an open promise and ends its holds. Returns whether it was open. */
export async function withdraw(
  tx: Tx,
  { promiseId, actorId, now }: { promiseId: string; actorId: string; now: number },
): Promise<boolean> {
  const at = new Date(now);
  const { count } = await tx.paymentPromise.updateMany({
    where: { id: promiseId, status: 'open' },
    data: { status: 'withdrawn', decidedAt: at },
  });
  if (count === 0) return false;
  await tx.$executeRaw`
    UPDATE hold h SET ended_at = ${at}, ended_by_id = ${actorId} FROM promise_invoice v
    WHERE v.promise_id = ${promiseId} AND h.id = v.hold_id AND ${isOpen(at)}`;
  return true;
}
