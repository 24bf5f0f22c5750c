import type { Tx } from '../client.ts';

/** An invoice lowered by a payment or a credit note, with the ids of its new rows. */
export interface LoweredRow {
  /** Of the allocation, or of the application of the credit note. */
  id: string;
  balanceChangeId: string;
  /** Of the payment or the credit note. */
  sourceId: string;
  invoiceId: string;
  customerId: string;
  currency: string;
  amount: string;
  /** The balance after it. */
  balance: string;
  /** `YYYY-MM-DD` */
  effectiveOn: string;
}

/** Lowers invoices of customers this transaction has locked: balances, their movements, what lowered them. */
export async function lower(
  tx: Tx,
  {
    rows,
    kind,
    createdById,
    now,
  }: { rows: readonly LoweredRow[]; kind: 'payment' | 'credit'; createdById: string; now: number },
): Promise<void> {
  if (rows.length === 0) return;
  const at = new Date(now);
  const json = JSON.stringify(rows);
  // Several rows may lower one invoice: the last of them says what it owes.
  const last = JSON.stringify([...new Map(rows.map((row) => [row.invoiceId, row])).values()]);
  await tx.$executeRaw`
    UPDATE invoice v SET balance = i.balance, updated_at = ${at},
      status = CASE WHEN i.balance = 0 THEN 'paid' ELSE 'open' END,
      is_disputed = v.is_disputed AND i.balance <> 0,
      dispute_reason = CASE WHEN i.balance <> 0 THEN v.dispute_reason END
    FROM jsonb_to_recordset(${last}::jsonb) AS i("invoiceId" text, balance numeric) WHERE v.id = i."invoiceId"`;
  await endDisputes(tx, { invoiceIds: rows.filter(isPaidOff).map((row) => row.invoiceId), createdById, at });
  await tx.$executeRaw`
    INSERT INTO balance_change (id, invoice_id, customer_id, currency, kind, cause, delta, balance, effective_on,
      payment_id, created_at)
    SELECT i."balanceChangeId", i."invoiceId", i."customerId", i.currency, ${kind}::text, ${kind}::text, -i.amount,
      i.balance, i."effectiveOn", CASE WHEN ${kind}::text = 'payment' THEN i."sourceId" END, ${at}
    FROM jsonb_to_recordset(${json}::jsonb) AS i("balanceChangeId" text, "sourceId" text, "invoiceId" text,
      "customerId" text, currency text, amount numeric, balance numeric, "effectiveOn" date)`;
  if (kind === 'payment') {
    await tx.$executeRaw`
      INSERT INTO payment_allocation (id, payment_id, invoice_id, currency, amount, created_at)
      SELECT i.id, i."sourceId", i."invoiceId", i.currency, i.amount, ${at}
      FROM jsonb_to_recordset(${json}::jsonb) AS i(id text, "sourceId" text, "invoiceId" text, currency text,
        amount numeric)`;
    return;
  }
  await tx.$executeRaw`
    INSERT INTO credit_application (id, related_record_id, invoice_id, customer_id, currency, amount,
      balance_change_id, created_by_id, created_at)
    SELECT i.id, i."sourceId", i."invoiceId", i."customerId", i.currency, i.amount, i."balanceChangeId",
      ${createdById}, ${at}
    FROM jsonb_to_recordset(${json}::jsonb) AS i(id text, "sourceId" text, "invoiceId" text, "customerId" text,
      currency text, amount numeric, "balanceChangeId" text)`;
}

const isPaidOff = ({ balance }: LoweredRow): boolean => Number(balance) === 0;

/** What is paid is not disputed any more (C2). */
async function endDisputes(
  tx: Tx,
  { invoiceIds, createdById, at }: { invoiceIds: readonly string[]; createdById: string; at: Date },
): Promise<void> {
  if (invoiceIds.length === 0) return;
  await tx.hold.updateMany({
    where: { invoiceId: { in: [...invoiceIds] }, kind: 'dispute', endedAt: null },
    data: { endedAt: at, endedById: createdById },
  });
}
