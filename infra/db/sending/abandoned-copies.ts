import { z } from 'zod';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';
import type { SourceRef } from './ledger.ts';

/** Whose copies: those of a source, claimed together with its main one; or of a message, claimed after it. */
type Abandoned = SourceRef | { messageId: string };

/**
 * Takes copies back whose owner is known to be gone, since it is tried again: those that it had not begun may be taken up at
 * once, those that it had handed over become `uncertain` (D1).
 *
 * @returns what their workflow is found by
 */
export async function takeBack(
  tx: RawTx,
  { of, now }: { of: Abandoned; now: number },
): Promise<z.output<typeof rowSchema>[]> {
  const ofMessage = 'messageId' in of;
  const which = ofMessage
    ? Prisma.sql`m.id = ${of.messageId}`
    : Prisma.sql`m.source_kind = ${of.kind} AND m.source_id = ${of.id}`;
  const rows = await tx.$queryRaw`
    WITH taken AS (
      UPDATE message_recipient r SET
        status = CASE r.status WHEN 'claimed' THEN 'waiting' ELSE 'uncertain' END,
        is_open = r.status = 'claimed',
        token = CASE r.status WHEN 'claimed' THEN r.token || '/ended' ELSE r.token END,
        attempts = CASE r.status WHEN 'claimed' THEN r.attempts - 1 ELSE r.attempts END,
        retry_at = CASE r.status WHEN 'claimed' THEN ${new Date(now)}::timestamptz ELSE r.retry_at END
      FROM message m
      WHERE ${which} AND m.status = 'sent' AND r.message_id = m.id AND r.is_open AND r.n > 1
        AND r.status IN ('claimed', 'handed_over') AND (r.token = m.token || '/' || r.n) <> ${ofMessage}
      RETURNING m.id, m.customer_id, m.mailbox_id, m.sequence_id)
    SELECT DISTINCT id AS "messageId", customer_id AS "customerId", mailbox_id AS "mailboxId", sequence_id AS "sequenceId"
    FROM taken`;
  return z.array(rowSchema).parse(rows);
}

const rowSchema = z.object({
  messageId: z.string(),
  customerId: z.string().nullable(),
  mailboxId: z.string().nullable(),
  sequenceId: z.string().nullable(),
});
