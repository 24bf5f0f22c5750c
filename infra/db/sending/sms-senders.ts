import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Page } from '../../../contracts/paging.ts';
import { SMS_SENDER_STATUSES } from '../../../contracts/sending/kinds.ts';
import type { ListSmsSendersQuery, SmsSender } from '../../../contracts/sending/sms-senders.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { SmsSender as Row } from '../generated/client.ts';
import { isoOf, isoOrNull } from '../rows.ts';

const shown = (row: Row): SmsSender => ({
  id: row.id,
  name: row.name,
  number: row.number,
  zone: row.zone,
  dailyCap: row.dailyCap,
  languages: row.languages,
  status: z.enum(SMS_SENDER_STATUSES).parse(row.status),
  statusReason: row.statusReason,
  statusAt: isoOrNull(row.statusAt),
  retiredAt: isoOrNull(row.retiredAt),
  successorId: row.successorId,
  version: row.version,
  createdAt: isoOf(row.createdAt),
  updatedAt: isoOf(row.updatedAt),
});

/** One sender; null when there is none. */
export async function find(db: Tx, _viewer: Viewer, smsSenderId: string): Promise<SmsSender | null> {
  const row = await db.smsSender.findUnique({ where: { id: smsSenderId } });
  return row && shown(row);
}

/** Senders in the order they were made. */
export async function list(db: Tx, _viewer: Viewer, query: ListSmsSendersQuery): Promise<Page<SmsSender>> {
  const after = decodeCursor(query.cursor, z.tuple([z.string()]));
  const rows = await db.smsSender.findMany({
    where: { id: after ? { gt: after[0] } : undefined },
    orderBy: { id: 'asc' },
    take: query.limit + 1,
  });
  return pageOf(rows.map(shown), query.limit, (sender) => [sender.id]);
}

/** Columns of a sender that people set. */
export interface SmsSenderColumns {
  name: string;
  number: string;
  zone: string;
  dailyCap: number | null;
  languages: string[];
}

/** What of a name and a number another sender has already. */
export async function findTaken(
  db: Tx,
  { name, number }: Partial<Pick<SmsSenderColumns, 'name' | 'number'>>,
  exceptId: string | null,
): Promise<('name' | 'number')[]> {
  const others = { id: exceptId === null ? undefined : { not: exceptId } };
  const isNamed =
    name !== undefined && (await db.smsSender.count({ where: { ...others, nameKey: nameKeyOf(name) } })) > 0;
  const isNumbered = number !== undefined && (await db.smsSender.count({ where: { ...others, number } })) > 0;
  return [...(isNamed ? (['name'] as const) : []), ...(isNumbered ? (['number'] as const) : [])];
}

/** Inserts a sender; it is taken to work. `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, ...columns }: SmsSenderColumns & { id: string; now: number },
): Promise<SmsSender> {
  const at = new Date(now);
  const fresh = { nameKey: nameKeyOf(columns.name), status: 'working', failures: 0, version: 1 };
  return shown(await tx.smsSender.create({ data: { ...columns, ...fresh, createdAt: at, updatedAt: at } }));
}

/** Changes the given columns. Another number is tried by the next sms, whatever was known of the one before. */
export async function update(
  tx: Tx,
  smsSenderId: string,
  { now, ...change }: Partial<SmsSenderColumns> & { now: number },
): Promise<SmsSender> {
  const at = new Date(now);
  const row = await tx.smsSender.update({
    where: { id: smsSenderId },
    data: {
      ...change,
      ...(change.name !== undefined && { nameKey: nameKeyOf(change.name) }),
      ...(change.number !== undefined && { probeAt: null }),
      version: { increment: 1 },
      updatedAt: at,
    },
  });
  return shown(row);
}

/** Says that a sender sends nothing any more, and who does in its place; null: it sends again. */
export async function setRetired(
  tx: Tx,
  smsSenderId: string,
  { retired, now }: { retired: { successorId: string | null } | null; now: number },
): Promise<SmsSender> {
  const at = new Date(now);
  const data = { retiredAt: retired && at, successorId: retired?.successorId ?? null };
  const where = { id: smsSenderId };
  return shown(
    await tx.smsSender.update({ where, data: { ...data, version: { increment: 1 }, updatedAt: at } }),
  );
}
