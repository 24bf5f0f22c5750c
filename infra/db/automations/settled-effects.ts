import type { EffectStatus } from '../../../contracts/automations/kinds.ts';
import type { Tx } from '../client.ts';

/** What a message came to, for the effects that it was sent for. */
export interface EffectOutcome {
  status: EffectStatus;
  reason: string | null;
  detail: string | null;
  now: number;
}

/**
 * Writes what a message came to into its effects, and what that means for their records (A2, A5): one with a failed effect
 * has failed, and one of which nothing came to pass was skipped. A record that is still worked on is its pass's to end: records are locked first, so that each sees what the
 * other wrote.
 */
export async function settle(
  tx: Tx,
  effectIds: readonly string[],
  { status, reason, detail, now }: EffectOutcome,
): Promise<void> {
  const at = new Date(now);
  const ids = [...effectIds];
  await tx.$executeRaw`
    WITH held AS MATERIALIZED (
      SELECT r.customer_id FROM automation_record r WHERE (r.pass_id, r.customer_id) IN (
        SELECT e.pass_id, e.customer_id FROM automation_effect e WHERE e.id = ANY(${ids}::text[]))
      ORDER BY r.pass_id, r.customer_id FOR NO KEY UPDATE)
    UPDATE automation_effect SET status = ${status}, reason = ${reason}, detail = ${detail}, at = ${at}
    WHERE id = ANY(${ids}::text[]) AND (SELECT count(*) FROM held) >= 0`;
  await tx.$executeRaw`
    UPDATE automation_record r SET
      status = x.status, finished_at = coalesce(r.finished_at, ${at})
    FROM (
      SELECT e.pass_id, e.customer_id, CASE WHEN bool_or(o.status = 'failed') THEN 'failed'
        WHEN bool_and(o.status = 'skipped') THEN 'skipped' ELSE 'done' END AS status
      FROM (SELECT DISTINCT pass_id, customer_id FROM automation_effect WHERE id = ANY(${ids}::text[])) e
      JOIN automation_effect o ON o.pass_id = e.pass_id AND o.customer_id = e.customer_id
      GROUP BY e.pass_id, e.customer_id) x
    WHERE r.pass_id = x.pass_id AND r.customer_id = x.customer_id AND r.status <> x.status
      AND (r.status IN ('done', 'failed') OR (r.status = 'skipped' AND r.reason IS NULL))`;
}
