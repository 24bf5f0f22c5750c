import { z } from 'zod';
import { CONTACT_TYPES, type ContactType } from '../../../contracts/customers/kinds.ts';
import { ERASED } from '../../../domain/erased.ts';
import type { ErasureTerms } from '../../../domain/erasure-terms.ts';
import { phoneKey } from '../../../domain/customers/phone-number.ts';
import { personKeys } from '../../../domain/customers/person-keys.ts';
import type { Tx } from '../client.ts';

/** A person as they are to be forgotten: the contacts of one customer that are they, and everything they were called. */
export interface PersonToForget {
  customerId: string;
  contactIds: string[];
  terms: ErasureTerms;
  /** Terms that somebody else has too: another contact, one of our own people, a mailbox, the customer as its name. */
  shared: ErasureTerms;
  /** Contacts of other customers with the same address. */
  alsoAt: { contactId: string; customerId: string }[];
  /** By what a file or a sync would bring them back. */
  keys: { key: string; isAddress: boolean }[];
}

const valuesSchema = z.object({
  name: z.string().nullish().catch(null),
  email: z.string().nullish().catch(null),
  phone: z.string().nullish().catch(null),
  /** Of the row itself: the number as messages go to it. */
  phone_key: z.string().nullish().catch(null),
});
const rowSchema = z.object({
  id: z.string(),
  source: z.string(),
  externalId: z.string().nullable(),
  values: z.array(valuesSchema.nullable()),
});

/** Reads who it is; the customer is locked. Contacts of the same customer with the same address are the same person. */
export async function readPerson(tx: Tx, contactId: string): Promise<PersonToForget> {
  const rows = z.array(rowSchema).parse(
    await tx.$queryRaw`
      SELECT k.id, k.source, k.external_id AS "externalId",
        jsonb_build_array(to_jsonb(k), k.synced, k.overrides)
          || coalesce((SELECT jsonb_agg(a.before) || jsonb_agg(a.after) FROM audit a
            WHERE a.entity = 'contact' AND a.entity_id = k.id), '[]'::jsonb) AS values
      FROM contact k JOIN contact asked ON asked.id = ${contactId} AND asked.customer_id = k.customer_id
      WHERE k.id = asked.id OR lower(k.email) = lower(asked.email) ORDER BY k.id`,
  );
  const { customerId } = await tx.contact.findUniqueOrThrow({
    where: { id: contactId },
    select: { customerId: true },
  });
  const said = (member: keyof z.infer<typeof valuesSchema>): string[] => [
    ...new Set(
      rows.flatMap(({ values }) => values.flatMap((each) => each?.[member] ?? [])).filter(isSomething),
    ),
  ];
  const phones = said('phone');
  const terms = {
    names: said('name'),
    emails: said('email'),
    phones: [...new Set([...phones, ...said('phone_key'), ...(await numbersOf(tx, phones))])],
  };
  const contactIds = rows.map(({ id }) => id);
  const others = await readOthers(tx, { customerId, contactIds, terms });
  return { customerId, contactIds, terms, ...others, keys: keysOf(rows, terms) };
}

/** Numbers as sms went to them, also those that the person had before: national ones are read with the default region. */
async function numbersOf(tx: Tx, phones: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ region: string | null }[]>`
    SELECT settings->>'defaultRegion' AS region FROM organisation LIMIT 1`;
  return phones.map((phone) => phoneKey(phone, rows[0]?.region ?? null)).filter((key) => key.startsWith('+'));
}

const isSomething = (text: string): boolean => text !== '' && text !== ERASED;

function keysOf(
  rows: readonly z.infer<typeof rowSchema>[],
  { emails, names }: ErasureTerms,
): PersonToForget['keys'] {
  return [
    ...emails.map((email) => ({ key: personKeys.address(email), isAddress: true })),
    ...names.map((name) => ({ key: personKeys.name(name), isAddress: false })),
    ...rows.flatMap(({ externalId }) =>
      externalId === null ? [] : [{ key: personKeys.externalId(externalId), isAddress: false }],
    ),
  ];
}

interface Asked {
  customerId: string;
  contactIds: readonly string[];
  terms: ErasureTerms;
}

async function readOthers(
  tx: Tx,
  { customerId, contactIds, terms }: Asked,
): Promise<Pick<PersonToForget, 'shared' | 'alsoAt'>> {
  const emails = terms.emails.map((each) => each.toLowerCase());
  const phones = terms.phones.map((each) => each.replace(/\D/g, ''));
  const names = terms.names.map((each) => each.toLowerCase());
  const rows = await tx.$queryRaw<
    { id: string; customerId: string; email: string | null; phones: string[]; name: string | null }[]
  >`
    SELECT k.id, k.customer_id AS "customerId", lower(k.email) AS email, lower(k.name) AS name,
      array_remove(ARRAY[regexp_replace(k.phone, '[^0-9]', '', 'g'), ltrim(k.phone_key, '+')], NULL) AS phones
    FROM contact k
    WHERE k.id <> ALL(${[...contactIds]}::text[]) AND (
      lower(k.email) = ANY(${emails}::text[]) OR regexp_replace(k.phone, '[^0-9]', '', 'g') = ANY(${phones}::text[])
      OR ltrim(k.phone_key, '+') = ANY(${phones}::text[])
      OR (k.customer_id = ${customerId} AND lower(k.name) = ANY(${names}::text[])))
    ORDER BY k.id`;
  const ours = await tx.$queryRaw<{ email: string }[]>`
    SELECT lower(email) AS email FROM app_user WHERE lower(email) = ANY(${emails}::text[])
    UNION SELECT lower(from_address) FROM mailbox WHERE lower(from_address) = ANY(${emails}::text[])`;
  const customer = await tx.customer.findUniqueOrThrow({
    where: { id: customerId },
    select: { name: true },
  });
  const hasEmail = rows.filter(({ email }) => email !== null && emails.includes(email));
  const digits = new Set(rows.flatMap((row) => row.phones));
  return {
    shared: {
      emails: [...hasEmail.map(({ email }) => email!), ...ours.map(({ email }) => email)],
      phones: terms.phones.filter((phone) => digits.has(phone.replace(/\D/g, ''))),
      names: [
        customer.name,
        ...rows.flatMap((row) => (row.customerId === customerId && row.name !== null ? [row.name] : [])),
      ],
    },
    alsoAt: hasEmail.map((row) => ({ contactId: row.id, customerId: row.customerId })),
  };
}

/** Active contacts of a customer, as messages choose from them. */
export async function activeOf(
  tx: Tx,
  customerId: string,
): Promise<
  {
    contactId: string;
    name: string | null;
    email: string | null;
    phone: string | null;
    title: string | null;
    type: ContactType | null;
    isPrimary: boolean;
  }[]
> {
  const rows = await tx.contact.findMany({
    where: { customerId, isActive: true },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id, name, email, phone, title, type, isPrimary }) => ({
    contactId: id,
    name,
    email,
    phone,
    title,
    type: z.enum(CONTACT_TYPES).nullable().parse(type),
    isPrimary,
  }));
}

/** Empties the rows; they go on standing for whoever it was. @returns how many were not empty before */
export async function emptyContacts(
  tx: Tx,
  { contactIds, now }: { contactIds: readonly string[]; now: number },
): Promise<number> {
  const at = new Date(now);
  return tx.$executeRaw`
    UPDATE contact SET name = ${ERASED}, email = NULL, phone = NULL, phone_key = NULL, phone_region = NULL, title = NULL, department = NULL,
      is_primary = false, is_active = false, external_id = NULL, synced = NULL, overrides = NULL, updated_at = ${at},
      erased_at = ${at}
    WHERE id = ANY(${[...contactIds]}::text[]) AND erased_at IS NULL`;
}

/** Empties what the audit log says of the contacts. */
export async function emptyContactAudits(tx: Tx, contactIds: readonly string[]): Promise<number> {
  return tx.$executeRaw`
    UPDATE audit SET before = erase_members(before, ${VALUES}::text[]), after = erase_members(after, ${VALUES}::text[])
    WHERE entity = 'contact' AND entity_id = ANY(${[...contactIds]}::text[])
      AND (erase_members(before, ${VALUES}::text[]) IS DISTINCT FROM before
        OR erase_members(after, ${VALUES}::text[]) IS DISTINCT FROM after)`;
}

const VALUES = ['name', 'email', 'phone', 'title', 'department', 'externalId', 'synced', 'overrides'];

/** Replaces the words of communications with the contacts, and of those about these messages. @returns their ids */
export async function emptyCommunications(
  tx: Tx,
  input: {
    customerId: string;
    contactIds: readonly string[];
    messageIds: readonly string[];
    mailIds: readonly string[];
  },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string; isNew: boolean }[]>`
    WITH about AS (
      SELECT id, coalesce(subject, ${ERASED}) <> ${ERASED} OR coalesce(content, ${ERASED}) <> ${ERASED} AS is_new
      FROM communication
      WHERE customer_id = ${input.customerId} AND (contact_id = ANY(${[...input.contactIds]}::text[])
        OR message_id = ANY(${[...input.messageIds]}::text[])
        OR mail_id = ANY(${[...input.mailIds]}::text[]))),
    emptied AS (
      UPDATE communication c SET subject = CASE WHEN c.subject IS NOT NULL THEN ${ERASED} END,
        content = CASE WHEN c.content IS NOT NULL THEN ${ERASED} END
      FROM about WHERE c.id = about.id AND about.is_new)
    SELECT id, is_new AS "isNew" FROM about ORDER BY id`;
  return rows.map(({ id }) => id);
}

/** Keeps by what they would be known again. */
export async function keepKeys(
  tx: Tx,
  input: { customerId: string; erasureId: string; keys: PersonToForget['keys']; now: number },
): Promise<void> {
  const { customerId, erasureId, now } = input;
  const createdAt = new Date(now);
  await tx.erasedKey.createMany({
    data: input.keys.map((each) => ({ ...each, customerId, erasureId, createdAt })),
    skipDuplicates: true,
  });
}

/** Which of these keys belong to somebody who was forgotten, and at which customers; addresses at any. */
export async function findKeys(
  db: Tx,
  keys: readonly string[],
): Promise<{ customerId: string; key: string; isAddress: boolean }[]> {
  if (keys.length === 0) return [];
  return db.erasedKey.findMany({
    where: { key: { in: [...new Set(keys)] } },
    select: { customerId: true, key: true, isAddress: true },
  });
}

/** Whether an address is that of somebody who was forgotten, and nobody has it again. */
export async function isForgotten(db: Tx, address: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM erased_key e WHERE e.key = ${personKeys.address(address)}
      AND NOT EXISTS (SELECT 1 FROM contact k WHERE lower(k.email) = lower(${address})) LIMIT 1`;
  return rows.length > 0;
}
