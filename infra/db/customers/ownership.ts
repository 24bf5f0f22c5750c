import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { OwnedId } from '../../../contracts/operation.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';

/** Queries of the customer that something is of. */
const CUSTOMER_OF: Record<OwnedId, (id: string) => Prisma.Sql> = {
  customerId: (id) => Prisma.sql`SELECT ${id}::text`,
  contactId: (id) => Prisma.sql`SELECT o.customer_id FROM contact o WHERE o.id = ${id}`,
  noteId: (id) => Prisma.sql`SELECT o.customer_id FROM note o WHERE o.id = ${id}`,
  invoiceId: (id) => Prisma.sql`SELECT o.customer_id FROM invoice o WHERE o.id = ${id}`,
  relatedRecordId: (id) => Prisma.sql`SELECT o.customer_id FROM related_record o WHERE o.id = ${id}`,
  holdId: (id) => Prisma.sql`
    SELECT coalesce(o.customer_id, i.customer_id, e.customer_id) FROM hold o
    LEFT JOIN invoice i ON i.id = o.invoice_id LEFT JOIN enrollment e ON e.id = o.enrollment_id WHERE o.id = ${id}`,
  promiseId: (id) => Prisma.sql`SELECT o.customer_id FROM promise o WHERE o.id = ${id}`,
  signalId: (id) => Prisma.sql`SELECT o.customer_id FROM signal o WHERE o.id = ${id}`,
  actionId: (id) => Prisma.sql`SELECT o.customer_id FROM action o WHERE o.id = ${id}`,
  messageId: (id) => Prisma.sql`SELECT o.customer_id FROM automation_message o WHERE o.id = ${id}`,
  mailId: (id) => Prisma.sql`SELECT o.customer_id FROM mail_customer o WHERE o.mail_id = ${id}`,
  suggestionId: (id) => Prisma.sql`SELECT o.customer_id FROM mail_suggestion o WHERE o.id = ${id}`,
  enrollmentId: (id) => Prisma.sql`SELECT o.customer_id FROM enrollment o WHERE o.id = ${id}`,
};

/** Whether the viewer is AR or sales owner of any customer. */
export async function ownsAny(db: Tx, { userId }: Viewer): Promise<boolean> {
  const where = { OR: [{ arOwnerId: userId }, { salesOwnerId: userId }] };
  return (await db.customer.findFirst({ where, select: { id: true } })) !== null;
}

/**
 * Whether the viewer owns the customer that something is of; null: it is not there, or hidden from them. What is of no
 * customer, a digest for example, nobody owns; what is of several, a mail, who owns each of them that they see.
 */
export async function owns(
  db: Tx,
  viewer: Viewer,
  { by, id }: { by: OwnedId; id: string },
): Promise<boolean | null> {
  const rows = await db.$queryRaw`
    SELECT coalesce(c.ar_owner_id = ${viewer.userId}, false) OR coalesce(c.sales_owner_id = ${viewer.userId}, false) AS "isOwned"
    FROM (${CUSTOMER_OF[by](id)}) AS o (customer_id)
    LEFT JOIN customer c ON c.id = o.customer_id AND coalesce(${customerIsVisible(viewer, 'c')}, false)
    WHERE o.customer_id IS NULL OR c.id IS NOT NULL`;
  const seen = z.array(z.object({ isOwned: z.boolean() })).parse(rows);
  return seen.length === 0 ? null : seen.every(({ isOwned }) => isOwned);
}
