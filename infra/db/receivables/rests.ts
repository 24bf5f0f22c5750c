import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import { countedCreditOf, minorUnit, restAfterCredit } from './owed.ts';

/**
 * What is left of the open invoices of those of some customers who have credit that counts, as rows `(id, rest)`: it counts
 * first against what can be asked for, then against what is kept back, the oldest due date first.
 *
 * @param customerIds a subquery of ids
 */
export const restsOf = (customerIds: Prisma.Sql, now: Date): Prisma.Sql => Prisma.sql`
  SELECT i.id, ${restAfterCredit({
    balance: Prisma.sql`i.balance`,
    credit: Prisma.sql`w.credit`,
    customer: Prisma.sql`i.customer_id`,
    order: Prisma.sql`kept.back, i.due_on, i.id`,
  })} AS rest
  FROM (
    SELECT k.customer_id, ${minorUnit(Prisma.sql`k.currency`)} AS unit,
      ${countedCreditOf(Prisma.sql`k`)} AS credit
    FROM customer_summary k WHERE k.credit > 0 AND k.customer_id IN (${customerIds})) w
  JOIN invoice i ON i.customer_id = w.customer_id AND i.status = 'open'::text AND i.balance >= w.unit
  CROSS JOIN LATERAL (SELECT i.is_disputed OR EXISTS (
    SELECT FROM hold h WHERE h.invoice_id = i.id AND ${isOpen(now)}) AS back) kept
  WHERE w.credit > 0`;
