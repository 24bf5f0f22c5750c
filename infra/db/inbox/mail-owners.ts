import type { NamedInvoice } from '../../../domain/inbox/name-invoices.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** A contact of a customer, by the address asked for. */
export interface AddressOwner {
  address: string;
  customerId: string;
  /** Null: no contact has the address any more, and the customer was written to at it. */
  contactId: string | null;
}

/** Addresses of our own people and mailboxes, lower case: who writes from one is none of a customer's (M5). */
export async function ownAddresses(db: Tx): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ address: string }[]>`
    SELECT email_key AS address FROM app_user
    UNION SELECT lower(from_address) FROM mailbox UNION SELECT lower(reply_to) FROM mailbox WHERE reply_to IS NOT NULL
    UNION SELECT lower(unsubscribe_address) FROM mailbox WHERE unsubscribe_address IS NOT NULL
    UNION SELECT lower(a) FROM mailbox, unnest(aliases) a
    UNION SELECT lower(from_address) FROM mailbox_user WHERE from_address IS NOT NULL`;
  return new Set(rows.map(({ address }) => address));
}

/** The domain that our mails leave from, by mailbox. */
export async function domainOf(db: Tx, mailboxId: string): Promise<string> {
  const { fromAddress } = await db.mailbox.findUniqueOrThrow({
    where: { id: mailboxId },
    select: { fromAddress: true },
  });
  return fromAddress.slice(fromAddress.lastIndexOf('@') + 1).toLowerCase();
}

/** Every customer with a contact at one of the addresses (lower case), once an address, its best contact there. */
export async function contactsAt(db: Tx, addresses: readonly string[]): Promise<AddressOwner[]> {
  if (addresses.length === 0) return [];
  return db.$queryRaw<AddressOwner[]>`
    SELECT DISTINCT ON (lower(k.email), k.customer_id)
      lower(k.email) AS address, k.customer_id AS "customerId", k.id AS "contactId"
    FROM contact k WHERE lower(k.email) = ANY(${[...addresses]}::text[])
    ORDER BY lower(k.email), k.customer_id, k.is_active DESC, k.is_primary DESC, k.id`;
}

/** Every customer whose mails went to one of the addresses (lower case), though no contact has it any more. */
export async function writtenTo(db: Tx, addresses: readonly string[]): Promise<AddressOwner[]> {
  if (addresses.length === 0) return [];
  return db.$queryRaw<AddressOwner[]>`
    SELECT DISTINCT r.address, m.customer_id AS "customerId", NULL AS "contactId"
    FROM message_recipient r JOIN message m ON m.id = r.message_id
    WHERE r.address = ANY(${[...addresses]}::text[]) AND r.kind = 'to' AND m.customer_id IS NOT NULL`;
}

/** The customer of a message of ours, its contact, and what its copies were addressed to. */
export async function ofMessage(
  db: Tx,
  messageId: string,
): Promise<{ customerId: string | null; contactId: string | null; enrollmentId: string | null } | null> {
  return db.message.findUnique({
    where: { id: messageId },
    select: { customerId: true, contactId: true, enrollmentId: true },
  });
}

/** Customers in whose threads mails with these Message-IDs stand, the first id before the others. */
export async function ofThread(db: Tx, headerIds: readonly string[]): Promise<string[]> {
  if (headerIds.length === 0) return [];
  const rows = await db.$queryRaw<{ customerId: string }[]>`
    SELECT DISTINCT c.customer_id AS "customerId" FROM mail l JOIN mail_customer c ON c.mail_id = l.id
    WHERE l.header_id = ANY(${[...headerIds]}::text[]) ORDER BY 1`;
  return rows.map(({ customerId }) => customerId);
}

/** Which of these addresses (lower case) somebody we know has, and which of these Message-IDs are known here. */
export async function findKnown(
  db: Tx,
  { addresses, headerIds }: { addresses: readonly string[]; headerIds: readonly string[] },
): Promise<{ addresses: Set<string>; headerIds: Set<string> }> {
  const rows = await db.$queryRaw<{ what: 'address' | 'id'; value: string }[]>`
    SELECT 'address' AS what, lower(k.email) AS value FROM contact k
      WHERE lower(k.email) = ANY(${[...addresses]}::text[])
    UNION SELECT 'address', r.address FROM message_recipient r WHERE r.address = ANY(${[...addresses]}::text[])
    UNION SELECT 'id', m.header_id FROM message m WHERE m.header_id = ANY(${[...headerIds]}::text[])
    UNION SELECT 'id', l.header_id FROM mail l WHERE l.header_id = ANY(${[...headerIds]}::text[])`;
  const of = (what: 'address' | 'id'): Set<string> =>
    new Set(rows.filter((row) => row.what === what).map(({ value }) => value));
  return { addresses: of('address'), headerIds: of('id') };
}

/** `comparedNumber` as the database has it, near enough for a first choice. */
const compared = Prisma.sql`translate(lower(normalize(i.number, NFKC)), '‐‑‒–—―−', '-------')`;

/** Invoices of customers whose numbers stand somewhere in a text, which was made comparable; as a word or not. */
export async function invoicesIn(
  db: Tx,
  { customerIds, text }: { customerIds: readonly string[]; text: string },
): Promise<(NamedInvoice & { customerId: string })[]> {
  if (customerIds.length === 0 || text === '') return [];
  return db.$queryRaw`
    SELECT i.id AS "invoiceId", i.customer_id AS "customerId", i.number FROM invoice i
    WHERE i.customer_id = ANY(${[...customerIds]}::text[]) AND strpos(${text}, ${compared}) > 0 ORDER BY i.id`;
}
