import { z } from 'zod';
import { MESSAGE_SOURCES } from '../../../contracts/sending/kinds.ts';
import type { RawTx } from '../raw-transaction.ts';
import type { SourceRef } from './ledger.ts';
import { telling } from './told-outcomes.ts';

/** A hand-over whose owner vanished: only a person, or the owner's late result, can settle it (D1). */
export async function markUncertain(
  tx: RawTx,
  { source, token, now }: { source: SourceRef; token: string; now: number },
): Promise<void> {
  await tx.$executeRaw`
    WITH uncertain AS (
      UPDATE message SET status = 'uncertain'
      WHERE source_kind = ${source.kind} AND source_id = ${source.id} AND token = ${token}
        AND status = 'handed_over' RETURNING *),
    told AS (${telling('uncertain', { at: new Date(now), status: 'uncertain' })}),
    doubted AS (
      UPDATE message_recipient r SET status = 'uncertain', is_open = false FROM uncertain u
      WHERE r.message_id = u.id AND r.n = 1)
    UPDATE message_attempt a SET result = 'uncertain' FROM uncertain u
    WHERE a.message_id = u.id AND a.token = u.token`;
}

/**
 * Hand-overs that nobody can be working on any more become `uncertain`, so that a person sees them (D1).
 *
 * @returns what they were written for
 */
export async function settleStale(
  tx: RawTx,
  { handedOverBefore, now }: { handedOverBefore: number; now: number },
): Promise<(SourceRef & { enrollmentId: string | null })[]> {
  const rows = await tx.$queryRaw`
    WITH stale AS (
      UPDATE message SET status = 'uncertain'
      WHERE status = 'handed_over' AND settled_at IS NULL AND handed_over_at < ${new Date(handedOverBefore)}
      RETURNING *),
    told AS (${telling('stale', { at: new Date(now), status: 'uncertain' })}),
    doubted AS (
      UPDATE message_recipient r SET status = 'uncertain', is_open = false FROM stale
      WHERE r.message_id = stale.id AND r.n = 1)
    SELECT source_kind AS kind, source_id AS id, enrollment_id AS "enrollmentId" FROM stale`;
  return z.array(staleSchema).parse(rows);
}

const staleSchema = z.object({
  kind: z.enum(MESSAGE_SOURCES),
  id: z.string(),
  enrollmentId: z.string().nullable(),
});
