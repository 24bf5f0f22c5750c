import type { Tx } from '../../client.ts';

/** A message of a program that a person decides, and that has not left. */
export interface RepliedItem {
  scheduledTouchpointId: string;
  programId: string;
}

/** What waits for a decision about a customer, or was approved by a person and has not left, in the order of the ids. */
export async function findWaiting(db: Tx, customerId: string): Promise<RepliedItem[]> {
  return db.$queryRaw<RepliedItem[]>`
    SELECT s.id AS "scheduledTouchpointId", s.program_id AS "programId"
    FROM scheduled_touchpoint s JOIN review_batch b ON b.id = s.batch_id
    WHERE s.customer_id = ${customerId} AND s.status IN ('proposed', 'approved') AND b.delivery = 'review'
    ORDER BY s.id`;
}
