import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Contact, ListContactsQuery } from '../../../contracts/customers/contacts.ts';
import { CONTACT_TYPES } from '../../../contracts/customers/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Contact as Row } from '../generated/client.ts';
import { isoOf, isoOrNull, jsonOf } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';
import type { ComparedPhone } from '../../../domain/customers/compared-phone.ts';

const layerSchema = z.record(z.string(), z.unknown()).nullable();

const shown = ({ phoneKey: _key, phoneRegion: _region, ...row }: Row): Contact => ({
  ...row,
  type: z.enum(CONTACT_TYPES).nullable().parse(row.type),
  synced: layerSchema.parse(row.synced),
  overrides: layerSchema.parse(row.overrides),
  createdAt: isoOf(row.createdAt),
  updatedAt: isoOf(row.updatedAt),
  erasedAt: isoOrNull(row.erasedAt),
});

/** One contact; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, contactId: string): Promise<Contact | null> {
  const row = await db.contact.findUnique({ where: { id: contactId } });
  return row && (await canSeeCustomer(db, viewer, row.customerId)) ? shown(row) : null;
}

/** Contacts of a customer in the order they were made; null when the customer is absent or hidden. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { customerId, ...query }: ListContactsQuery & { customerId: string },
): Promise<Page<Contact> | null> {
  if (!(await canSeeCustomer(db, viewer, customerId))) return null;
  const after = decodeCursor(query.cursor, z.tuple([z.string()]));
  const rows = await db.contact.findMany({
    where: { customerId, isActive: query.isActive, id: after ? { gt: after[0] } : undefined },
    orderBy: { id: 'asc' },
    take: query.limit + 1,
  });
  return pageOf(rows.map(shown), query.limit, (contact) => [contact.id]);
}

/** What is stored of a contact by create and update. */
export type ContactColumns = Omit<Contact, 'id' | 'customerId' | 'createdAt' | 'updatedAt' | 'erasedAt'> &
  ComparedPhone;

/** Inserts a contact; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, synced, overrides, ...contact }: ContactColumns & { id: string; customerId: string; now: number },
): Promise<Contact> {
  const at = new Date(now);
  const data = {
    ...contact,
    synced: jsonOf(synced),
    overrides: jsonOf(overrides),
    createdAt: at,
    updatedAt: at,
  };
  return shown(await tx.contact.create({ data }));
}

/** Changes the given columns of a contact. */
export async function update(
  tx: Tx,
  contactId: string,
  { now, synced: _synced, overrides, ...change }: Partial<ContactColumns> & { now: number },
): Promise<Contact> {
  const data = {
    ...change,
    ...(overrides !== undefined && { overrides: jsonOf(overrides) }),
    updatedAt: new Date(now),
  };
  return shown(await tx.contact.update({ where: { id: contactId }, data }));
}

/** Takes the primary mark from whoever has it at this customer. */
export async function clearPrimary(tx: Tx, customerId: string, now: number): Promise<void> {
  await tx.contact.updateMany({
    where: { customerId, isPrimary: true },
    data: { isPrimary: false, updatedAt: new Date(now) },
  });
}

/** Contacts whose phone was read under another region, or never: `region` is today's, as it is stored. */
export async function findUnread(
  db: Tx,
  { region, limit }: { region: string; limit: number },
): Promise<{ id: string; phone: string }[]> {
  // Ranges, so that the index tells at once that there are none.
  return db.$queryRaw<{ id: string; phone: string }[]>`
    SELECT id, phone FROM contact WHERE phone IS NOT NULL AND phone_region IS DISTINCT FROM ''
      AND (phone_region IS NULL OR phone_region < ${region} OR phone_region > ${region})
    LIMIT ${limit}`;
}

/** Stores what phones are compared by, unless the phone is another one by now. */
export async function setComparedPhones(
  db: Tx,
  read: readonly ({ id: string; phone: string } & ComparedPhone)[],
): Promise<number> {
  return db.$executeRaw`
    UPDATE contact k SET phone_key = i."phoneKey", phone_region = i."phoneRegion"
    FROM jsonb_to_recordset(${JSON.stringify(read)}::jsonb) AS i(id text, phone text, "phoneKey" text, "phoneRegion" text)
    WHERE k.id = i.id AND k.phone = i.phone`;
}
