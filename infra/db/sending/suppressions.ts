import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { CHANNELS, SUPPRESSION_REASONS, type Channel } from '../../../contracts/sending/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { ListSuppressionsQuery, Suppression } from '../../../contracts/sending/suppressions.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';
import { suppressionIsVisible } from '../visibility.ts';

const rowSchema = z.object({
  id: z.string(),
  channel: z.enum(CHANNELS),
  address: z.string(),
  reason: z.enum(SUPPRESSION_REASONS),
  note: z.string().nullable(),
  source: z.string(),
  authorId: z.string(),
  createdAt: instantColumn,
  expiresAt: instantColumn.nullable(),
});

const COLUMNS = Prisma.sql`
  s.id, s.channel, s.address, s.reason, s.note, s.source, s.author_id AS "authorId", s.created_at AS "createdAt",
  s.expires_at AS "expiresAt"`;

/** Condition: entry `s` is about this key, or about the hash that is left of it (U5). */
const isAt = (addressKey: string): Prisma.Sql =>
  Prisma.sql`s.address_key IN (${addressKey}, erased_key(${addressKey}))`;

/** Entries of the row named `s` that the viewer may know of. */
const isVisible = (viewer: Viewer): Prisma.Sql =>
  suppressionIsVisible(viewer, {
    channel: Prisma.sql`s.channel`,
    address: Prisma.sql`s.address`,
    addressKey: Prisma.sql`s.address_key`,
    authorId: Prisma.sql`s.author_id`,
    erasedCustomerId: Prisma.sql`s.erased_customer_id`,
  });

/** Suppressed addresses that the viewer may know of, newest first; `addressKey` narrows to one. */
export async function list(
  db: Tx,
  viewer: Viewer,
  query: Omit<ListSuppressionsQuery, 'address'> & { addressKey: string | undefined },
): Promise<Page<Suppression>> {
  const before = decodeCursor(query.cursor, z.tuple([z.string()]));
  const conditions = [isVisible(viewer)];
  if (query.channel) conditions.push(Prisma.sql`s.channel = ${query.channel}`);
  if (query.reason) conditions.push(Prisma.sql`s.reason = ${query.reason}`);
  if (query.addressKey !== undefined) conditions.push(isAt(query.addressKey));
  if (before) conditions.push(Prisma.sql`s.id < ${before[0]}`);
  const rows = await db.$queryRaw`
    SELECT ${COLUMNS} FROM suppression s
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY s.id DESC LIMIT ${query.limit + 1}`;
  return pageOf(z.array(rowSchema).parse(rows), query.limit, (each) => [each.id]);
}

/** An address as it is compared. */
export type AddressKey = Pick<NewSuppression, 'channel' | 'addressKey'>;

/** The address of an entry; null when there is none, or it is hidden. */
export async function addressOf(db: Tx, viewer: Viewer, suppressionId: string): Promise<AddressKey | null> {
  const rows = await db.$queryRaw`
    SELECT s.channel, s.address_key AS "addressKey" FROM suppression s
    WHERE s.id = ${suppressionId} AND ${isVisible(viewer)}`;
  const schema = z.object({ channel: z.enum(CHANNELS), addressKey: z.string() });
  return z.array(schema).parse(rows)[0] ?? null;
}

/** The entry that holds for as long as a new one would. */
async function findFirst(
  db: Tx,
  viewer: Viewer,
  { channel, addressKey, expiresAt }: AddressKey & { expiresAt: number | null },
): Promise<Suppression | null> {
  const until = expiresAt === null ? null : new Date(expiresAt);
  const rows = await db.$queryRaw`
    SELECT ${COLUMNS} FROM suppression s
    WHERE s.channel = ${channel} AND ${isAt(addressKey)} AND ${isVisible(viewer)}
      AND (s.expires_at IS NULL OR s.expires_at >= ${until}::timestamptz) ORDER BY s.id LIMIT 1`;
  return z.array(rowSchema).parse(rows)[0] ?? null;
}

/** A new entry; `now` is epoch milliseconds. */
export interface NewSuppression extends Omit<Suppression, 'createdAt' | 'expiresAt'> {
  addressKey: string;
  /** Null: for good. */
  expiresAt: number | null;
  now: number;
}

/**
 * Adds an entry of the viewer's unless the address is suppressed already for at least as long, as far as the viewer may
 * know; an entry of theirs that ends earlier becomes the new one.
 * @returns the entry, and whether it is new
 */
export async function insertOnce(
  tx: Tx,
  viewer: Viewer,
  { now, ...entry }: NewSuppression,
): Promise<{ suppression: Suppression; isNew: boolean }> {
  const present = await findFirst(tx, viewer, entry);
  if (present) return { suppression: present, isNew: false };
  const { id, channel, addressKey, address, reason, note, source, authorId, expiresAt } = entry;
  const until = expiresAt === null ? null : new Date(expiresAt);
  const count = await tx.$executeRaw`
    INSERT INTO suppression (id, channel, address_key, address, reason, note, source, author_id, created_at, expires_at)
    VALUES (${id}, ${channel}, ${addressKey}, ${address}, ${reason}, ${note}, ${source}, ${authorId}, ${new Date(now)},
      ${until}::timestamptz)
    ON CONFLICT (channel, address_key, author_id) DO UPDATE SET reason = excluded.reason, note = excluded.note,
      source = excluded.source, created_at = excluded.created_at, expires_at = excluded.expires_at
    WHERE suppression.expires_at < coalesce(excluded.expires_at, 'infinity')`;
  const suppression = await findFirst(tx, viewer, entry);
  if (!suppression) throw new Error('an entry is gone that was just added');
  return { suppression, isNew: count > 0 };
}

/** Removes the entries of an address that the viewer may know of. @returns them, and whose an erased address was */
export async function remove(
  tx: Tx,
  viewer: Viewer,
  { channel, addressKey }: AddressKey,
): Promise<(Suppression & { erasedCustomerId: string | null })[]> {
  const rows = await tx.$queryRaw`
    DELETE FROM suppression s
    WHERE s.channel = ${channel} AND ${isAt(addressKey)} AND ${isVisible(viewer)}
    RETURNING ${COLUMNS}, s.erased_customer_id AS "erasedCustomerId"`;
  return z.array(rowSchema.extend({ erasedCustomerId: z.string().nullable() })).parse(rows);
}

/** Customers with a contact at this address; of a forgotten one the key is its hash. */
export async function customersAt(tx: Tx, channel: Channel, addressKey: string): Promise<string[]> {
  const key =
    channel === 'email' ? Prisma.sql`lower(email)` : Prisma.sql`regexp_replace(phone, '[^0-9+]', '', 'g')`;
  const compared = addressKey.startsWith('sha256:') ? Prisma.sql`erased_key(${key})` : key;
  const rows =
    await tx.$queryRaw`SELECT DISTINCT customer_id AS id FROM contact WHERE ${compared} = ${addressKey}`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}
