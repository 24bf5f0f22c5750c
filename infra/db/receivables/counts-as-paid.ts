import { Prisma } from '../generated/client.ts';

/** What is paid this many days after a message or a step is money that followed it (S20, P16). */
export const COUNTS_FOR_DAYS = 14;

/**
 * What counts as paid (C13), said once for promises, payer behaviour and money collected: movements of `balance_change`
 * caused by payments, and by re-imports that said nothing else. What came back counts below zero on the day that it takes
 * back (C20), so sums over a span are net.
 */
export function countsAsPaid(alias: string) {
  const b = Prisma.raw(alias);
  return {
    /** Condition: the movement counts. */
    holds: Prisma.sql`${b}.cause IN ('payment', 'import')`,
    amount: Prisma.sql`-${b}.delta`,
    /** The day on which it was paid. */
    day: Prisma.sql`coalesce(${b}.undoes_on, ${b}.effective_on)`,
    /** When we came to know of it. */
    knownAt: Prisma.sql`coalesce(${b}.undoes_at, ${b}.created_at)`,
  };
}
