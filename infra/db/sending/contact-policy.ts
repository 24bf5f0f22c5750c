import type { Tx } from '../client.ts';

/**
 * Lets everything look again that the contact policy defers, after the policy changed. What is being looked at right now
 * is left alone. Whoever waits for it in Temporal is woken by the reconciler: there may be very many.
 */
export async function releaseDeferred(tx: Tx, now: number): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    WITH waiting AS MATERIALIZED (
      SELECT e.id FROM enrollment e
      WHERE e.is_live AND e.id IN (
        SELECT x.enrollment_id FROM step_execution x
        WHERE x.status IN ('planned', 'ready') AND x.held_reason = 'contact_policy')
      ORDER BY e.id FOR NO KEY UPDATE SKIP LOCKED),
    released AS (
      UPDATE step_execution x SET held_until = ${at}
      FROM waiting WHERE x.enrollment_id = waiting.id AND x.status IN ('planned', 'ready')
        AND x.held_reason = 'contact_policy')
    UPDATE enrollment e SET intent_version = e.intent_version + 1 FROM waiting WHERE e.id = waiting.id`;
  await tx.$executeRaw`
    UPDATE action a SET held_until = ${at}, wake_at = ${at}
    FROM (SELECT id FROM action WHERE wake_at IS NOT NULL AND held_reason = 'contact_policy'
      FOR NO KEY UPDATE SKIP LOCKED) waiting
    WHERE a.id = waiting.id`;
  await tx.$executeRaw`
    WITH batch AS MATERIALIZED (
      SELECT b.id FROM review_batch b
      WHERE b.wake_at IS NOT NULL AND EXISTS (
        SELECT FROM scheduled_touchpoint s
        WHERE s.batch_id = b.id AND s.status = 'approved'::text AND s.held_reason = 'contact_policy')
      ORDER BY b.id FOR NO KEY UPDATE),
    waiting AS MATERIALIZED (
      SELECT s.id FROM scheduled_touchpoint s JOIN batch ON batch.id = s.batch_id
      WHERE s.status = 'approved'::text AND s.held_reason = 'contact_policy'
      FOR NO KEY UPDATE OF s SKIP LOCKED),
    released AS (
      UPDATE scheduled_touchpoint s SET held_until = ${at}, wake_at = ${at} FROM waiting WHERE s.id = waiting.id)
    UPDATE review_batch b SET wake_at = ${at} FROM batch WHERE b.id = batch.id`;
}
