import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Communication, ListCommunicationsQuery } from '../../../contracts/customers/communications.ts';
import { COMMUNICATION_KINDS, DIRECTIONS } from '../../../contracts/customers/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Communication as Row } from '../generated/client.ts';
import { isoOf, jsonOf } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';

const shown = (row: Row): Communication => ({
  ...row,
  kind: z.enum(COMMUNICATION_KINDS).parse(row.kind),
  direction: z.enum(DIRECTIONS).parse(row.direction),
  data: z.record(z.string(), z.unknown()).nullable().parse(row.data),
  occurredAt: isoOf(row.occurredAt),
  createdAt: isoOf(row.createdAt),
});

/** Communications of a customer by the time they happened; null when the customer is absent or hidden. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { customerId, order, ...query }: ListCommunicationsQuery & { customerId: string },
): Promise<Page<Communication> | null> {
  if (!(await canSeeCustomer(db, viewer, customerId))) return null;
  const from = decodeCursor(query.cursor, z.tuple([z.iso.datetime(), z.string()]));
  const [beyond, direction] = order === 'latest' ? (['lt', 'desc'] as const) : (['gt', 'asc'] as const);
  const at = from && new Date(from[0]);
  const rows = await db.communication.findMany({
    where: {
      customerId,
      kind: query.kind,
      ...(from &&
        at && { OR: [{ occurredAt: { [beyond]: at } }, { occurredAt: at, id: { [beyond]: from[1] } }] }),
    },
    orderBy: [{ occurredAt: direction }, { id: direction }],
    take: query.limit + 1,
  });
  return pageOf(rows.map(shown), query.limit, (each) => [each.occurredAt, each.id]);
}

/** A new entry in the thread of a customer; times in epoch milliseconds. */
export type NewCommunication = Pick<Communication, 'id' | 'customerId' | 'kind' | 'direction'> &
  Partial<Omit<Communication, 'occurredAt' | 'createdAt'>> & { occurredAt: number; now: number };

/** Adds entries to the threads of their customers. */
export async function insertAll(tx: Tx, entries: readonly NewCommunication[]): Promise<void> {
  await tx.communication.createMany({
    data: entries.map(({ now, occurredAt, data, ...entry }) => ({
      ...entry,
      data: jsonOf(data),
      occurredAt: new Date(occurredAt),
      createdAt: new Date(now),
    })),
  });
}

/** One entry; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, communicationId: string): Promise<Communication | null> {
  const row = await db.communication.findUnique({ where: { id: communicationId } });
  return row && (await canSeeCustomer(db, viewer, row.customerId)) ? shown(row) : null;
}

/** Those of the ids that are invoices of a customer: what an entry may name. */
export async function invoiceIdsOf(
  db: Tx,
  _viewer: Viewer,
  { customerId, invoiceIds }: { customerId: string; invoiceIds: readonly string[] },
): Promise<string[]> {
  const rows = await db.invoice.findMany({
    where: { customerId, id: { in: [...invoiceIds] } },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}
