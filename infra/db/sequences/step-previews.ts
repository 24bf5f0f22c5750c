import type { Viewer } from '../../../contracts/actor.ts';
import type { Tx } from '../client.ts';
import { threadSubjectOf } from '../sending/threads.ts';
import { customerIsVisible } from '../visibility.ts';

/** A customer that a preview may speak about. */
export interface PreviewCustomer {
  id: string;
  name: string;
  /** The contact its enrollment is addressed to. */
  contactId: string | null;
  /** What the first mail of its enrollment was about. */
  threadSubject: string | null;
}

/**
 * The customer a preview is rendered for (S19): of those walking through the sequence that the viewer may see, those
 * with open invoices first, the largest open balance first, then the one with the most steps before it.
 */
export async function findEnrolledCustomer(
  db: Tx,
  viewer: Viewer,
  { sequenceId }: { sequenceId: string },
): Promise<PreviewCustomer | null> {
  const rows = await db.$queryRaw<PreviewCustomer[]>`
    SELECT c.id, c.name, e.contact_id AS "contactId", ${threadSubjectOf} AS "threadSubject"
    FROM enrollment e
    JOIN customer c ON c.id = e.customer_id
    LEFT JOIN LATERAL (
      SELECT sum(i.balance) AS open FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open') b ON TRUE
    CROSS JOIN LATERAL (
      SELECT count(*) AS upcoming FROM step t
      WHERE t.sequence_id = e.sequence_id AND NOT t.is_archived AND NOT EXISTS (
        SELECT 1 FROM step_execution x
        WHERE x.enrollment_id = e.id AND x.step_id = t.id AND x.status IN ('done', 'skipped', 'cancelled'))) u
    WHERE e.sequence_id = ${sequenceId} AND e.is_live AND ${customerIsVisible(viewer, 'c')}
    ORDER BY b.open DESC NULLS LAST, u.upcoming DESC, e.id
    LIMIT 1`;
  return rows[0] ?? null;
}

/** A named customer, with what its live enrollment in the sequence says; null when absent or hidden from the viewer. */
export async function findCustomer(
  db: Tx,
  viewer: Viewer,
  { customerId, sequenceId }: { customerId: string; sequenceId: string },
): Promise<PreviewCustomer | null> {
  const rows = await db.$queryRaw<PreviewCustomer[]>`
    SELECT c.id, c.name, e.contact_id AS "contactId", ${threadSubjectOf} AS "threadSubject"
    FROM customer c LEFT JOIN enrollment e ON e.customer_id = c.id AND e.sequence_id = ${sequenceId} AND e.is_live
    WHERE c.id = ${customerId} AND ${customerIsVisible(viewer, 'c')}`;
  return rows[0] ?? null;
}
