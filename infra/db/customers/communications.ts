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

/** The facts of a summary, as they are stored. */
const summarySchema = z.array(z.object({ text: z.string() }).loose());

/**
 * The summary of a customer as an entry of its thread (C5), at the moment at which it was worked out; it is stored once,
 * as what is known of the customer, and shares the end of its id.
 */
async function findSummary(db: Tx, customerId: string): Promise<Communication | null> {
  const row = await db.insight.findUnique({ where: { customerId } });
  if (!row) return null;
  const items = summarySchema.parse(row.summary);
  const at = isoOf(row.computedAt);
  const nothing = { contactId: null, outcome: null, authorId: null, enrollmentId: null } as const;
  return {
    ...nothing,
    id: `com_${customerId.slice(customerId.indexOf('_') + 1)}`,
    customerId,
    kind: 'summary',
    direction: 'internal',
    occurredAt: at,
    subject: 'Summary',
    content: items.map(({ text }) => text).join('\n'),
    stepExecutionId: null,
    messageId: null,
    mailId: null,
    data: { items },
    createdAt: at,
  };
}

/** Communications of a customer by the time they happened, its summary among them; null when the customer is absent or hidden. */
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
  const summary =
    query.kind === undefined || query.kind === 'summary' ? await findSummary(db, customerId) : null;
  const sign = order === 'latest' ? -1 : 1;
  const compare = (a: readonly string[], b: readonly string[]) =>
    sign * (a[0]! < b[0]! || (a[0] === b[0] && a[1]! < b[1]!) ? -1 : 1);
  const placeOf = (each: Communication) => [each.occurredAt, each.id];
  const isBeyond = summary !== null && (!from || compare(placeOf(summary), from) > 0);
  const entries = [...rows.map(shown), ...(isBeyond ? [summary] : [])].sort((a, b) =>
    compare(placeOf(a), placeOf(b)),
  );
  return pageOf(entries.slice(0, query.limit + 1), query.limit, placeOf);
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
