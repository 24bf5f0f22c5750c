import type { RawTx } from '../raw-transaction.ts';

/** Locks the copies of a message, for a person's answer about one of them. */
export async function lock(tx: RawTx, messageId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT n FROM message_recipient WHERE message_id = ${messageId} AND n > 1 ORDER BY n FOR NO KEY UPDATE`;
}

/** Whether age or an erasure took the words of a message: there is nothing left to send. */
export async function isWordless(tx: RawTx, messageId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT FROM message WHERE id = ${messageId} AND content_hash IS NOT NULL`;
  return rows.length > 0;
}

interface AnsweredCopy {
  messageId: string;
  n: number;
  actorId: string;
  now: number;
}

/** A person asks for one copy: it leaves as soon as nothing holds it, whatever has moved. */
export async function ask(tx: RawTx, { messageId, n, actorId, now }: AnsweredCopy): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    UPDATE message_recipient SET status = 'waiting', reason = NULL, token = NULL, is_open = true,
      asked_by_id = ${actorId}, handed_over_at = NULL, settled_at = ${at}, retry_at = ${at},
      refusals = 0, first_refused_at = NULL
    WHERE message_id = ${messageId} AND n = ${n}`;
}

/** A person says that an uncertain copy did arrive. */
export async function markSent(tx: RawTx, { messageId, n, actorId, now }: AnsweredCopy): Promise<void> {
  await tx.$executeRaw`
    UPDATE message_recipient SET status = 'accepted', reason = NULL, is_open = false, settled_at = ${new Date(now)},
      settled_by_id = ${actorId}
    WHERE message_id = ${messageId} AND n = ${n} AND status = 'uncertain'`;
}
