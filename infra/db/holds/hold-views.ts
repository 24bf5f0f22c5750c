import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Hold, ListHoldsQuery } from '../../../contracts/holds/holds.ts';
import { HOLD_KINDS, HOLD_SCOPES, type HoldKind, type HoldScope } from '../../../contracts/holds/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { ExplainedInvoice } from '../../../domain/holds.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';
import { isOpen } from './open.ts';

const text = z.string().nullable();
const rowSchema = z.object({
  id: z.string(),
  scope: z.enum(HOLD_SCOPES),
  kind: z.enum(HOLD_KINDS),
  customerId: text,
  invoiceId: text,
  enrollmentId: text,
  sequenceId: text,
  programId: text,
  automationId: text,
  mailboxId: text,
  reason: text,
  authorId: z.string(),
  isOpen: z.boolean(),
  startedAt: instantColumn,
  expiresAt: instantColumn.nullable(),
  endedAt: instantColumn.nullable(),
  endedById: text,
});

/** A hold of an enrollment or an invoice belongs to its customer; those of sequences and mailboxes to nobody. */
async function query(
  db: Tx,
  where: Prisma.Sql,
  { now, limit }: { now: Date; limit: number },
): Promise<Hold[]> {
  const rows = await db.$queryRaw`
    SELECT h.id, h.scope, h.kind, c.id AS "customerId", h.invoice_id AS "invoiceId",
      h.enrollment_id AS "enrollmentId", h.sequence_id AS "sequenceId", h.program_id AS "programId",
      h.automation_id AS "automationId", h.mailbox_id AS "mailboxId", h.reason, h.author_id AS "authorId", ${isOpen(now)} AS "isOpen",
      h.started_at AS "startedAt", h.expires_at AS "expiresAt", h.ended_at AS "endedAt",
      h.ended_by_id AS "endedById"
    FROM hold h LEFT JOIN enrollment e ON e.id = h.enrollment_id LEFT JOIN invoice i ON i.id = h.invoice_id
    LEFT JOIN customer c ON c.id = coalesce(h.customer_id, e.customer_id, i.customer_id)
    WHERE ${where} ORDER BY h.started_at DESC, h.id DESC LIMIT ${limit}`;
  return z.array(rowSchema).parse(rows);
}

const mayBeSeen = (viewer: Viewer): Prisma.Sql =>
  Prisma.sql`(c.id IS NULL OR ${customerIsVisible(viewer, 'c')})`;

/** One hold; null when absent or of a hidden customer. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { holdId, now }: { holdId: string; now: number },
): Promise<Hold | null> {
  const where = Prisma.sql`h.id = ${holdId} AND ${mayBeSeen(viewer)}`;
  return (await query(db, where, { now: new Date(now), limit: 1 }))[0] ?? null;
}

/** Holds, the newest first, without those of hidden customers. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { now: epoch, ...filter }: ListHoldsQuery & { now: number },
): Promise<Page<Hold>> {
  const now = new Date(epoch);
  const conditions = [mayBeSeen(viewer)];
  const before = decodeCursor(filter.cursor, z.tuple([z.iso.datetime(), z.string()]));
  if (before) conditions.push(Prisma.sql`(h.started_at, h.id) < (${new Date(before[0])}, ${before[1]})`);
  if (filter.scope) conditions.push(Prisma.sql`h.scope = ${filter.scope}`);
  if (filter.kind) conditions.push(Prisma.sql`h.kind = ${filter.kind}`);
  if (filter.customerId) conditions.push(Prisma.sql`c.id = ${filter.customerId}`);
  if (filter.invoiceId) conditions.push(Prisma.sql`h.invoice_id = ${filter.invoiceId}`);
  if (filter.enrollmentId) conditions.push(Prisma.sql`h.enrollment_id = ${filter.enrollmentId}`);
  if (filter.sequenceId) conditions.push(Prisma.sql`h.sequence_id = ${filter.sequenceId}`);
  if (filter.isOpen !== undefined) conditions.push(Prisma.sql`${isOpen(now)} = ${filter.isOpen}`);
  const rows = await query(db, Prisma.join(conditions, ' AND '), { now, limit: filter.limit + 1 });
  return pageOf(rows, filter.limit, (row) => [row.startedAt, row.id]);
}

/** What is held, and whose it is; null when absent or hidden. An invoice must be open, an enrollment live. */
export async function findTarget(
  db: Tx,
  viewer: Viewer,
  target: { scope: HoldScope; id: string },
): Promise<{ customerId: string; canBeHeld: boolean } | null> {
  const source =
    target.scope === 'invoice'
      ? Prisma.sql`SELECT customer_id, status = 'open' AS held FROM invoice WHERE id = ${target.id}`
      : target.scope === 'enrollment'
        ? Prisma.sql`SELECT customer_id, is_live AS held FROM enrollment WHERE id = ${target.id}`
        : Prisma.sql`SELECT id AS customer_id, true AS held FROM customer WHERE id = ${target.id}`;
  const rows = await db.$queryRaw`
    SELECT t.customer_id AS "customerId", t.held AS "canBeHeld"
    FROM (${source}) t JOIN customer c ON c.id = t.customer_id WHERE ${customerIsVisible(viewer, 'c')}`;
  const schema = z.array(z.object({ customerId: z.string(), canBeHeld: z.boolean() }));
  return schema.parse(rows)[0] ?? null;
}

/** A hold of an invoice, a customer or an enrollment; instants are epoch milliseconds. */
export interface NewHold {
  id: string;
  scope: HoldScope;
  kind: HoldKind;
  customerId: string | null;
  invoiceId: string | null;
  enrollmentId: string | null;
  reason: string | null;
  authorId: string;
  startedAt: number;
  expiresAt: number | null;
}

/** Opens a hold. */
export async function insert(tx: Tx, { startedAt, expiresAt, ...hold }: NewHold): Promise<void> {
  await tx.hold.create({
    data: {
      ...hold,
      startedAt: new Date(startedAt),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    },
  });
}

/** Ends a hold now. */
export async function end(
  tx: Tx,
  { holdId, actorId, now }: { holdId: string; actorId: string; now: number },
): Promise<void> {
  await tx.hold.update({ where: { id: holdId }, data: { endedAt: new Date(now), endedById: actorId } });
}

/** The open invoices of a customer that holds keep back, by due date. */
export async function listKeptBack(
  db: Tx,
  _viewer: Viewer,
  { customerId, now }: { customerId: string; now: number },
): Promise<ExplainedInvoice[]> {
  const rows = await db.$queryRaw`
    SELECT i.id AS "invoiceId", i.number, h.kind, h.reason, u.name AS author, h.expires_at AS until
    FROM invoice i JOIN hold h ON h.invoice_id = i.id LEFT JOIN app_user u ON u.id = h.author_id
    WHERE i.customer_id = ${customerId} AND i.status = 'open'::text AND ${isOpen(new Date(now))}
    ORDER BY i.due_on, i.id, h.started_at`;
  const until = z
    .date()
    .nullable()
    .transform((date) => date?.getTime() ?? null);
  const schema = z.object({
    invoiceId: z.string(),
    number: z.string(),
    kind: z.enum(HOLD_KINDS),
    reason: text,
    author: text,
    until,
  });
  return z.array(schema).parse(rows);
}
