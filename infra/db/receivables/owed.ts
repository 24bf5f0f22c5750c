import { CURRENCIES } from '../../../contracts/currencies.ts';
import type { MinimumAmounts } from '../../../contracts/minimum-amounts.ts';
import { Prisma } from '../generated/client.ts';

/**
 * "Owed", said once in SQL for sequences, programs, actions, signals and the table (C18, C19): open balances net of credit,
 * worth a letter or not. Pieces of credit are rows of the function `open_credit`; their sum stands in `customer_summary`.
 * `domain/receivables/owed.ts` says the same of one customer's facts.
 */

/** Whether credit counts against what is owed. */
const COUNTS = Prisma.sql`(SELECT settings->>'credit' FROM organisation LIMIT 1) IS DISTINCT FROM 'ignore'`;

/** The credit of a customer that counts, in its currency: none where a setting switches netting off. */
export const countedCredit = (customerId: Prisma.Sql): Prisma.Sql => Prisma.sql`coalesce((
  SELECT of_credit.credit FROM customer_summary of_credit WHERE of_credit.customer_id = ${customerId} AND ${COUNTS}), 0)`;

/** {@link countedCredit} of many customers, from a joined row of `customer_summary`, which may be absent. */
export const countedCreditOf = (summary: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`CASE WHEN ${COUNTS} THEN coalesce(${summary}.credit, 0) ELSE 0 END`;

/** The smallest amount of a currency: a balance below it counts as nothing owed (C19). */
export const minorUnit = (currency: Prisma.Sql): Prisma.Sql => Prisma.sql`minor_unit(${currency})`;

/**
 * The least amount worth a letter in a currency, as a number: a program's own where it names one, else the organisation's,
 * and always one minor unit.
 */
export const leastAmount = (currency: Prisma.Sql, program?: MinimumAmounts | null): Prisma.Sql => {
  const own = JSON.stringify(program ?? {});
  return Prisma.sql`greatest(
    coalesce((${own}::jsonb ->> ${currency})::numeric,
      (SELECT (o.settings #>> ARRAY['minimumAmounts', ${currency}])::numeric FROM organisation o LIMIT 1), 0),
    ${minorUnit(currency)})`;
};

/** {@link leastAmount} and {@link minorUnit} of every currency, once for statements about many customers: `code`, `least`, `unit`. */
export const currencyTerms = (program?: MinimumAmounts | null): Prisma.Sql => {
  const code = Prisma.sql`currency.code`;
  return Prisma.sql`
    SELECT currency.code, ${leastAmount(code, program)} AS least, ${minorUnit(code)} AS unit
    FROM unnest(${[...CURRENCIES]}::text[]) AS currency(code)`;
};

/**
 * What is left of a balance once credit counts against the rows of its customer in an order, as a window expression: 0 where
 * it is wholly covered.
 */
export const restAfterCredit = ({
  balance,
  credit,
  customer,
  order,
}: Record<'balance' | 'credit' | 'customer' | 'order', Prisma.Sql>): Prisma.Sql => Prisma.sql`
  greatest(0, least(${balance},
    sum(${balance}) OVER (PARTITION BY ${customer} ORDER BY ${order} ROWS UNBOUNDED PRECEDING) - ${credit}))`;
