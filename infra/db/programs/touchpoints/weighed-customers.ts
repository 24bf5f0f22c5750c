import { z } from 'zod';
import type { RulesChange } from '../../../../domain/access/rules-change.ts';
import type { Tx } from '../../client.ts';

/**
 * Customers whom a change of what is worth a letter can concern, and of whom a program, or any, has written something that
 * has not left, or anything is claimed just now.
 */
export async function find(
  tx: Tx,
  { ofCredit, currencies, programId }: RulesChange & { programId: string | null },
): Promise<string[]> {
  const rows = await tx.$queryRaw`
    SELECT c.id FROM customer c LEFT JOIN customer_summary s ON s.customer_id = c.id
    WHERE c.id IN (
      SELECT x.customer_id FROM scheduled_touchpoint x
      WHERE x.status IN ('proposed', 'approved') AND (${programId}::text IS NULL OR x.program_id = ${programId}::text)
      UNION SELECT m.customer_id FROM message m WHERE m.status = 'claimed')
      AND ((${ofCredit}::boolean AND s.credit > 0) OR c.currency = ANY(${currencies}::text[]))`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}
