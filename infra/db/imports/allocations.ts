import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { AllocatableInvoice, Allocation } from '../../../domain/imports/allocations.ts';
import type { Tx } from '../client.ts';

const allocationsSchema = z.array(z.object({ invoiceNumber: z.string(), amount: z.string() }));

/** A payment as an import compares it. */
export interface StoredPayment {
  id: string;
  customerId: string;
  reference: string;
  currency: string;
  amount: string;
  /** `YYYY-MM-DD` */
  paidOn: string;
  allocations: Allocation[];
}

const paymentSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  reference: z.string(),
  currency: z.string(),
  amount: z.string(),
  paidOn: z.string(),
  allocations: allocationsSchema,
});

/** Payments of customers the caller was allowed to read, by reference; several may share one. */
export async function readPayments(
  tx: Tx,
  _viewer: Viewer,
  { customerIds, references }: { customerIds: readonly string[]; references: readonly string[] },
): Promise<StoredPayment[]> {
  const rows = await tx.$queryRaw`
    SELECT p.id, p.customer_id AS "customerId", p.reference, p.currency, p.amount::text, p.paid_on::text AS "paidOn",
      (SELECT coalesce(json_agg(json_build_object('invoiceNumber', i.number, 'amount', a.amount::text)), '[]'::json)
        FROM payment_allocation a JOIN invoice i ON i.id = a.invoice_id WHERE a.payment_id = p.id) AS allocations
    FROM payment p
    WHERE p.customer_id = ANY(${[...customerIds]}::text[]) AND p.reference = ANY(${[...references]}::text[])
    ORDER BY p.id`;
  return z.array(paymentSchema).parse(rows);
}

/** A new payment; its allocations come apart. */
export type PaymentRow = Omit<StoredPayment, 'allocations'>;

/** Inserts payments in one statement. */
export async function insertPayments(
  tx: Tx,
  {
    payments,
    source,
    createdById,
    now,
  }: { payments: readonly PaymentRow[]; source: string; createdById: string; now: number },
): Promise<void> {
  if (payments.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO payment (id, customer_id, currency, amount, paid_on, reference, source, created_by_id, created_at)
    SELECT i.id, i."customerId", i.currency, i.amount, i."paidOn", i.reference, ${source}, ${createdById}, ${new Date(now)}
    FROM jsonb_to_recordset(${JSON.stringify(payments)}::jsonb) AS i(id text, "customerId" text, currency text,
      amount numeric, "paidOn" date, reference text)`;
}

const invoiceSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  number: z.string(),
  status: z.enum(['open', 'paid', 'void']),
  balance: z.string(),
});

/** Invoices of customers the caller was allowed to read, by number. */
export async function readInvoices(
  tx: Tx,
  _viewer: Viewer,
  { customerIds, numbers }: { customerIds: readonly string[]; numbers: readonly string[] },
): Promise<Map<string, AllocatableInvoice>> {
  const rows = await tx.$queryRaw`
    SELECT id, customer_id AS "customerId", number, status, balance::text FROM invoice
    WHERE number = ANY(${[...numbers]}::text[]) AND customer_id = ANY(${[...customerIds]}::text[])`;
  return new Map(
    z
      .array(invoiceSchema)
      .parse(rows)
      .map((row) => [row.number, row]),
  );
}
