import type { SequencePurpose, SequenceStatus } from '../../../contracts/sequences/kinds.ts';
import type { Tx } from '../client.ts';
import { isOpen } from '../holds/open.ts';

/** What decides whether a sequence takes enrollments (S1, S8). */
export interface Acceptance {
  name: string;
  /** As shown: an activated sequence with an open hold is paused. */
  status: SequenceStatus;
  /** When its begin comes, if it waits for that (S12). */
  beginsAt: Date | null;
  purpose: SequencePurpose;
  zone: string;
  mailboxId: string | null;
}

/** Reads it; null: no such sequence. */
export async function readAcceptance(
  db: Tx,
  { sequenceId, now }: { sequenceId: string; now: number },
): Promise<Acceptance | null> {
  const rows = await db.$queryRaw<Acceptance[]>`
    SELECT s.name, s.purpose, s.zone, s.mailbox_id AS "mailboxId",
      (SELECT min(h.expires_at) FROM hold h WHERE h.sequence_id = s.id AND h.scope = 'sequence' AND h.kind = 'begin'
        AND ${isOpen(new Date(now))}) AS "beginsAt",
      CASE WHEN s.status = 'active' AND s.end_at <= ${new Date(now)} THEN 'ended'
        WHEN s.status = 'active' AND EXISTS (SELECT 1 FROM hold h
          WHERE h.sequence_id = s.id AND h.scope = 'sequence' AND h.kind <> 'switch' AND ${isOpen(new Date(now))}) THEN 'paused'
        ELSE s.status END AS status
    FROM sequence s WHERE s.id = ${sequenceId}`;
  return rows[0] ?? null;
}
