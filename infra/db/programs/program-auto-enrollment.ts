import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isOneOf } from './program-verdicts.ts';
import { dayToDate } from '../rows.ts';

/** Whom a program enrolls by itself. */
export interface AutoEnrollInput {
  programId: string;
  /** The organisation's day, `YYYY-MM-DD`. */
  today: string;
  /** Null: everybody. */
  customerIds: readonly string[] | null;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * Enrolls active customers whose first invoice is overdue by the smallest offset of the program (P5), in one statement.
 * Whoever has an enrollment keeps it, also one that says no. @returns how many were enrolled
 */
export async function enroll(tx: Tx, input: AutoEnrollInput): Promise<number> {
  const { programId, customerIds } = input;
  return tx.$executeRaw`
    INSERT INTO program_enrollment (program_id, customer_id, is_enrolled, is_explicit, changed_at, changed_by_id)
    SELECT ${programId}, c.id, true, false, ${new Date(input.now)}::timestamptz, 'system' FROM customer c
    WHERE c.status = 'active' AND ${isOneOf(Prisma.sql`c.id`, customerIds)}
      AND NOT EXISTS (
        SELECT 1 FROM program_enrollment e WHERE e.program_id = ${programId} AND e.customer_id = c.id)
      AND EXISTS (
        SELECT 1 FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open'::text
          AND i.due_on <= ${dayToDate(input.today)}::date - (SELECT min(offset_days) FROM touchpoint
            WHERE program_id = ${programId} AND archived_at IS NULL))
    ORDER BY c.id
    ON CONFLICT DO NOTHING`;
}
