import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { decimalsOf } from '../../../contracts/currencies.ts';
import type { OpenSum } from '../../../contracts/imports/open-items.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { cameAsInvoice } from './came-as-invoice.ts';
import { customerIsVisible, seesEveryCustomer } from '../visibility.ts';

const sumsSchema = z.array(z.object({ currency: z.string(), count: z.int(), amount: z.string() }));

/** Count and sums of invoices; `rows` are their currencies and balances. */
async function sumOf(tx: Tx, rows: Prisma.Sql): Promise<OpenSum> {
  const found = sumsSchema.parse(
    await tx.$queryRaw`
      SELECT o.currency, count(*)::int AS count, sum(o.balance)::text AS amount FROM (${rows}) o
      GROUP BY o.currency ORDER BY o.currency`,
  );
  return {
    count: found.reduce((total, { count }) => total + count, 0),
    amounts: found.map(({ currency, amount }) => ({
      currency,
      amount: new Decimal(amount).toFixed(decimalsOf(currency)),
    })),
  };
}

/** Which invoices a file of open items speaks of. */
export interface OfSource {
  source: string;
  /** `YYYY-MM-DD` */
  asOf: string;
}

/** Open invoices of a source, issued by that day, of customers that the viewer sees. */
const openOf = (viewer: Viewer, { source, asOf }: OfSource) => Prisma.sql`
  invoice i JOIN customer c ON c.id = i.customer_id AND ${customerIsVisible(viewer, 'c')}
  WHERE i.status = 'open' AND i.source = ${source} AND i.issued_on <= ${asOf}::date`;

/** Count and sums of what is open of a source. */
export function sumOpen(tx: Tx, viewer: Viewer, of: OfSource): Promise<OpenSum> {
  return sumOf(tx, Prisma.sql`SELECT i.currency, i.balance FROM ${openOf(viewer, of)}`);
}

/**
 * Notes what a chunk of a file names, by our ids: a number may have been a credit and be an invoice now, and the credit is
 * named no more. `line` is the first of the chunk.
 */
export async function noteNamed(
  tx: Tx,
  importId: string,
  { line, names }: { line: number; names: readonly string[] },
): Promise<void> {
  if (names.length === 0) return;
  await tx.importOpenItem.create({ data: { importId, line, names: [...names] } });
}

/** What is noted of a file. */
export interface Noting extends OfSource {
  importId: string;
  /** Epoch milliseconds: what came in after the import was begun is not missing. */
  createdBy: number;
}

/**
 * Notes what is open of the source, as an invoice or as credit, and was not named by the file. What a payment that came back
 * after its day opened again was not open on it.
 */
export async function noteMissing(
  tx: Tx,
  viewer: Viewer,
  { importId, source, asOf, createdBy }: Noting,
): Promise<void> {
  const cameBefore = new Date(createdBy);
  const named = Prisma.sql`(SELECT unnest(n.names) AS name FROM import_open_item n WHERE n.import_id = ${importId})`;
  // Nobody knows how many names stand in an array: taken for few, each invoice would be looked up among all of them.
  await tx.$executeRaw`SET LOCAL enable_nestloop = off`;
  await tx.$executeRaw`
    INSERT INTO import_missing_item (import_id, customer_id, item_id)
    SELECT ${importId}, i.customer_id, i.id
    FROM invoice i JOIN customer c ON c.id = i.customer_id AND ${customerIsVisible(viewer, 'c')}
    WHERE (i.status = 'open' OR i.credit > 0) AND i.source = ${source} AND i.issued_on <= ${asOf}::date
      AND i.created_at <= ${cameBefore} AND NOT EXISTS (SELECT FROM ${named} named WHERE named.name = i.id)
      AND NOT EXISTS (SELECT FROM balance_change b
        WHERE b.invoice_id = i.id AND b.kind = 'reversal' AND b.effective_on > ${asOf}::date)`;
  await tx.$executeRaw`
    INSERT INTO import_missing_item (import_id, customer_id, item_id)
    SELECT ${importId}, r.customer_id, r.id
    FROM related_record r JOIN customer c ON c.id = r.customer_id AND ${customerIsVisible(viewer, 'c')}
    WHERE r.kind = 'credit_note' AND r.source = ${source} AND coalesce(r.occurred_on, ${asOf}::date) <= ${asOf}::date
      AND r.created_at <= ${cameBefore} AND ${cameAsInvoice}
      AND NOT EXISTS (SELECT FROM ${named} named WHERE named.name = r.id)
      AND EXISTS (SELECT FROM open_credit(ARRAY[r.customer_id]) p WHERE p.source_id = r.id)`;
  await tx.$executeRaw`SET LOCAL enable_nestloop = on`;
  await tx.importOpenItem.deleteMany({ where: { importId } });
}

/** One thing that a file lacks: an invoice, or a piece of credit. */
interface MissingItem {
  customerId: string;
  itemId: string;
}

/** What a file lacks, or a piece of it. */
const itemsOf = (importId: string, piece?: readonly MissingItem[]): Prisma.Sql =>
  piece
    ? Prisma.sql`(
      SELECT n.* FROM unnest(${piece.map(({ customerId }) => customerId)}::text[],
        ${piece.map(({ itemId }) => itemId)}::text[]) AS piece(customer_id, item_id)
      JOIN import_missing_item n ON n.import_id = ${importId} AND n.customer_id = piece.customer_id
        AND n.item_id = piece.item_id)`
    : Prisma.sql`(SELECT * FROM import_missing_item WHERE import_id = ${importId})`;

/** Invoices of it that are open still, of customers that the viewer sees. */
const missingOf = (viewer: Viewer, importId: string, piece?: readonly MissingItem[]) => Prisma.sql`
  ${itemsOf(importId, piece)} m JOIN import ON import.id = m.import_id
  JOIN invoice i ON i.id = m.item_id AND i.status = 'open' AND i.source = import.source
    AND i.issued_on <= import.as_of
  JOIN customer c ON c.id = i.customer_id AND ${customerIsVisible(viewer, 'c')}`;

/** Its pieces of credit that are there still; only what can be credit asks for that of its customer. */
const missingCreditOf = (viewer: Viewer, importId: string, piece?: readonly MissingItem[]) => Prisma.sql`
  (SELECT n.* FROM ${itemsOf(importId, piece)} n
    WHERE EXISTS (SELECT FROM invoice v WHERE v.id = n.item_id AND v.credit > 0)
      OR EXISTS (SELECT FROM related_record r WHERE r.id = n.item_id) OFFSET 0) m
  JOIN customer c ON c.id = m.customer_id AND ${customerIsVisible(viewer, 'c')}
  CROSS JOIN LATERAL (
    SELECT p.currency, p.open AS balance, p.kind FROM open_credit(ARRAY[m.customer_id]) p WHERE p.source_id = m.item_id
  ) k`;

/** Count and sums of the invoices that a file lacks, as far as they are open still. */
export function sumMissing(tx: Tx, viewer: Viewer, importId: string): Promise<OpenSum> {
  return sumOf(tx, Prisma.sql`SELECT i.currency, i.balance FROM ${missingOf(viewer, importId)}`);
}

/** Count and sums of the credit that a file lacks, as far as it is there still. */
export function sumMissingCredit(tx: Tx, viewer: Viewer, importId: string): Promise<OpenSum> {
  return sumOf(tx, Prisma.sql`SELECT k.currency, k.balance FROM ${missingCreditOf(viewer, importId)}`);
}

/** Forgets what is of customers that the viewer does not see any more. */
export async function forgetHidden(tx: Tx, viewer: Viewer, importId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM import_missing_item d USING customer c
    WHERE d.import_id = ${importId} AND c.id = d.customer_id
      AND NOT coalesce(${customerIsVisible(viewer, 'c')}, false)`;
}

/** Whether no customer is hidden from the viewer. */
export const seesAll = (tx: Tx, viewer: Viewer): Promise<boolean> => seesEveryCustomer(tx, viewer);

/** Customers and items of the next piece of what a file lacks, in the order of the locks; empty: all of it is done. */
export async function nextMissing(tx: Tx, importId: string, limit: number): Promise<MissingItem[]> {
  return tx.importMissingItem.findMany({
    where: { importId },
    orderBy: [{ customerId: 'asc' }, { itemId: 'asc' }],
    select: { customerId: true, itemId: true },
    take: limit,
  });
}

const openSchema = z.array(
  z.object({ id: z.string(), customerId: z.string(), currency: z.string(), balance: z.string() }),
);
/** An invoice that is to be closed. */
export type OpenInvoice = z.infer<typeof openSchema>[number];

const creditSchema = z.array(
  z.object({ id: z.string(), customerId: z.string(), kind: z.enum(['invoice', 'credit_note']) }),
);
/** A piece of credit that is to end: what was overpaid of an invoice, or a credit note. */
export type EndingCredit = z.infer<typeof creditSchema>[number];

/** What of a piece is to be closed still, and its credit that is to end; their customers are locked by this transaction. */
export async function readMissing(
  tx: Tx,
  viewer: Viewer,
  { importId, piece }: { importId: string; piece: readonly MissingItem[] },
): Promise<{ open: OpenInvoice[]; credit: EndingCredit[] }> {
  const open = await tx.$queryRaw`
    SELECT i.id, i.customer_id AS "customerId", i.currency, i.balance::text
    FROM ${missingOf(viewer, importId, piece)}
    ORDER BY i.id`;
  const credit = await tx.$queryRaw`
    SELECT m.item_id AS id, m.customer_id AS "customerId", k.kind
    FROM ${missingCreditOf(viewer, importId, piece)}
    ORDER BY m.item_id`;
  return { open: openSchema.parse(open), credit: creditSchema.parse(credit) };
}

/** Pays off invoices of customers that this transaction has locked. */
export async function closeInvoices(
  tx: Tx,
  { invoiceIds, now }: { invoiceIds: readonly string[]; now: number },
): Promise<void> {
  if (invoiceIds.length === 0) return;
  await tx.$executeRaw`
    UPDATE invoice SET status = 'paid', balance = 0, is_disputed = false, dispute_reason = NULL,
      updated_at = ${new Date(now)}
    WHERE id = ANY(${[...invoiceIds]}::text[])`;
}

/** Ends credit of customers that this transaction has locked. */
export async function endCredit(
  tx: Tx,
  { credit, now }: { credit: readonly EndingCredit[]; now: number },
): Promise<void> {
  const idsOf = (kind: EndingCredit['kind']) =>
    credit.filter((each) => each.kind === kind).map(({ id }) => id);
  const at = new Date(now);
  const [invoiceIds, recordIds] = [idsOf('invoice'), idsOf('credit_note')];
  if (invoiceIds.length > 0) {
    await tx.$executeRaw`
      UPDATE invoice SET credit = 0, credit_on = NULL, updated_at = ${at} WHERE id = ANY(${invoiceIds}::text[])`;
  }
  if (recordIds.length > 0) {
    await tx.$executeRaw`
      UPDATE related_record SET status = 'closed', updated_at = ${at} WHERE id = ANY(${recordIds}::text[])`;
  }
}

/** Counts a piece as done. @throws Error when the import is closing no more: whoever still works on it closes nothing */
export async function countClosed(
  tx: Tx,
  importId: string,
  { closed, piece }: { closed: number; piece: readonly MissingItem[] },
): Promise<void> {
  const changed = await tx.$executeRaw`
    UPDATE import SET closed = closed + ${closed} WHERE id = ${importId} AND status = 'closing'`;
  if (changed === 0) throw new Error(`import ${importId} is closing no more`);
  await tx.$executeRaw`
    DELETE FROM import_missing_item d USING ${itemsOf(importId, piece)} m
    WHERE d.import_id = m.import_id AND d.customer_id = m.customer_id AND d.item_id = m.item_id`;
}

/** Forgets what was noted of imports: their closing is over. */
export async function forgetNoted(tx: Tx, importIds: readonly string[]): Promise<void> {
  const of = { where: { importId: { in: [...importIds] } } };
  await tx.importOpenItem.deleteMany(of);
  await tx.importMissingItem.deleteMany(of);
}
