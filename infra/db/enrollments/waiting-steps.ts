import type { Tx } from '../client.ts';

/** Enrollments with a message that waits for a mailbox that was switched off, by id. */
export async function listWaitingForMailbox(db: Tx, mailboxId: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT e.id FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id
    JOIN sequence s ON s.id = e.sequence_id LEFT JOIN step t ON t.id = x.step_id
    WHERE x.held_reason = 'mailbox_hold' AND x.status NOT IN ('done', 'skipped', 'cancelled') AND e.is_live
      AND coalesce(t.mailbox_id, e.mailbox_id, s.mailbox_id) = ${mailboxId}
    ORDER BY e.id`;
  return rows.map((row) => row.id);
}

/** Lets messages of these enrollments, which are locked, try a mailbox at once that was switched off. */
export async function releaseFromMailbox(tx: Tx, enrollmentIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE step_execution SET held_reason = NULL, held_until = NULL
    WHERE enrollment_id = ANY(${[...enrollmentIds]}::text[]) AND held_reason = 'mailbox_hold'`;
}

/**
 * Lets steps look again that the contact policy defers, after it changed. What is being looked at right now is left
 * alone. Whoever waits for it in Temporal is woken by the reconciler: there may be very many.
 */
export async function releaseDeferred(tx: Tx, now: number): Promise<void> {
  await tx.$executeRaw`
    WITH waiting AS MATERIALIZED (
      SELECT e.id FROM enrollment e
      WHERE e.is_live AND e.id IN (
        SELECT x.enrollment_id FROM step_execution x
        WHERE x.status IN ('planned', 'ready') AND x.held_reason = 'contact_policy')
      ORDER BY e.id FOR NO KEY UPDATE SKIP LOCKED),
    released AS (
      UPDATE step_execution x SET held_until = ${new Date(now)}
      FROM waiting WHERE x.enrollment_id = waiting.id AND x.status IN ('planned', 'ready')
        AND x.held_reason = 'contact_policy')
    UPDATE enrollment e SET intent_version = e.intent_version + 1 FROM waiting WHERE e.id = waiting.id`;
}
