import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import type { Tx } from '../../client.ts';
import { ENDING_WITH_MAIN } from '../../sending/open-copies.ts';
import { customerIsVisible } from '../../visibility.ts';
import { isAmong } from './batch-decisions.ts';

/** A call to bring a batch back; `now` is epoch milliseconds, `note` a person's words. */
interface Recalling {
  batchId: string;
  /** Left out: all of it. */
  among: readonly string[] | undefined;
  note: string | null;
  now: number;
}

const id = z.array(z.object({ id: z.string() }));

/**
 * Brings what of a batch was approved and not handed over back to whoever decides, of customers that the viewer may see:
 * claims are taken away, words stay. To be called behind the closed gate of the program, so that no send is claimed or
 * passes its fence meanwhile.
 *
 * @returns the ids of those that came back
 */
export async function bringBack(
  tx: Tx,
  viewer: Viewer,
  { batchId, among, note, now }: Recalling,
): Promise<string[]> {
  const at = new Date(now);
  const entry = {
    at: at.toISOString(),
    from: 'approved',
    to: 'proposed',
    reason: 'recalled',
    ...(note !== null && { note }),
    by: viewer.userId,
  };
  const rows = await tx.$queryRaw`
    WITH open AS MATERIALIZED (
      SELECT s.id FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
      WHERE s.batch_id = ${batchId} AND s.status = 'approved' AND ${customerIsVisible(viewer, 'c')} AND ${isAmong(among)}
        AND NOT EXISTS (SELECT FROM message m WHERE m.source_kind = 'touchpoint' AND m.source_id = s.id
          AND m.status IN ('handed_over', 'sent', 'uncertain'))
      ORDER BY s.id FOR NO KEY UPDATE OF s),
    taken AS (
      UPDATE message m SET status = 'cancelled' FROM open o
      WHERE m.source_kind = 'touchpoint' AND m.source_id = o.id AND m.status = 'claimed' RETURNING m.id),
    copies AS (${ENDING_WITH_MAIN})
    UPDATE scheduled_touchpoint s SET status = 'proposed', decision = NULL, decided_by_id = NULL, decided_at = NULL,
      reason = NULL, slot_at = NULL, wake_at = NULL, held_reason = NULL, held_until = NULL, force_reason = NULL,
      updated_at = ${at}, history = s.history || ${JSON.stringify([entry])}::jsonb
    FROM open o WHERE s.id = o.id RETURNING s.id`;
  return id.parse(rows).map((row) => row.id);
}

/** A message that could not be called back. */
export interface LeavingItem {
  itemId: string;
  messageId: string;
  status: 'handed_over' | 'uncertain';
}

/** What of a batch is on its way to a mail server, of customers that the viewer may see. */
export async function findLeaving(tx: Tx, viewer: Viewer, batchId: string): Promise<LeavingItem[]> {
  return tx.$queryRaw`
    SELECT s.id AS "itemId", m.id AS "messageId", m.status
    FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
    JOIN message m ON m.source_kind = 'touchpoint' AND m.source_id = s.id
    WHERE s.batch_id = ${batchId} AND s.status IN ('approved', 'uncertain') AND ${customerIsVisible(viewer, 'c')}
      AND m.status IN ('handed_over', 'uncertain')
    ORDER BY s.id`;
}

/** How many of a batch have left, of customers that the viewer may see. */
export async function countGone(tx: Tx, viewer: Viewer, batchId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
    WHERE s.batch_id = ${batchId} AND s.status = 'completed' AND ${customerIsVisible(viewer, 'c')}`;
  return rows[0]!.n;
}
