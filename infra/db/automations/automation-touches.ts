import { z } from 'zod';
import type { Tx } from '../client.ts';

/** Rows that are read to find the customers of one look. */
const READ_ROWS = 4_000;

/** A change to a customer or its records, by an automation or by anybody else (null). */
export interface Touch {
  customerId: string;
  automationId: string | null;
  /** How many automations lie behind it (A7); 0: none. */
  depth: number;
}

const touchSchema = z.object({
  customerId: z.string(),
  automationId: z.string().nullable(),
  depth: z.int(),
});

/**
 * Lets one have the feed until the transaction ends. A statement of its own, before anything is taken: whoever waited
 * finds what is left.
 */
export async function lockFeed(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('customer-touches', 7)) IS NULL AS locked`;
}

/**
 * Takes the touches of the customers that were touched first, so many at most, out of the feed: each is seen by one
 * transaction that commits, whenever the transaction that wrote it did. The feed must be locked.
 * `isFull`: there are more.
 */
export async function take(
  tx: Tx,
  { customers }: { customers: number },
): Promise<{ touches: Touch[]; isFull: boolean }> {
  const rows = await tx.$queryRaw`
    WITH head AS MATERIALIZED (
      SELECT seq, customer_id FROM customer_touch ORDER BY seq LIMIT ${READ_ROWS}),
    first AS (SELECT customer_id FROM head GROUP BY customer_id ORDER BY min(seq) LIMIT ${customers}),
    taken AS (
      DELETE FROM customer_touch t USING head h
      WHERE t.seq = h.seq AND h.customer_id IN (SELECT customer_id FROM first)
      RETURNING t.customer_id, t.automation_id, t.depth)
    SELECT DISTINCT customer_id AS "customerId", automation_id AS "automationId", depth FROM taken`;
  const touches = z.array(touchSchema).parse(rows);
  return { touches, isFull: touches.length > 0 && (await areThere(tx)) };
}

/** Whether somebody was touched who was not looked at. */
export async function areThere(db: Tx): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT FROM customer_touch LIMIT 1`;
  return rows.length > 0;
}
