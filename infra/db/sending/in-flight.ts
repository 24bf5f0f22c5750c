import type { Tx } from '../client.ts';
import type { RawTx } from '../raw-transaction.ts';

/** A message whose hand-over has begun, or a copy of one that was sent; `n` 1 is the main copy. */
export interface InFlight {
  messageId: string;
  n: number;
  stepExecutionId: string;
  status: string;
  token: string;
}

/** Messages and copies of enrollments whose hand-over has begun and whose outcome is not known (S10). */
export async function findInFlight(db: RawTx, enrollmentIds: readonly string[]): Promise<InFlight[]> {
  return db.$queryRaw<InFlight[]>`
    SELECT id AS "messageId", 1 AS n, source_id AS "stepExecutionId", status, token FROM message
    WHERE enrollment_id = ANY(${[...enrollmentIds]}::text[]) AND status IN ('handed_over', 'uncertain') AND settled_at IS NULL
    UNION ALL
    SELECT m.id, r.n, m.source_id, r.status, r.token FROM message m JOIN message_recipient r ON r.message_id = m.id
    WHERE m.enrollment_id = ANY(${[...enrollmentIds]}::text[]) AND r.is_open AND r.n > 1 AND r.status = 'handed_over' ORDER BY 1, 2`;
}

/** Where messages stand now. */
export async function readStatuses(db: Tx, messageIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.message.findMany({
    where: { id: { in: [...messageIds] } },
    select: { id: true, status: true },
  });
  return new Map(rows.map((row) => [row.id, row.status]));
}
