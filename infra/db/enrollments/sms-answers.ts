import type { SmsAnswer, SmsInboundKind } from '../../../contracts/enrollments/kinds.ts';
import { SENDING_NUMBER, sendingNumberSchema } from '../sending/send-facts-schema.ts';
import type { SendingNumber } from '../../../domain/sending/send-facts.ts';
import type { Tx } from '../client.ts';

/** A confirmation that is to leave (M7): through the number at which the word came in, or the one that took its place. */
export interface DueAnswer {
  id: string;
  kind: SmsInboundKind;
  to: string;
  customerIds: string[];
  createdAt: Date;
  /** Null: it is retired, and nobody took its place (S24). */
  sender: SendingNumber | null;
}

/** Asks for the confirmation of a word, once; one that its gateway gives is not asked for. */
export async function setDue(tx: Tx, id: string): Promise<void> {
  await tx.smsInbound.updateMany({ where: { id, answer: null }, data: { answer: 'due' } });
}

/** Confirmations that nobody has sent, the oldest first. */
export async function findDue(db: Tx, { limit }: { limit: number }): Promise<DueAnswer[]> {
  const rows = await db.$queryRaw<(Omit<DueAnswer, 'sender'> & { sender: unknown })[]>`
    SELECT i.id, i.kind, i.from_number AS "to", i.customer_ids AS "customerIds", i.created_at AS "createdAt",
      CASE WHEN m.id IS NOT NULL THEN ${SENDING_NUMBER} END AS sender
    FROM sms_inbound i LEFT JOIN sms_sender m ON m.id = sms_sender_heir(i.sms_sender_id)
    WHERE i.answer = 'due' ORDER BY i.created_at LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, sender: sendingNumberSchema.nullable().parse(row.sender) }));
}

/** Goes on from one state of a confirmation to the next. @returns false: it is not in that state any more */
export async function move(
  db: Tx,
  { id, from, to, now }: { id: string; from: SmsAnswer; to: SmsAnswer; now: number },
): Promise<boolean> {
  const where = { id, answer: from };
  const { count } = await db.smsInbound.updateMany({
    where,
    data: { answer: to, answeredAt: new Date(now) },
  });
  return count === 1;
}
