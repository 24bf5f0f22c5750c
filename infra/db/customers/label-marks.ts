import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { labelMarkSchema, type LabelMark } from '../../../contracts/customers/labels.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { canSeeCustomer } from '../visibility.ts';

/** What can carry labels. */
export type Labelled = 'customer' | 'invoice';

/** A label on one customer or invoice. */
export interface Mark {
  entity: Labelled;
  targetId: string;
  labelId: string;
}

/** Table and column of the labels of an entity. */
export const MARKS: Record<Labelled, { table: Prisma.Sql; column: Prisma.Sql }> = {
  customer: { table: Prisma.sql`customer_label`, column: Prisma.sql`customer_id` },
  invoice: { table: Prisma.sql`invoice_label`, column: Prisma.sql`invoice_id` },
};

/** Expression: the labels of what `id` names, as JSON, by group and name; archived ones that are still on it too. */
export function marksJson(entity: Labelled, id: Prisma.Sql): Prisma.Sql {
  const { table, column } = MARKS[entity];
  return Prisma.sql`(
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'groupId', g.id, 'groupName', g.name)
      ORDER BY g.name_key, l.name_key), '[]')
    FROM ${table} m JOIN label l ON l.id = m.label_id JOIN label_group g ON g.id = l.group_id
    WHERE m.${column} = ${id})`;
}

/** The labels of one customer or invoice that the caller was allowed to read, by group and name. */
export async function list(
  db: Tx,
  _viewer: Viewer,
  { entity, targetId }: { entity: Labelled; targetId: string },
): Promise<LabelMark[]> {
  const rows = await db.$queryRaw`SELECT ${marksJson(entity, Prisma.sql`${targetId}`)} AS labels`;
  const [row] = z.array(z.object({ labels: z.array(labelMarkSchema) })).parse(rows);
  return row?.labels ?? [];
}

/** Whose a customer or an invoice is; null when absent or hidden. */
export async function findCustomerId(
  db: Tx,
  viewer: Viewer,
  { entity, targetId }: { entity: Labelled; targetId: string },
): Promise<string | null> {
  if (entity === 'customer') return (await canSeeCustomer(db, viewer, targetId)) ? targetId : null;
  const invoice = await db.invoice.findUnique({ where: { id: targetId }, select: { customerId: true } });
  return invoice && (await canSeeCustomer(db, viewer, invoice.customerId)) ? invoice.customerId : null;
}

/** Puts a label on something; false when it was there. `now` is epoch milliseconds. */
export async function add(tx: Tx, mark: Mark & { actorId: string; now: number }): Promise<boolean> {
  const { table, column } = MARKS[mark.entity];
  const added = await tx.$executeRaw`
    INSERT INTO ${table} (${column}, label_id, created_at, created_by_id)
    VALUES (${mark.targetId}, ${mark.labelId}, ${new Date(mark.now)}, ${mark.actorId}) ON CONFLICT DO NOTHING`;
  return added > 0;
}

/** Takes a label off something; false when it was not there. */
export async function remove(tx: Tx, mark: Mark): Promise<boolean> {
  const { table, column } = MARKS[mark.entity];
  const removed = await tx.$executeRaw`
    DELETE FROM ${table} WHERE ${column} = ${mark.targetId} AND label_id = ${mark.labelId}`;
  return removed > 0;
}
