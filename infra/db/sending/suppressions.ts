import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { CHANNELS, type Channel } from '../../../contracts/sending/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { ListSuppressionsQuery, Suppression } from '../../../contracts/sending/suppressions.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { comparedPhoneOf, suppressionIsVisible } from '../visibility.ts';
import { SUPPRESSION_COLUMNS, suppressionRowSchema } from './suppression-rows.ts';

/** Condition: entry `s` is about one of these keys, or about the hash that is left of one (U5). */
const isAt = (keys: readonly string[]): Prisma.Sql =>
  Prisma.sql`s.address_key IN (SELECT unnest(ARRAY[key, erased_key(key)]) FROM unnest(${[...keys]}::text[]) AS k(key))`;

/** Entries of the row named `s` that the viewer may know of. */
const isVisible = (viewer: Viewer): Prisma.Sql =>
  suppressionIsVisible(viewer, {
    channel: Prisma.sql`s.channel`,
    address: Prisma.sql`s.address`,
    addressKey: Prisma.sql`s.address_key`,
    authorId: Prisma.sql`s.author_id`,
    erasedCustomerId: Prisma.sql`s.erased_customer_id`,
  });

/** Suppressed addresses that the viewer may know of, newest first; `addressKeys` narrows to those of one. */
export async function list(
  db: Tx,
  viewer: Viewer,
  query: Omit<ListSuppressionsQuery, 'address'> & { addressKeys: readonly string[] | undefined },
): Promise<Page<Suppression>> {
  const before = decodeCursor(query.cursor, z.tuple([z.string()]));
  const conditions = [isVisible(viewer)];
  if (query.channel) conditions.push(Prisma.sql`s.channel = ${query.channel}`);
  if (query.reason) conditions.push(Prisma.sql`s.reason = ${query.reason}`);
  if (query.addressKeys !== undefined) conditions.push(isAt(query.addressKeys));
  if (before) conditions.push(Prisma.sql`s.id < ${before[0]}`);
  const rows = await db.$queryRaw`
    SELECT ${SUPPRESSION_COLUMNS} FROM suppression s
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY s.id DESC LIMIT ${query.limit + 1}`;
  return pageOf(z.array(suppressionRowSchema).parse(rows), query.limit, (each) => [each.id]);
}

/** An address by all the keys that it may be compared by, the one of today's rule first. */
export interface ComparedAddress {
  channel: Channel;
  addressKeys: readonly string[];
}

/** The address of an entry, as given and by its key; null when there is none, or it is hidden. */
export async function addressOf(
  db: Tx,
  viewer: Viewer,
  suppressionId: string,
): Promise<Pick<NewSuppression, 'channel' | 'address' | 'addressKey'> | null> {
  const rows = await db.$queryRaw`
    SELECT s.channel, s.address, s.address_key AS "addressKey" FROM suppression s
    WHERE s.id = ${suppressionId} AND ${isVisible(viewer)}`;
  const schema = z.object({ channel: z.enum(CHANNELS), address: z.string(), addressKey: z.string() });
  return z.array(schema).parse(rows)[0] ?? null;
}

/** The entry that holds for as long as a new one would. */
async function findFirst(
  db: Tx,
  viewer: Viewer,
  { channel, addressKeys, expiresAt }: ComparedAddress & { expiresAt: number | null },
): Promise<Suppression | null> {
  const until = expiresAt === null ? null : new Date(expiresAt);
  const rows = await db.$queryRaw`
    SELECT ${SUPPRESSION_COLUMNS} FROM suppression s
    WHERE s.channel = ${channel} AND ${isAt(addressKeys)} AND ${isVisible(viewer)}
      AND (s.expires_at IS NULL OR s.expires_at >= ${until}::timestamptz) ORDER BY s.id LIMIT 1`;
  return z.array(suppressionRowSchema).parse(rows)[0] ?? null;
}

/** A new entry; `now` is epoch milliseconds. */
export interface NewSuppression extends Omit<Suppression, 'createdAt' | 'expiresAt'> {
  addressKey: string;
  /** {@link ComparedAddress.addressKeys} */
  addressKeys: readonly string[];
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
  { channel, addressKeys }: ComparedAddress,
): Promise<(Suppression & { erasedCustomerId: string | null })[]> {
  const rows = await tx.$queryRaw`
    DELETE FROM suppression s
    WHERE s.channel = ${channel} AND ${isAt(addressKeys)} AND ${isVisible(viewer)}
    RETURNING ${SUPPRESSION_COLUMNS}, s.erased_customer_id AS "erasedCustomerId"`;
  return z.array(suppressionRowSchema.extend({ erasedCustomerId: z.string().nullable() })).parse(rows);
}

/**
 * Customers with a contact at this address, and those to whom something is on its way there that a person has addressed to it;
 * of a forgotten one the keys are hashes.
 */
export async function customersAt(tx: Tx, { channel, addressKeys }: ComparedAddress): Promise<string[]> {
  const key = channel === 'email' ? Prisma.sql`lower(k.email)` : comparedPhoneOf('k');
  const isHash = addressKeys.some((each) => each.startsWith('sha256:'));
  const compared = isHash ? Prisma.sql`erased_key(${key})` : key;
  const rows = await tx.$queryRaw`
    SELECT k.customer_id AS id FROM contact k WHERE ${compared} = ANY(${[...addressKeys]}::text[])
    UNION
    SELECT m.customer_id FROM message m JOIN message_recipient r ON r.message_id = m.id
    WHERE m.customer_id IS NOT NULL AND m.status = 'claimed' AND m.settled_at IS NULL AND m.channel = ${channel}
      AND lower(r.address) = ANY(${[...addressKeys]}::text[])`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}

/** Suppressed numbers, behind an id; of forgotten ones only hashes are left. */
export async function listNumbers(
  db: Tx,
  { after, limit }: { after: string; limit: number },
): Promise<{ id: string; address: string; addressKey: string }[]> {
  return db.$queryRaw<{ id: string; address: string; addressKey: string }[]>`
    SELECT id, address, address_key AS "addressKey" FROM suppression
    WHERE channel = 'sms' AND address_key NOT LIKE 'sha256:%' AND id > ${after} ORDER BY id LIMIT ${limit}`;
}

/** Compares a number by another key; an entry of the same author under that key is the same one. */
export async function setKey(
  db: Tx,
  { id, addressKey, before }: { id: string; addressKey: string; before: string },
): Promise<void> {
  await db.$executeRaw`
    UPDATE suppression s SET address_key = ${addressKey} WHERE s.id = ${id} AND s.address_key = ${before}
      AND NOT EXISTS (SELECT FROM suppression o
        WHERE o.channel = s.channel AND o.address_key = ${addressKey} AND o.author_id = s.author_id)`;
}
