import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { INVOICE_STATUSES } from '../../../contracts/receivables/kinds.ts';
import type { BalanceMove, StoredInvoice } from '../../../domain/imports/merge-invoice.ts';
import type { Tx } from '../client.ts';

const storedSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  currency: z.string(),
  number: z.string(),
  status: z.enum(INVOICE_STATUSES),
  issuedOn: z.string(),
  dueOn: z.string(),
  amount: z.string(),
  balance: z.string(),
  credit: z.string(),
  creditOn: z.string().nullable(),
  isDisputed: z.boolean(),
  disputeReason: z.string().nullable(),
  poNumber: z.string().nullable(),
  payUrl: z.string().nullable(),
  pdfUrl: z.string().nullable(),
  source: z.string(),
});

/** Invoices by number, of whatever customer: a number is taken once. Only for comparison, never shown. */
export async function readInvoices(
  tx: Tx,
  _viewer: Viewer,
  numbers: readonly string[],
): Promise<Map<string, StoredInvoice>> {
  const rows = await tx.$queryRaw`
    SELECT id, customer_id AS "customerId", currency, number, status, issued_on::text AS "issuedOn",
      due_on::text AS "dueOn", amount::text, balance::text, credit::text, credit_on::text AS "creditOn",
      is_disputed AS "isDisputed", dispute_reason AS "disputeReason", po_number AS "poNumber", pay_url AS "payUrl",
      pdf_url AS "pdfUrl", source
    FROM invoice WHERE number = ANY(${[...numbers]}::text[])`;
  return new Map(
    z
      .array(storedSchema)
      .parse(rows)
      .map((row) => [row.number, row]),
  );
}

/** Inserts invoices in one statement; one whose number is taken by now is left out. @returns how many went in */
export async function insertInvoices(
  tx: Tx,
  { invoices, now }: { invoices: readonly StoredInvoice[]; now: number },
): Promise<number> {
  if (invoices.length === 0) return 0;
  const at = new Date(now);
  return tx.$executeRaw`
    INSERT INTO invoice (id, customer_id, currency, number, status, issued_on, due_on, amount, balance, credit,
      credit_on, is_disputed, dispute_reason, po_number, pay_url, pdf_url, source, created_at, updated_at)
    SELECT i.id, i."customerId", i.currency, i.number, i.status, i."issuedOn", i."dueOn", i.amount, i.balance,
      i.credit, i."creditOn", i."isDisputed", i."disputeReason", i."poNumber", i."payUrl", i."pdfUrl", i.source,
      ${at}, ${at}
    FROM jsonb_to_recordset(${JSON.stringify(invoices)}::jsonb) AS i(
      id text, "customerId" text, currency text, number text, status text, "issuedOn" date, "dueOn" date,
      amount numeric, balance numeric, credit numeric, "creditOn" date, "isDisputed" boolean, "disputeReason" text,
      "poNumber" text, "payUrl" text, "pdfUrl" text, source text)
    ON CONFLICT (number) DO NOTHING`;
}

/** Writes the importable columns of invoices whose customers this transaction has locked, in one statement. */
export async function updateInvoices(
  tx: Tx,
  { invoices, now }: { invoices: readonly StoredInvoice[]; now: number },
): Promise<void> {
  if (invoices.length === 0) return;
  await tx.$executeRaw`
    UPDATE invoice v SET status = i.status, issued_on = i."issuedOn", due_on = i."dueOn", amount = i.amount,
      balance = i.balance, credit = i.credit, credit_on = i."creditOn", is_disputed = i."isDisputed",
      dispute_reason = i."disputeReason", po_number = i."poNumber", pay_url = i."payUrl", pdf_url = i."pdfUrl",
      source = i.source, updated_at = ${new Date(now)}
    FROM jsonb_to_recordset(${JSON.stringify(invoices)}::jsonb) AS i(
      id text, status text, "issuedOn" date, "dueOn" date, amount numeric, balance numeric,
      credit numeric, "creditOn" date, "isDisputed" boolean, "disputeReason" text, "poNumber" text, "payUrl" text,
      "pdfUrl" text, source text)
    WHERE v.id = i.id`;
}

/** A dispute that a file brings. */
export interface ImportedDispute {
  id: string;
  invoiceId: string;
  customerId: string;
  reason: string | null;
}

/** Opens a hold for each new dispute (D8), in one statement. */
export async function openDisputes(
  tx: Tx,
  { disputes, authorId, now }: { disputes: readonly ImportedDispute[]; authorId: string; now: number },
): Promise<void> {
  if (disputes.length === 0) return;
  await tx.hold.createMany({
    data: disputes.map((dispute) => ({
      ...dispute,
      scope: 'invoice',
      kind: 'dispute',
      authorId,
      startedAt: new Date(now),
    })),
  });
}

/** Ends the open dispute holds of invoices. */
export async function endDisputes(
  tx: Tx,
  { invoiceIds, authorId, now }: { invoiceIds: readonly string[]; authorId: string; now: number },
): Promise<void> {
  if (invoiceIds.length === 0) return;
  await tx.hold.updateMany({
    where: { invoiceId: { in: [...invoiceIds] }, kind: 'dispute', endedAt: null },
    data: { endedAt: new Date(now), endedById: authorId },
  });
}

/** One movement of an invoice's balance with its id. */
export type BalanceChangeRow = Omit<BalanceMove, 'kind'> & {
  id: string;
  /** `missing`: a file of open items lacked the invoice. */
  kind: BalanceMove['kind'] | 'missing';
  invoiceId: string;
  customerId: string;
  currency: string;
};

/** Appends movements of balances in one statement. */
export async function insertBalanceChanges(
  tx: Tx,
  { changes, now }: { changes: readonly BalanceChangeRow[]; now: number },
): Promise<void> {
  if (changes.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO balance_change (id, invoice_id, customer_id, currency, kind, cause, delta, balance, effective_on,
      created_at)
    SELECT i.id, i."invoiceId", i."customerId", i.currency, i.kind, i.cause, i.delta, i.balance,
      i."effectiveOn", ${new Date(now)}
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS i(
      id text, "invoiceId" text, "customerId" text, currency text, kind text, cause text, delta numeric,
      balance numeric, "effectiveOn" date)`;
}

const movedSchema = z.array(z.object({ invoiceId: z.string(), delta: z.string() }));

/** By how much payments, what came back of them, and credit moved invoices after a day; others did not move. */
export async function movedSince(
  tx: Tx,
  { invoiceIds, day }: { invoiceIds: readonly string[]; day: string },
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw`
    SELECT invoice_id AS "invoiceId", sum(delta)::text AS delta FROM balance_change
    WHERE invoice_id = ANY(${[...invoiceIds]}::text[]) AND effective_on > ${day}::date
      AND kind IN ('payment', 'reversal', 'credit')
    GROUP BY invoice_id`;
  return new Map(movedSchema.parse(rows).map(({ invoiceId, delta }) => [invoiceId, delta]));
}

const overpaidSchema = z.array(z.object({ invoiceId: z.string(), paymentId: z.string(), rest: z.string() }));
/** What is on account of a payment that paid an invoice. */
export type OverpaidHere = z.infer<typeof overpaidSchema>[number];

/** What is left on account of payments that paid one of these invoices, the oldest first. */
export async function overpaidHere(tx: Tx, invoiceIds: readonly string[]): Promise<OverpaidHere[]> {
  const rows = await tx.$queryRaw`
    SELECT a.invoice_id AS "invoiceId", k.source_id AS "paymentId", k.open::text AS rest
    FROM payment_allocation a JOIN payment p ON p.id = a.payment_id
    JOIN open_credit(ARRAY(SELECT DISTINCT i.customer_id FROM invoice i WHERE i.id = ANY(${[...invoiceIds]}::text[]))) k
      ON k.kind = 'payment' AND k.source_id = p.id
    WHERE a.invoice_id = ANY(${[...invoiceIds]}::text[]) AND a.amount > a.reversed
    GROUP BY a.invoice_id, k.source_id, k.open ORDER BY k.source_id`;
  return overpaidSchema.parse(rows);
}

const onAccountSchema = z.array(
  z.object({ customerId: z.string(), reference: z.string(), rest: z.string() }),
);
/** What is on account of the payments of a customer with one reference. */
export type OnAccount = z.infer<typeof onAccountSchema>[number];

/** What customers have on account of payments with these references. */
export async function onAccount(
  tx: Tx,
  { customerIds, references }: { customerIds: readonly string[]; references: readonly string[] },
): Promise<OnAccount[]> {
  const rows = await tx.$queryRaw`
    SELECT p.customer_id AS "customerId", p.reference, sum(k.open)::text AS rest
    FROM open_credit(${[...customerIds]}::text[]) k JOIN payment p ON k.kind = 'payment' AND p.id = k.source_id
    WHERE p.reference = ANY(${[...references]}::text[]) GROUP BY p.customer_id, p.reference`;
  return onAccountSchema.parse(rows);
}
