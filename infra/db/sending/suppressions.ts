import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { CHANNELS, SUPPRESSION_REASONS, type Channel } from '../../../contracts/sending/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { ListSuppressionsQuery, Suppression } from '../../../contracts/sending/suppressions.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Suppression as Row } from '../generated/client.ts';
import { isoOf } from '../rows.ts';

const shown = ({ addressKey: _addressKey, ...row }: Row): Suppression => ({
  ...row,
  channel: z.enum(CHANNELS).parse(row.channel),
  reason: z.enum(SUPPRESSION_REASONS).parse(row.reason),
  createdAt: isoOf(row.createdAt),
});

/** Suppressed addresses, newest first; `addressKey` narrows to one. */
export async function list(
  db: Tx,
  _viewer: Viewer,
  query: Omit<ListSuppressionsQuery, 'address'> & { addressKey: string | undefined },
): Promise<Page<Suppression>> {
  const before = decodeCursor(query.cursor, z.tuple([z.string()]));
  const rows = await db.suppression.findMany({
    where: {
      channel: query.channel,
      reason: query.reason,
      addressKey: query.addressKey,
      id: before ? { lt: before[0] } : undefined,
    },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  return pageOf(rows.map(shown), query.limit, (each) => [each.id]);
}

/** One entry by its id; null when there is none. */
export async function find(db: Tx, _viewer: Viewer, suppressionId: string): Promise<Suppression | null> {
  const row = await db.suppression.findUnique({ where: { id: suppressionId } });
  return row && shown(row);
}

/** A new entry; `now` is epoch milliseconds. */
export interface NewSuppression extends Omit<Suppression, 'createdAt'> {
  addressKey: string;
  now: number;
}

/** Adds an entry unless the address is suppressed already. @returns the entry, and whether it is new */
export async function insertOnce(
  tx: Tx,
  { now, ...entry }: NewSuppression,
): Promise<{ suppression: Suppression; isNew: boolean }> {
  const { count } = await tx.suppression.createMany({
    data: { ...entry, createdAt: new Date(now) },
    skipDuplicates: true,
  });
  const { channel, addressKey } = entry;
  const row = await tx.suppression.findUniqueOrThrow({
    where: { channel_addressKey: { channel, addressKey } },
  });
  return { suppression: shown(row), isNew: count > 0 };
}

/** Removes an entry; nothing when it is gone already. */
export async function remove(tx: Tx, suppressionId: string): Promise<void> {
  await tx.suppression.deleteMany({ where: { id: suppressionId } });
}

/** Customers with a contact at this address. */
export async function customersAt(tx: Tx, channel: Channel, addressKey: string): Promise<string[]> {
  const rows =
    channel === 'email'
      ? await tx.$queryRaw`SELECT DISTINCT customer_id AS id FROM contact WHERE lower(email) = ${addressKey}`
      : await tx.$queryRaw`
          SELECT DISTINCT customer_id AS id FROM contact WHERE regexp_replace(phone, '[^0-9+]', '', 'g') = ${addressKey}`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}
