import type { Tx } from '../client.ts';

/**
 * Writes into the thread of each customer who walks through a sequence that it was paused or goes on (S21), in one
 * statement, however many they are. Ids are made from the enrollment and the moment.
 */
export async function record(
  tx: Tx,
  input: {
    sequenceId: string;
    event: 'paused' | 'resumed';
    title: string;
    reason: string | null;
    authorId: string;
    now: number;
  },
): Promise<void> {
  const { sequenceId, event, title, reason, authorId } = input;
  const now = new Date(input.now);
  await tx.$executeRaw`
    INSERT INTO communication (id, customer_id, kind, direction, occurred_at, subject, content, enrollment_id, author_id,
      data, created_at)
    SELECT 'com_0' || left(md5(e.id || ${event}::text || ${now.toISOString()}::text), 25), e.customer_id, 'activity', 'internal',
      ${now}::timestamptz, ${title}::text || ': ' || s.name, ${reason}::text, e.id, ${authorId}::text,
      jsonb_build_object('event', ${`sequence_${event}`}::text, 'sequenceId', s.id), ${now}::timestamptz
    FROM enrollment e JOIN sequence s ON s.id = e.sequence_id
    WHERE e.sequence_id = ${sequenceId} AND e.is_live`;
}
