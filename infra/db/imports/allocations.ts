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
  /** What of it has not come back and lowers no invoice. */
  free: string;
}

const paymentSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  reference: z.string(),
  currency: z.string(),
  amount: z.string(),
  paidOn: z.string(),
  allocations: allocationsSchema,
  free: z.string(),
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
        FROM (SELECT invoice_id, sum(amount) AS amount FROM payment_allocation WHERE payment_id = p.id
          GROUP BY invoice_id) a JOIN invoice i ON i.id = a.invoice_id) AS allocations,
      (p.amount - p.reversed - coalesce((
        SELECT sum(a.amount - a.reversed) FROM payment_allocation a WHERE a.payment_id = p.id), 0))::text AS free
    FROM payment p
    WHERE p.customer_id = ANY(${[...customerIds]}::text[]) AND p.reference = ANY(${[...references]}::text[])
    ORDER BY p.id`;
  return z.array(paymentSchema).parse(rows);
}

const invoiceSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  number: z.string(),
  status: z.enum(['open', 'paid', 'void']),
  balance: z.string(),
  isShownLower: z.boolean(),
});

/** Invoices of customers the caller was allowed to read, by number. */
export async function readInvoices(
  tx: Tx,
  _viewer: Viewer,
  { customerIds, numbers }: { customerIds: readonly string[]; numbers: readonly string[] },
): Promise<Map<string, AllocatableInvoice>> {
  const rows = await tx.$queryRaw`
    SELECT id, customer_id AS "customerId", number, status, balance::text,
      EXISTS (SELECT 1 FROM balance_change b WHERE b.invoice_id = invoice.id AND b.kind IN ('import', 'missing')
        AND b.delta < 0 AND b.cause <> 'correction') AS "isShownLower"
    FROM invoice WHERE number = ANY(${[...numbers]}::text[]) AND customer_id = ANY(${[...customerIds]}::text[])`;
  return new Map(
    z
      .array(invoiceSchema)
      .parse(rows)
      .map((row) => [row.number, row]),
  );
}
