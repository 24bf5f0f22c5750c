import type { Tx } from '../client.ts';

/** An activated sequence that follows a list. */
export interface Follower {
  sequenceId: string;
  name: string;
  /** The day of enrollments is in this zone. */
  zone: string;
  mailboxId: string | null;
  /** Epoch milliseconds. */
  beginAt: number | null;
  endAt: number | null;
}

/** The one activated sequence that follows a list; null: none does (S17). */
export async function findFollower(db: Tx, listId: string): Promise<Follower | null> {
  const row = await db.sequence.findFirst({
    where: { listId, status: 'active' },
    select: { id: true, name: true, zone: true, mailboxId: true, beginAt: true, endAt: true },
  });
  if (!row) return null;
  const { id: sequenceId, beginAt, endAt, ...rest } = row;
  return { ...rest, sequenceId, beginAt: beginAt?.getTime() ?? null, endAt: endAt?.getTime() ?? null };
}

/** The list that an activated sequence follows; null: it follows none. */
export async function findListOf(db: Tx, sequenceId: string): Promise<{ id: string; name: string } | null> {
  const row = await db.sequence.findFirst({
    where: { id: sequenceId, status: 'active' },
    select: { list: { select: { id: true, name: true } } },
  });
  return row?.list ?? null;
}

/** Sequences that are not activated name the list no more. */
export async function forgetList(tx: Tx, listId: string): Promise<void> {
  await tx.sequence.updateMany({ where: { listId, NOT: { status: 'active' } }, data: { listId: null } });
}
