import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Note } from '../../../contracts/customers/notes.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Note as Row } from '../generated/client.ts';
import { isoOf, isoOrNull } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';

async function shown(db: Tx, rows: readonly Row[]): Promise<Note[]> {
  const authors = await db.user.findMany({
    where: { id: { in: [...new Set(rows.map((row) => row.authorId))] } },
    select: { id: true, name: true },
  });
  const names = new Map(authors.map((author) => [author.id, author.name]));
  return rows.map(({ deletedAt: _deletedAt, ...row }) => ({
    ...row,
    authorName: names.get(row.authorId) ?? null,
    createdAt: isoOf(row.createdAt),
    editedAt: isoOrNull(row.editedAt),
  }));
}

/** One note; null when absent, deleted or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, noteId: string): Promise<Note | null> {
  const row = await db.note.findUnique({ where: { id: noteId, deletedAt: null } });
  if (!row || !(await canSeeCustomer(db, viewer, row.customerId))) return null;
  return (await shown(db, [row]))[0] ?? null;
}

/** Notes on a customer, newest first; null when the customer is absent or hidden. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { customerId, cursor, limit }: { customerId: string; cursor?: string | undefined; limit: number },
): Promise<Page<Note> | null> {
  if (!(await canSeeCustomer(db, viewer, customerId))) return null;
  const before = decodeCursor(cursor, z.tuple([z.string()]));
  const rows = await db.note.findMany({
    where: { customerId, deletedAt: null, ...(before && { id: { lt: before[0] } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return pageOf(await shown(db, rows), limit, (note) => [note.id]);
}

/** Adds a note; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, ...note }: Pick<Note, 'id' | 'customerId' | 'authorId' | 'content'> & { now: number },
): Promise<void> {
  await tx.note.create({ data: { ...note, createdAt: new Date(now) } });
}

/** Gives a note another text. */
export async function update(
  tx: Tx,
  noteId: string,
  { content, editedById, now }: { content: string; editedById: string; now: number },
): Promise<void> {
  await tx.note.update({ where: { id: noteId }, data: { content, editedById, editedAt: new Date(now) } });
}

/** Deletes a note: its text is gone, and that it was there stays for the audit log. */
export async function remove(tx: Tx, noteId: string, now: number): Promise<void> {
  await tx.note.update({ where: { id: noteId }, data: { content: '', deletedAt: new Date(now) } });
}

/** Locks a note, so that it is not edited while it is deleted. */
export async function lock(tx: Tx, noteId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM note WHERE id = ${noteId} FOR UPDATE`;
}
