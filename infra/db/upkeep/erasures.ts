import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Page } from '../../../contracts/paging.ts';
import { ERASURE_STATUSES } from '../../../contracts/upkeep/kinds.ts';
import type { Erasure, ListErasuresQuery } from '../../../contracts/upkeep/erasures.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn, jsonOf } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';
import type { TextPosition } from './forgotten-texts.ts';

const countsSchema = z.record(z.string(), z.int());

const rowSchema = z.object({
  id: z.string(),
  contactId: z.string(),
  customerId: z.string(),
  status: z.enum(ERASURE_STATUSES),
  counts: countsSchema,
  createdById: z.string(),
  createdAt: instantColumn,
  finishedAt: instantColumn.nullable(),
});

async function query(db: Tx, where: Prisma.Sql, limit: number): Promise<Erasure[]> {
  const rows = await db.$queryRaw`
    SELECT e.id, e.contact_id AS "contactId", e.customer_id AS "customerId", e.status, e.counts,
      e.created_by_id AS "createdById", e.created_at AS "createdAt", e.finished_at AS "finishedAt"
    FROM erasure e JOIN customer c ON c.id = e.customer_id WHERE ${where} ORDER BY e.id DESC LIMIT ${limit}`;
  return z.array(rowSchema).parse(rows);
}

/** One report; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, erasureId: string): Promise<Erasure | null> {
  const where = Prisma.sql`e.id = ${erasureId} AND ${customerIsVisible(viewer, 'c')}`;
  return (await query(db, where, 1))[0] ?? null;
}

/** Reports, newest first, of customers that the viewer may see. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { cursor, limit, contactId }: ListErasuresQuery,
): Promise<Page<Erasure>> {
  const before = decodeCursor(cursor, z.tuple([z.string()]));
  const conditions = [customerIsVisible(viewer, 'c')];
  if (before) conditions.push(Prisma.sql`e.id < ${before[0]}`);
  if (contactId !== undefined) conditions.push(Prisma.sql`e.contact_id = ${contactId}`);
  const rows = await query(db, Prisma.join(conditions, ' AND '), limit + 1);
  return pageOf(rows, limit, (row) => [row.id]);
}

/** The report of a contact that was erased before; null: there is none. */
export async function ofContact(db: Tx, viewer: Viewer, contactId: string): Promise<Erasure | null> {
  const where = Prisma.sql`e.contact_id = ${contactId} AND ${customerIsVisible(viewer, 'c')}`;
  return (await query(db, where, 1))[0] ?? null;
}

/** A new report. `terms` is sealed: what is looked for, until all was looked through. */
export async function insert(
  tx: Tx,
  {
    now,
    looksAgainAt,
    ...erasure
  }: Pick<Erasure, 'id' | 'contactId' | 'customerId' | 'counts' | 'createdById'> & {
    terms: string;
    looksAgainAt: number;
    now: number;
  },
): Promise<void> {
  const position: TextPosition = { table: 0, after: null };
  await tx.erasure.create({
    data: {
      ...erasure,
      status: 'running',
      position: { ...position },
      looksAgainAt: new Date(looksAgainAt),
      createdAt: new Date(now),
    },
  });
}

/** An erasure that is not over. Instants in epoch milliseconds. */
export interface RunningErasure {
  id: string;
  contactId: string;
  customerId: string;
  counts: Record<string, number>;
  terms: string;
  /** Null: everything was looked through once. */
  position: TextPosition | null;
  looksAgainAt: number;
}

const positionSchema = z.object({ table: z.int(), after: z.string().nullable() });

/** Takes an erasure for this transaction; null: it is over, or somebody else has it. */
export async function take(tx: Tx, erasureId: string): Promise<RunningErasure | null> {
  const held = await tx.$queryRaw<unknown[]>`
    SELECT id FROM erasure WHERE id = ${erasureId} AND terms IS NOT NULL FOR UPDATE SKIP LOCKED`;
  if (held.length === 0) return null;
  const row = await tx.erasure.findUniqueOrThrow({ where: { id: erasureId } });
  return {
    id: row.id,
    contactId: row.contactId,
    customerId: row.customerId,
    counts: countsSchema.parse(row.counts),
    terms: row.terms!,
    position: positionSchema.nullable().parse(row.position),
    looksAgainAt: row.looksAgainAt!.getTime(),
  };
}

/** Writes how far it has come. `position` null: everything was looked through, and the report says so. */
export async function move(
  tx: Tx,
  input: {
    id: string;
    counts: Record<string, number>;
    position: TextPosition | null;
    looksAgainAt: number;
    now: number;
  },
): Promise<void> {
  const isDone = input.position === null;
  await tx.erasure.update({
    where: { id: input.id },
    data: {
      counts: input.counts,
      position: jsonOf(input.position),
      looksAgainAt: new Date(input.looksAgainAt),
      ...(isDone && { status: 'done', finishedAt: new Date(input.now) }),
    },
  });
}

/** Forgets what was looked for: nothing was on its way any more. */
export async function forgetTerms(tx: Tx, erasureId: string): Promise<void> {
  await tx.erasure.update({ where: { id: erasureId }, data: { terms: null, looksAgainAt: null } });
}

/** Erasures that have something to do, the oldest first. */
export async function findDue(db: Tx, now: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM erasure
    WHERE terms IS NOT NULL AND (position IS NOT NULL OR looks_again_at <= ${new Date(now)}) ORDER BY id LIMIT 100`;
  return rows.map(({ id }) => id);
}
