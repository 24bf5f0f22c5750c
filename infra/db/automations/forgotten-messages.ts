import { ERASED } from '../../../domain/erased.ts';
import type { Tx } from '../client.ts';

/** Messages to addresses of a person, whom an action names: open ones end. @returns the effects that waited for them */
export async function endTheirs(
  tx: Tx,
  {
    customerId,
    emails,
    isTheirsAlone,
    now,
  }: { customerId: string; emails: readonly string[]; isTheirsAlone: boolean; now: number },
): Promise<string[]> {
  const keys = emails.map((email) => email.toLowerCase());
  const rows = await tx.$queryRaw<{ effectId: string | null }[]>`
    WITH theirs AS MATERIALIZED (
      SELECT id, send_status IN ('gathering', 'in_digest', 'requested', 'sending', 'error') AS is_open
      FROM automation_message
      WHERE recipient = 'address'::text AND lower(address) = ANY(${keys}::text[]) AND (customer_id = ${customerId} OR ${isTheirsAlone}::boolean)
      ORDER BY id FOR NO KEY UPDATE)
    UPDATE automation_message a SET address = ${ERASED}, updated_at = ${new Date(now)},
      send_status = CASE WHEN t.is_open THEN 'cancelled' ELSE a.send_status END,
      skip_reason = CASE WHEN t.is_open THEN 'erased' ELSE a.skip_reason END,
      wake_at = CASE WHEN t.is_open THEN NULL ELSE a.wake_at END,
      held_reason = CASE WHEN t.is_open THEN NULL ELSE a.held_reason END,
      held_until = CASE WHEN t.is_open THEN NULL ELSE a.held_until END
    FROM theirs t WHERE a.id = t.id RETURNING CASE WHEN t.is_open THEN a.effect_id END AS "effectId"`;
  return rows.flatMap(({ effectId }) => effectId ?? []);
}
