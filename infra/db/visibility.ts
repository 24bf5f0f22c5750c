import type { Viewer } from '../../contracts/actor.ts';
import { ERASED } from '../../domain/erased.ts';
import type { Tx } from './client.ts';
import { Prisma } from './generated/client.ts';

/**
 * The one rule of who sees a customer (U3), as a condition over the row of `customer` named `alias`: customers in
 * visibility groups are seen by members, owners and admins only.
 */
export function customerIsVisible(viewer: Viewer, alias: string): Prisma.Sql {
  return viewer.role === 'admin' ? Prisma.sql`TRUE` : isVisibleTo(Prisma.sql`${viewer.userId}`, alias);
}

/** Like {@link customerIsVisible}, for the user in the row of `app_user` named `user`. */
export function customerIsVisibleToUser(user: string, alias: string): Prisma.Sql {
  const row = nameOf(user);
  return Prisma.sql`(${row}.role = 'admin' OR ${isVisibleTo(Prisma.sql`${row}.id`, alias)})`;
}

function nameOf(alias: string): Prisma.Sql {
  if (!/^[a-z_]+$/.test(alias)) throw new TypeError(`not an alias: ${alias}`);
  return Prisma.raw(alias);
}

function isVisibleTo(userId: Prisma.Sql, alias: string): Prisma.Sql {
  const customer = nameOf(alias);
  return Prisma.sql`(
    ${customer}.ar_owner_id = ${userId} OR ${customer}.sales_owner_id = ${userId}
    OR NOT EXISTS (SELECT 1 FROM visibility_group_customer vc WHERE vc.customer_id = ${customer}.id)
    OR EXISTS (
      SELECT 1 FROM visibility_group_customer vc
      JOIN visibility_group_user vu ON vu.group_id = vc.group_id
      WHERE vc.customer_id = ${customer}.id AND vu.user_id = ${userId}))`;
}

/** By what the phone of the row of `contact` named `alias` is compared (D3): one that was not read yet by its digits. */
export function comparedPhoneOf(alias: string): Prisma.Sql {
  const row = nameOf(alias);
  return Prisma.sql`coalesce(${row}.phone_key, regexp_replace(${row}.phone, '[^0-9+]', '', 'g'))`;
}

/** Columns or expressions of a suppression. */
export type SuppressionRow = Record<
  'channel' | 'address' | 'addressKey' | 'authorId' | 'erasedCustomerId',
  Prisma.Sql
>;

/**
 * Who may know of a suppression (U3): its author, and whoever sees one of the customers whose address it is. Everybody
 * may know of one that is no customer's.
 */
export function suppressionIsVisible(viewer: Viewer, row: SuppressionRow): Prisma.Sql {
  if (viewer.role === 'admin') return Prisma.sql`TRUE`;
  const customerIds = customersAt(row);
  return Prisma.sql`(
    ${row.authorId} = ${viewer.userId} OR NOT EXISTS (${customerIds})
    OR EXISTS (SELECT 1 FROM customer c WHERE c.id IN (${customerIds}) AND ${customerIsVisible(viewer, 'c')}))`;
}

/** Customers with a contact at the address, or who were written to at it: an edited contact is at another one now. Of a
 * forgotten address: the customer whose contact had it. */
function customersAt({ channel, address, addressKey, erasedCustomerId }: SuppressionRow): Prisma.Sql {
  return Prisma.sql`
    SELECT k.customer_id FROM contact k WHERE ${channel} = 'email' AND lower(k.email) = ${addressKey}
    UNION ALL
    SELECT k.customer_id FROM contact k
      WHERE ${channel} = 'sms' AND ${comparedPhoneOf('k')} = ${addressKey}
    UNION ALL
    SELECT m.customer_id FROM message_recipient r JOIN message m ON m.id = r.message_id
      WHERE r.address = ${address} AND ${address} <> ${ERASED} AND m.customer_id IS NOT NULL
    UNION ALL
    SELECT ${erasedCustomerId} WHERE ${erasedCustomerId} IS NOT NULL`;
}

/** Rows `(customer_id)` of those who are hidden from the viewer: only members of visibility groups can be. */
const hiddenCustomers = (viewer: Viewer): Prisma.Sql => Prisma.sql`
  SELECT DISTINCT v.customer_id FROM visibility_group_customer v JOIN customer c ON c.id = v.customer_id
  WHERE NOT coalesce(${customerIsVisible(viewer, 'c')}, false)`;

/** Whether no customer is hidden from the viewer. */
export async function seesEveryCustomer(db: Tx, viewer: Viewer): Promise<boolean> {
  return (await hiddenFrom(db, viewer, 1)).length === 0;
}

/** Customers who are hidden from the viewer, so many at most. */
export async function hiddenFrom(db: Tx, viewer: Viewer, most: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT h.customer_id AS id FROM (${hiddenCustomers(viewer)}) h LIMIT ${most}`;
  return rows.map(({ id }) => id);
}

/** Whether the viewer may know of a customer; false also when there is none. */
export async function canSeeCustomer(db: Tx, viewer: Viewer, customerId: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM customer c WHERE c.id = ${customerId} AND ${customerIsVisible(viewer, 'c')}`;
  return rows.length > 0;
}
