import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { CreditPiece } from '../../../contracts/receivables/credit.ts';
import { CREDIT_KINDS } from '../../../contracts/receivables/kinds.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { dayColumn, moneyColumn } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';

const pieceSchema = z.object({
  kind: z.enum(CREDIT_KINDS),
  sourceId: z.string(),
  reference: z.string().nullable(),
  occurredOn: dayColumn.nullable(),
  currency: z.string(),
  amount: moneyColumn,
  open: moneyColumn,
  key: z.string(),
});

/** Pieces of credit of a customer with something left, newest first; null when the customer is absent or hidden. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { customerId, cursor, limit }: { customerId: string; cursor?: string | undefined; limit: number },
): Promise<Page<CreditPiece> | null> {
  if (!(await canSeeCustomer(db, viewer, customerId))) return null;
  const last = decodeCursor(cursor, z.tuple([z.string(), z.string()]));
  const before = last ? Prisma.sql`(c.day, c.source_id) < (${last[0]}::date, ${last[1]})` : Prisma.sql`TRUE`;
  const rows = await db.$queryRaw`
    SELECT c.kind, c.source_id AS "sourceId", coalesce(p.reference, r.external_id, i.number) AS reference,
      c.occurred_on AS "occurredOn", c.currency, c.amount, c.open, c.day::text AS key
    FROM (SELECT *, coalesce(occurred_on, '-infinity') AS day FROM open_credit(ARRAY[${customerId}])) c
    LEFT JOIN payment p ON c.kind = 'payment' AND p.id = c.source_id
    LEFT JOIN related_record r ON c.kind = 'credit_note' AND r.id = c.source_id
    LEFT JOIN invoice i ON c.kind = 'invoice' AND i.id = c.source_id
    WHERE ${before} ORDER BY c.day DESC, c.source_id DESC LIMIT ${limit + 1}`;
  const page = pageOf(z.array(pieceSchema).parse(rows), limit, (row) => [row.key, row.sourceId]);
  return { ...page, items: page.items.map(({ key: _key, ...row }) => row) };
}

const openSchema = z.array(z.object({ sourceId: z.string(), open: moneyColumn }));

/** What is left of the credit of customers, by the id of the payment, credit note or invoice; of the others nothing. */
export async function openOf(db: Tx, customerIds: readonly string[]): Promise<Map<string, string>> {
  if (customerIds.length === 0) return new Map();
  const rows = await db.$queryRaw`
    SELECT source_id AS "sourceId", open FROM open_credit(${[...new Set(customerIds)]}::text[])`;
  return new Map(openSchema.parse(rows).map(({ sourceId, open }) => [sourceId, open]));
}
