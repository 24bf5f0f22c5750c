import type { Viewer } from '../../contracts/actor.ts';
import type { Tx } from './client.ts';
import { Prisma } from './generated/client.ts';

/**
 * The one rule of who sees a customer (U3), as a condition over the row of `customer` named `alias`: customers in
 * visibility groups are seen by members, owners and admins only.
 */
export function customerIsVisible(viewer: Viewer, alias: string): Prisma.Sql {
  if (viewer.role === 'admin') return Prisma.sql`TRUE`;
  if (!/^[a-z_]+$/.test(alias)) throw new TypeError(`not an alias: ${alias}`);
  const customer = Prisma.raw(alias);
  return Prisma.sql`(
    ${customer}.ar_owner_id = ${viewer.userId} OR ${customer}.sales_owner_id = ${viewer.userId}
    OR NOT EXISTS (SELECT 1 FROM visibility_group_customer vc WHERE vc.customer_id = ${customer}.id)
    OR EXISTS (
      SELECT 1 FROM visibility_group_customer vc
      JOIN visibility_group_user vu ON vu.group_id = vc.group_id
      WHERE vc.customer_id = ${customer}.id AND vu.user_id = ${viewer.userId}))`;
}

/** Whether the viewer may know of a customer; false also when there is none. */
export async function canSeeCustomer(db: Tx, viewer: Viewer, customerId: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM customer c WHERE c.id = ${customerId} AND ${customerIsVisible(viewer, 'c')}`;
  return rows.length > 0;
}
