import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { decimalsOf } from '../../../contracts/currencies.ts';
import type { OpenSum } from '../../../contracts/imports/open-items.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
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

/** Notes invoices that a chunk of a file names; `line` is the first of the chunk. */
export async function noteNamed(
  tx: Tx,
  importId: string,
  { line, invoiceIds }: { line: number; invoiceIds: readonly string[] },
): Promise<void> {
  if (invoiceIds.length === 0) return;
  await tx.importOpenItem.create({ data: { importId, line, invoiceIds: [...invoiceIds] } });
}

/**
 * Notes what is open of the source and was not named by the file. What came in after the import was begun is none of it.
 * `createdBy` is epoch milliseconds.
 */
export async function noteMissing(
  tx: Tx,
  viewer: Viewer,
  { importId, createdBy, ...of }: OfSource & { importId: string; createdBy: number },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO import_missing_invoice (import_id, customer_id, invoice_id)
    SELECT ${importId}, i.customer_id, i.id FROM ${openOf(viewer, of)} AND i.created_at <= ${new Date(createdBy)}
      AND NOT EXISTS (
        SELECT FROM (SELECT unnest(n.invoice_ids) AS id FROM import_open_item n WHERE n.import_id = ${importId}) named
        WHERE named.id = i.id)`;
  await tx.importOpenItem.deleteMany({ where: { importId } });
}

/** Those that a file lacks and that are open still, of customers that the viewer sees. */
const missingOf = (viewer: Viewer, importId: string) => Prisma.sql`
  import_missing_invoice m JOIN import ON import.id = m.import_id
  JOIN invoice i ON i.id = m.invoice_id AND i.status = 'open' AND i.source = import.source
    AND i.issued_on <= import.as_of
  JOIN customer c ON c.id = i.customer_id AND ${customerIsVisible(viewer, 'c')}
  WHERE m.import_id = ${importId}`;

/** Count and sums of what a file lacks, as far as it is open still. */
export function sumMissing(tx: Tx, viewer: Viewer, importId: string): Promise<OpenSum> {
  return sumOf(tx, Prisma.sql`SELECT i.currency, i.balance FROM ${missingOf(viewer, importId)}`);
}

/** Forgets what is open no more, and what the viewer does not see any more. */
export async function keepMissing(tx: Tx, viewer: Viewer, importId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM import_missing_invoice d WHERE d.import_id = ${importId}
      AND NOT EXISTS (SELECT FROM ${missingOf(viewer, importId)} AND m.invoice_id = d.invoice_id)`;
}

/** Whether no customer is hidden from the viewer. */
export const seesAll = (tx: Tx, viewer: Viewer): Promise<boolean> => seesEveryCustomer(tx, viewer);

/** Customers and invoices of the next piece of what a file lacks, in the order of the locks; empty: all of it is done. */
export async function nextMissing(
  tx: Tx,
  importId: string,
  limit: number,
): Promise<{ customerId: string; invoiceId: string }[]> {
  return tx.importMissingInvoice.findMany({
    where: { importId },
    orderBy: [{ customerId: 'asc' }, { invoiceId: 'asc' }],
    select: { customerId: true, invoiceId: true },
    take: limit,
  });
}

const openSchema = z.array(
  z.object({ id: z.string(), customerId: z.string(), currency: z.string(), balance: z.string() }),
);
/** An invoice that is to be closed. */
export type OpenInvoice = z.infer<typeof openSchema>[number];

/** Those of a piece that are to be closed still; their customers are locked by this transaction. */
export async function readMissing(
  tx: Tx,
  viewer: Viewer,
  { importId, invoiceIds }: { importId: string; invoiceIds: readonly string[] },
): Promise<OpenInvoice[]> {
  const rows = await tx.$queryRaw`
    SELECT i.id, i.customer_id AS "customerId", i.currency, i.balance::text
    FROM ${missingOf(viewer, importId)} AND i.id = ANY(${[...invoiceIds]}::text[])
    ORDER BY i.id`;
  return openSchema.parse(rows);
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

/** Counts a piece as done. @throws Error when the import is closing no more: whoever still works on it closes nothing */
export async function countClosed(
  tx: Tx,
  importId: string,
  { closed, invoiceIds }: { closed: number; invoiceIds: readonly string[] },
): Promise<void> {
  const changed = await tx.$executeRaw`
    UPDATE import SET closed = closed + ${closed} WHERE id = ${importId} AND status = 'closing'`;
  if (changed === 0) throw new Error(`import ${importId} is closing no more`);
  await tx.importMissingInvoice.deleteMany({ where: { importId, invoiceId: { in: [...invoiceIds] } } });
}

/** Forgets what was noted of imports: their closing is over. */
export async function forgetNoted(tx: Tx, importIds: readonly string[]): Promise<void> {
  const of = { where: { importId: { in: [...importIds] } } };
  await tx.importOpenItem.deleteMany(of);
  await tx.importMissingInvoice.deleteMany(of);
}
