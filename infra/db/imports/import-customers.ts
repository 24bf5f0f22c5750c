import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { CUSTOMER_STATUSES } from '../../../contracts/customers/kinds.ts';
import type { CustomerValues, StoredCustomer } from '../../../domain/imports/merge-customer.ts';
import type { Tx } from '../client.ts';
import { customerIsVisible } from '../visibility.ts';

/** A customer as an import stores it. */
export type CustomerColumns = CustomerValues & { id: string };

/** Customers that rows mean: by the id in their system, or by ours. */
export interface WantedCustomers {
  externalIds: readonly string[];
  ids: readonly string[];
}

/**
 * Locks customers in the order of their ids (see "Lock order"), before anything of them is read. Unknown ones are left
 * out.
 */
export async function lockCustomers(tx: Tx, { externalIds, ids }: WantedCustomers): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM customer
    WHERE external_id = ANY(${[...externalIds]}::text[]) OR id = ANY(${[...ids]}::text[])
    ORDER BY id FOR NO KEY UPDATE`;
}

const storedSchema = z.object({
  id: z.string(),
  externalId: z.string().nullable(),
  name: z.string(),
  status: z.enum(CUSTOMER_STATUSES),
  currency: z.string(),
  arOwnerId: z.string().nullable(),
  salesOwnerId: z.string().nullable(),
  zone: z.string().nullable(),
  locale: z.string().nullable(),
  score: z.int().nullable(),
  properties: z.record(z.string(), z.unknown()),
  hasInvoices: z.boolean(),
  isVisible: z.boolean(),
});

/** Customers that are wanted, hidden ones included and marked: their ids are taken all the same. */
export async function readCustomers(
  tx: Tx,
  viewer: Viewer,
  { externalIds, ids }: WantedCustomers,
): Promise<StoredCustomer[]> {
  const rows = await tx.$queryRaw`
    SELECT c.id, c.external_id AS "externalId", c.name, c.status, c.currency, c.ar_owner_id AS "arOwnerId",
      c.sales_owner_id AS "salesOwnerId", c.zone, c.locale, c.score, c.properties,
      EXISTS (SELECT 1 FROM invoice i WHERE i.customer_id = c.id) AS "hasInvoices",
      coalesce(${customerIsVisible(viewer, 'c')}, false) AS "isVisible"
    FROM customer c
    WHERE c.external_id = ANY(${[...externalIds]}::text[]) OR c.id = ANY(${[...ids]}::text[])`;
  return z.array(storedSchema).parse(rows);
}

/** Ids of active users by their address in lower case. */
export async function readOwners(tx: Tx, emails: readonly string[]): Promise<Map<string, string>> {
  const users = await tx.user.findMany({
    where: { emailKey: { in: [...new Set(emails)] }, isActive: true },
    select: { id: true, emailKey: true },
  });
  return new Map(users.map((user) => [user.emailKey, user.id]));
}

/** Inserts customers in one statement; one whose external id is taken by now is left out. @returns how many went in */
export async function insertCustomers(
  tx: Tx,
  { customers, source, now }: { customers: readonly CustomerColumns[]; source: string; now: number },
): Promise<number> {
  if (customers.length === 0) return 0;
  const at = new Date(now);
  return tx.$executeRaw`
    INSERT INTO customer (id, name, external_id, status, currency, ar_owner_id, sales_owner_id, zone, locale, score,
      properties, source, ar_version, created_at, updated_at)
    SELECT i.id, i.name, i."externalId", i.status, i.currency, i."arOwnerId", i."salesOwnerId", i.zone, i.locale,
      i.score, i.properties, ${source}, 1, ${at}, ${at}
    FROM jsonb_to_recordset(${JSON.stringify(customers)}::jsonb) AS i(
      id text, name text, "externalId" text, status text, currency text, "arOwnerId" text, "salesOwnerId" text,
      zone text, locale text, score int, properties jsonb)
    ON CONFLICT (external_id) DO NOTHING`;
}

/** Writes all importable columns of customers that this transaction has locked, in one statement. */
export async function updateCustomers(
  tx: Tx,
  { customers, now }: { customers: readonly CustomerColumns[]; now: number },
): Promise<void> {
  if (customers.length === 0) return;
  await tx.$executeRaw`
    UPDATE customer c SET name = i.name, status = i.status, currency = i.currency, ar_owner_id = i."arOwnerId",
      sales_owner_id = i."salesOwnerId", zone = i.zone, locale = i.locale, score = i.score,
      properties = i.properties, updated_at = ${new Date(now)}
    FROM jsonb_to_recordset(${JSON.stringify(customers)}::jsonb) AS i(
      id text, name text, status text, currency text, "arOwnerId" text, "salesOwnerId" text, zone text, locale text,
      score int, properties jsonb)
    WHERE c.id = i.id`;
}
