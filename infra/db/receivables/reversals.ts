import type { ReopenedInvoice, ReversalMove } from '../../../domain/receivables/reversal.ts';
import type { Tx } from '../client.ts';

/** A reversal of a payment, with the ids of its new rows. */
export interface ReversalRow {
  id: string;
  paymentId: string;
  customerId: string;
  currency: string;
  amount: string;
  /** `YYYY-MM-DD` */
  reversedOn: string;
  reason: string | null;
  reference: string | null;
  parts: readonly ReversedPartRow[];
}

/** The part of it that an invoice owes again. */
export interface ReversedPartRow {
  allocationId: string;
  invoiceId: string;
  amount: string;
  /** The invoice after it. */
  invoice: ReopenedInvoice;
  moves: readonly (ReversalMove & { id: string })[];
}

/**
 * Writes reversals of payments whose customers this transaction has locked (C20), in five statements: what came back of
 * payments and their parts, the invoices, and the movements of their balances, dated by the reversal.
 */
export async function insert(
  tx: Tx,
  {
    reversals,
    source,
    createdById,
    now,
  }: { reversals: readonly ReversalRow[]; source: string; createdById: string; now: number },
): Promise<void> {
  if (reversals.length === 0) return;
  const at = new Date(now);
  const json = JSON.stringify(reversals);
  const parts = reversals.flatMap((reversal) => reversal.parts.map((part) => ({ ...part, reversal })));
  await tx.$executeRaw`
    INSERT INTO payment_reversal (id, payment_id, customer_id, currency, amount, reversed_on, reason, reference, source,
      created_by_id, created_at)
    SELECT i.id, i."paymentId", i."customerId", i.currency, i.amount, i."reversedOn", i.reason, i.reference, ${source},
      ${createdById}, ${at}
    FROM jsonb_to_recordset(${json}::jsonb) AS i(id text, "paymentId" text, "customerId" text, currency text,
      amount numeric, "reversedOn" date, reason text, reference text)`;
  await tx.$executeRaw`
    UPDATE payment p SET reversed = p.reversed + i.amount
    FROM (SELECT "paymentId", sum(amount) AS amount
      FROM jsonb_to_recordset(${json}::jsonb) AS r("paymentId" text, amount numeric) GROUP BY 1) i
    WHERE p.id = i."paymentId"`;
  const partsJson = JSON.stringify(parts.map(({ allocationId, amount }) => ({ allocationId, amount })));
  await tx.$executeRaw`
    UPDATE payment_allocation a SET reversed = a.reversed + i.amount
    FROM (SELECT "allocationId", sum(amount) AS amount
      FROM jsonb_to_recordset(${partsJson}::jsonb) AS r("allocationId" text, amount numeric) GROUP BY 1) i
    WHERE a.id = i."allocationId"`;
  // Several parts may reopen one invoice: the last of them says what it owes.
  const last = new Map(parts.map(({ invoiceId, invoice }) => [invoiceId, { invoiceId, ...invoice }]));
  await tx.$executeRaw`
    UPDATE invoice v SET balance = i.balance, status = i.status, credit = i.credit,
      credit_on = CASE WHEN i.credit > 0 THEN v.credit_on END, updated_at = ${at}
    FROM jsonb_to_recordset(${JSON.stringify([...last.values()])}::jsonb) AS i("invoiceId" text, balance numeric,
      status text, credit numeric) WHERE v.id = i."invoiceId"`;
  const moves = parts.flatMap(({ moves: each, allocationId, invoiceId, reversal }) => {
    const { id: reversalId, paymentId, customerId, currency, reversedOn } = reversal;
    const shared = { reversalId, paymentId, customerId, currency, reversedOn, allocationId, invoiceId };
    return each.map((move) => ({ ...shared, ...move }));
  });
  await insertMoves(tx, moves, at);
}

/** Parts of a payment that go to another invoice, since theirs is void. */
export interface Release {
  paymentId: string;
  customerId: string;
  currency: string;
  /** `YYYY-MM-DD` */
  releasedOn: string;
  parts: readonly ReversedPartRow[];
  now: number;
}

/** Sets parts of a payment free, in two statements: they came back to the payment, not to who paid. */
export async function release(
  tx: Tx,
  { parts, now, paymentId, customerId, currency, releasedOn: reversedOn }: Release,
): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    UPDATE payment_allocation a SET reversed = a.reversed + i.amount
    FROM jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) AS i("allocationId" text, amount numeric)
    WHERE a.id = i."allocationId"`;
  const moves = parts.flatMap(({ moves: each, allocationId, invoiceId }) => {
    const shared = { reversalId: null, paymentId, customerId, currency, reversedOn, allocationId, invoiceId };
    return each.map((move) => ({ ...shared, ...move }));
  });
  await insertMoves(tx, moves, at);
}

/** A movement as it is stored; `reversalId` null: its payment did not come back. */
type MoveRow = ReversalMove & { id: string; reversalId: string | null; reversedOn: string } & Record<
    'paymentId' | 'customerId' | 'currency' | 'allocationId' | 'invoiceId',
    string
  >;

async function insertMoves(tx: Tx, moves: readonly MoveRow[], at: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO balance_change (id, invoice_id, customer_id, currency, kind, cause, delta, balance, effective_on,
      payment_id, reversal_id, undoes_on, undoes_at, created_at)
    SELECT i.id, i."invoiceId", i."customerId", i.currency, i.kind, i.cause, i.delta, i.balance, i."reversedOn",
      i."paymentId", i."reversalId", CASE WHEN i.kind = 'reversal' THEN p.paid_on END,
      CASE WHEN i.kind = 'reversal' THEN a.created_at END, ${at}
    FROM jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) AS i(id text, "invoiceId" text, "customerId" text,
      currency text, kind text, cause text, delta numeric, balance numeric, "reversedOn" date, "paymentId" text,
      "reversalId" text, "allocationId" text)
    JOIN payment p ON p.id = i."paymentId" JOIN payment_allocation a ON a.id = i."allocationId"`;
}
