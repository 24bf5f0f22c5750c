import { CURRENCIES, decimalsOf } from '../../../contracts/currencies.ts';
import type { MinimumAmounts } from '../../../contracts/minimum-amounts.ts';
import { Prisma } from '../generated/client.ts';

/**
 * "Owed", said once in SQL for sequences, programs, actions, signals and the table (C18, C19): open balances net of credit,
 * worth a letter or not. Pieces of credit are rows of the function `open_credit`; their sum stands in `customer_summary`.
 * `domain/receivables/owed.ts` says the same of one customer's facts.
 */

/** Decimals of the currencies that have not two, as JSON. */
const ODD_DECIMALS = JSON.stringify(
  Object.fromEntries(
    [...CURRENCIES].flatMap((code) => (decimalsOf(code) === 2 ? [] : [[code, decimalsOf(code)]])),
  ),
);

/** The credit of a customer that counts, in its currency: none where a setting switches netting off. */
export const countedCredit = (customerId: Prisma.Sql): Prisma.Sql => Prisma.sql`coalesce((
  SELECT s.credit FROM customer_summary s WHERE s.customer_id = ${customerId}
    AND (SELECT o.settings->>'credit' FROM organisation o LIMIT 1) IS DISTINCT FROM 'ignore'), 0)`;

/**
 * The least amount worth a letter in a currency, as a number: a program's own where it names one, else the organisation's,
 * and always one minor unit.
 */
export const leastAmount = (currency: Prisma.Sql, program?: MinimumAmounts | null): Prisma.Sql => {
  const own = JSON.stringify(program ?? {});
  return Prisma.sql`greatest(
    coalesce((${own}::jsonb ->> ${currency})::numeric,
      (SELECT (o.settings #>> ARRAY['minimumAmounts', ${currency}])::numeric FROM organisation o LIMIT 1), 0),
    power(10::numeric, -coalesce((${ODD_DECIMALS}::jsonb ->> ${currency})::int, 2)))`;
};
