import type { MinimumAmounts } from '../../../contracts/minimum-amounts.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import {
  countedCredit,
  countedCreditOf,
  currencyTerms,
  leastAmount,
  minorUnit,
  restAfterCredit,
} from '../receivables/owed.ts';
import { dayToDate } from '../rows.ts';

/** Whose least amounts count; null: the organisation's (C19). */
export interface AskingProgram {
  minimumAmounts: MinimumAmounts | null;
}

/** When it is asked: the organisation's day, `YYYY-MM-DD`, and the moment whose holds count, epoch milliseconds. */
export interface AskedWhen extends AskingProgram {
  day: string;
  at: number;
}

/**
 * Invoices held back at an instant: `invoice_id`, `reason`, and `until`, when the last hold expires; null: never.
 * @param which further condition over the rows of `hold`
 */
export function holdsAt(at: number, which: Prisma.Sql): Prisma.Sql {
  const instant = Prisma.sql`${new Date(at)}::timestamptz`;
  return Prisma.sql`
    SELECT invoice_id, CASE WHEN bool_or(kind = 'dispute') THEN 'disputed' WHEN bool_or(kind = 'promise') THEN 'promise'
        ELSE 'invoice_hold' END AS reason,
      CASE WHEN bool_and(expires_at IS NOT NULL) THEN max(expires_at) END AS until
    FROM hold h WHERE scope = 'invoice' AND started_at <= ${instant} AND ${isOpen(instant)} AND ${which}
    GROUP BY invoice_id`;
}

/**
 * Why an invoice `i` is not asked for whatever credit there is, with its holds `h` and the smallest unit of its currency:
 * what is below that is nothing owed.
 */
export const keptBack = (unit: Prisma.Sql) => Prisma.sql`CASE WHEN i.is_disputed THEN 'disputed'
  WHEN h.reason IS NOT NULL THEN h.reason WHEN i.balance < ${unit} THEN 'below_minimum' END`;

/** Credit counts against what nothing keeps back, the oldest first (C18); `domain/programs/asked-for.ts` sorts alike. */
const OLDEST_FIRST = Prisma.sql`due_on, id COLLATE "C"`;

const restOf = (customer: Prisma.Sql) =>
  restAfterCredit({
    balance: Prisma.sql`balance`,
    credit: Prisma.sql`credit`,
    customer,
    order: OLDEST_FIRST,
  });

/** Kept back, or wholly covered by credit. */
const REASON = Prisma.sql`coalesce(kept, CASE WHEN rest = 0 THEN 'in_credit' END) AS reason`;

/**
 * The members of a `WITH` that end in `owed`, the invoices of many customers that are overdue: `id`, `customer_id`, `days`,
 * `due_on`, `balance`, `credit` and `least` of the customer, `kept` (why it is not asked for whatever credit there is),
 * `rest` (what of it is left to ask for; null where it is kept back) and `reason` (`kept`, or wholly covered by credit).
 *
 * @param which condition over invoice `i`, customer `c` and enrollment `e`
 */
export function owedByMany(
  { day, at, minimumAmounts }: AskedWhen,
  { programId, which }: { programId: string; which: Prisma.Sql },
): Prisma.Sql {
  return Prisma.sql`
    held AS MATERIALIZED (${holdsAt(at, Prisma.sql`TRUE`)}),
    terms AS MATERIALIZED (${currencyTerms(minimumAmounts)}),
    overdue AS MATERIALIZED (
      SELECT i.id, i.customer_id, ${dayToDate(day)}::date - i.due_on AS days, i.due_on, i.balance,
        ${countedCreditOf(Prisma.sql`s`)} AS credit, coalesce(terms.least, 0.01) AS least,
        ${keptBack(Prisma.sql`coalesce(terms.unit, 0.01)`)} AS kept
      FROM invoice i JOIN customer c ON c.id = i.customer_id
      LEFT JOIN customer_summary s ON s.customer_id = i.customer_id LEFT JOIN terms ON terms.code = c.currency
      LEFT JOIN program_enrollment e ON e.program_id = ${programId} AND e.customer_id = i.customer_id
      LEFT JOIN held h ON h.invoice_id = i.id
      WHERE i.status = 'open'::text AND i.due_on < ${dayToDate(day)}::date AND ${which}),
    owed AS MATERIALIZED (
      SELECT *, ${REASON} FROM (
        SELECT *, CASE WHEN kept IS NULL THEN balance END AS rest FROM overdue WHERE kept IS NOT NULL OR credit <= 0
        UNION ALL SELECT *, ${restOf(Prisma.sql`customer_id`)} FROM overdue WHERE kept IS NULL AND credit > 0) r)`;
}

/** The same columns of all open invoices of one customer: those that are not overdue come after the others. */
export function owedByOne({ day, at, minimumAmounts }: AskedWhen, customerId: Prisma.Sql): Prisma.Sql {
  const currency = Prisma.sql`i.currency`;
  return Prisma.sql`
    SELECT *, ${REASON} FROM (
      SELECT *, CASE WHEN kept IS NULL THEN ${restOf(Prisma.sql`kept IS NULL`)} END AS rest FROM (
        SELECT i.id, i.customer_id, ${dayToDate(day)}::date - i.due_on AS days, i.due_on, i.balance,
          ${countedCredit(customerId)} AS credit, ${leastAmount(currency, minimumAmounts)} AS least,
          ${keptBack(minorUnit(currency))} AS kept
        FROM invoice i LEFT JOIN LATERAL (${holdsAt(at, Prisma.sql`invoice_id = i.id`)}) h ON TRUE
        WHERE i.customer_id = ${customerId} AND i.status = 'open'::text) i) r`;
}

/** Sums over some rows `o`: their balances, and what of them credit leaves. */
export const sumsOf = (which: 'asked' | 'open' | 'all') => {
  const filter = {
    asked: Prisma.sql`FILTER (WHERE o.reason IS NULL)`,
    open: Prisma.sql`FILTER (WHERE o.kept IS NULL)`,
    all: Prisma.empty,
  }[which];
  return {
    gross: Prisma.sql`sum(o.balance) ${filter}`,
    net: Prisma.sql`sum(coalesce(o.rest, o.balance)) ${filter}`,
  };
};

/** The reason of the rows `o` that is told of their customer: of the oldest that are left out; what is too small comes last. */
export const reasonOfAccount = Prisma.sql`(array_agg(o.reason ORDER BY o.reason = 'below_minimum', o.due_on, o.id COLLATE "C")
  FILTER (WHERE o.reason IS NOT NULL AND o.days > 0))[1]`;
