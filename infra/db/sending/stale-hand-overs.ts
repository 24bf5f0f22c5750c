import type { Tx } from '../client.ts';
import { VANISHED } from './ledger.ts';

/** What a message of the ledger belongs to. */
interface MessageOwner {
  entity: 'enrollment' | 'action' | 'scheduledTouchpoint';
  id: string;
}

/**
 * Hand-overs that nobody can be working on any more: they become `uncertain` and a person sees them (D1).
 *
 * @returns what they belong to
 */
export async function settleStale(
  db: Tx,
  { handedOverBefore, now }: { handedOverBefore: number; now: number },
): Promise<MessageOwner[]> {
  const at = new Date(now);
  const rows = await db.$queryRaw<{ source_kind: string; source_id: string; enrollment_id: string | null }[]>`
    WITH stale AS (
      UPDATE message SET status = 'uncertain'
      WHERE status = 'handed_over' AND settled_at IS NULL AND handed_over_at < ${new Date(handedOverBefore)}
      RETURNING source_kind, source_id, enrollment_id),
    shown AS (
      UPDATE step_execution x SET status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED}
      FROM stale WHERE x.id = stale.source_id AND x.status = 'sending'),
    acted AS (
      UPDATE action a SET send_status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED}, wake_at = NULL
      FROM stale WHERE a.id = stale.source_id AND a.send_status = 'sending'),
    touched AS (
      UPDATE scheduled_touchpoint t SET status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED},
        held_reason = NULL, held_until = NULL, wake_at = NULL, updated_at = ${at}, history = t.history ||
          jsonb_build_object('at', ${at.toISOString()}::text, 'from', t.status, 'to', 'uncertain', 'by', 'system')
      FROM stale WHERE t.id = stale.source_id AND t.status = 'approved')
    SELECT source_kind, source_id, enrollment_id FROM stale`;
  return rows.flatMap((row): MessageOwner[] => {
    if (row.source_kind === 'action') return [{ entity: 'action', id: row.source_id }];
    if (row.source_kind === 'touchpoint') return [{ entity: 'scheduledTouchpoint', id: row.source_id }];
    return row.enrollment_id === null ? [] : [{ entity: 'enrollment', id: row.enrollment_id }];
  });
}
