import { z } from 'zod';
import { Prisma } from '../generated/client.ts';
import { moneyOf } from '../rows.ts';

/** Credit of a customer in currencies that are not its own, as JSON (C18). */
export const otherCreditOf = (customerId: Prisma.Sql, currency: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('currency', o.currency, 'amount', o.amount::text) ORDER BY o.currency), '[]')
  FROM (SELECT p.currency, sum(p.open) AS amount FROM open_credit(ARRAY[${customerId}]) p
    WHERE p.currency <> ${currency} GROUP BY p.currency) o)`;

/** The same as it is read. */
export const otherCreditColumn = z
  .array(z.object({ currency: z.string(), amount: z.string() }))
  .transform((rows) =>
    rows.map(({ currency, amount }) => ({ currency, amount: moneyOf(new Prisma.Decimal(amount)) })),
  );
