import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { CONTACT_TYPES } from '../../../contracts/customers/kinds.ts';
import type { ComparedPhone } from '../../../domain/customers/compared-phone.ts';
import type { StoredContact } from '../../../domain/imports/merge-contact.ts';
import type { Tx } from '../client.ts';
import { customerIsVisible } from '../visibility.ts';

/** Customer that rows of a file belong to. */
export interface ImportCustomer {
  id: string;
  externalId: string;
  currency: string;
}

const customerSchema = z.object({ id: z.string(), externalId: z.string(), currency: z.string() });

/** Customers that the viewer may see, by external id. */
export async function readCustomersOf(
  tx: Tx,
  viewer: Viewer,
  externalIds: readonly string[],
): Promise<Map<string, ImportCustomer>> {
  const rows = await tx.$queryRaw`
    SELECT c.id, c.external_id AS "externalId", c.currency FROM customer c
    WHERE c.external_id = ANY(${[...externalIds]}::text[]) AND ${customerIsVisible(viewer, 'c')}`;
  return new Map(
    z
      .array(customerSchema)
      .parse(rows)
      .map((row) => [row.externalId, row]),
  );
}

const values = {
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  title: z.string().nullable(),
  department: z.string().nullable(),
  type: z.enum(CONTACT_TYPES).nullable(),
};
const partialValues = z.object(values).partial();
const contactSchema = z.object({
  ...values,
  id: z.string(),
  customerId: z.string(),
  isPrimary: z.boolean(),
  isActive: z.boolean(),
  source: z.string(),
  externalId: z.string().nullable(),
  synced: partialValues.extend({ isPrimary: z.boolean().optional() }).nullable(),
  overrides: partialValues.nullable(),
});

/** All contacts of customers that the caller was allowed to read, by customer id, oldest first. */
export async function readContacts(
  tx: Tx,
  _viewer: Viewer,
  customerIds: readonly string[],
): Promise<Map<string, StoredContact[]>> {
  const rows = await tx.contact.findMany({
    where: { customerId: { in: [...customerIds] } },
    orderBy: { id: 'asc' },
  });
  const byCustomer = new Map<string, StoredContact[]>();
  for (const row of z.array(contactSchema).parse(rows)) {
    const contacts = byCustomer.get(row.customerId);
    if (contacts) contacts.push(row);
    else byCustomer.set(row.customerId, [row]);
  }
  return byCustomer;
}

/** Takes the primary mark from contacts, shown and synced, so that others of their customers can have it. */
export async function clearPrimary(tx: Tx, contactIds: readonly string[], now: number): Promise<void> {
  if (contactIds.length === 0) return;
  await tx.$executeRaw`
    UPDATE contact SET is_primary = false, updated_at = ${new Date(now)},
      synced = CASE WHEN synced IS NULL THEN NULL ELSE synced || '{"isPrimary": false}' END
    WHERE id = ANY(${[...contactIds]}::text[])`;
}

/** A contact as it is written: with what its phone is compared by. */
export type WrittenContact = StoredContact & ComparedPhone;

/** Inserts contacts in one statement; one that was created meanwhile is left out. @returns how many went in */
export async function insertContacts(
  tx: Tx,
  { contacts, now }: { contacts: readonly WrittenContact[]; now: number },
): Promise<number> {
  if (contacts.length === 0) return 0;
  const at = new Date(now);
  return tx.$executeRaw`
    INSERT INTO contact (id, customer_id, name, email, phone, phone_key, phone_region, title, department, type, is_primary,
      is_active, source, external_id, synced, created_at, updated_at)
    SELECT i.id, i."customerId", i.name, i.email, i.phone, i."phoneKey", i."phoneRegion", i.title, i.department, i.type,
      i."isPrimary", true, i.source, i."externalId", i.synced, ${at}, ${at}
    FROM jsonb_to_recordset(${JSON.stringify(contacts)}::jsonb) AS i(
      id text, "customerId" text, name text, email text, phone text, "phoneKey" text, "phoneRegion" text, title text,
      department text, type text, "isPrimary" boolean, source text, "externalId" text, synced jsonb)
    ON CONFLICT DO NOTHING`;
}

/** Writes the importable columns of contacts whose customers this transaction has locked, in one statement. */
export async function updateContacts(
  tx: Tx,
  { contacts, now }: { contacts: readonly WrittenContact[]; now: number },
): Promise<void> {
  if (contacts.length === 0) return;
  await tx.$executeRaw`
    UPDATE contact c SET name = i.name, email = i.email, phone = i.phone, phone_key = i."phoneKey",
      phone_region = i."phoneRegion", title = i.title, department = i.department, type = i.type, is_primary = i."isPrimary", external_id = i."externalId", synced = i.synced,
      overrides = nullif(i.overrides, 'null'::jsonb), updated_at = ${new Date(now)}
    FROM jsonb_to_recordset(${JSON.stringify(contacts)}::jsonb) AS i(
      id text, name text, email text, phone text, "phoneKey" text, "phoneRegion" text, title text, department text,
      type text, "isPrimary" boolean, "externalId" text, synced jsonb, overrides jsonb)
    WHERE c.id = i.id`;
}
