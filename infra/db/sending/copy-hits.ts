import { z } from 'zod';
import type { HitCounts } from '../../../contracts/sending/messages.ts';
import type { Tx } from '../client.ts';

const countsSchema = z.object({ human: z.int(), machine: z.int(), unclear: z.int() });
const rowSchema = z.object({
  messageId: z.string(),
  n: z.int(),
  opened: countsSchema,
  clicked: countsSchema,
});

const NO_COUNTS = { human: 0, machine: 0, unclear: 0 };

/** How often copies of messages were opened and clicked, by who it was judged to be. */
export interface CopyHits {
  of(messageId: string, n: number): HitCounts;
}

/**
 * Counts the hits on copies that have been judged, and what people reported of them; no messages: no statement. A hit of a
 * person is an event too, once a copy: only events of others are added.
 */
export async function readCopyHits(db: Tx, messageIds: readonly string[]): Promise<CopyHits> {
  const rows = messageIds.length === 0 ? [] : await query(db, messageIds);
  const found = new Map(rows.map(({ messageId, n, ...counts }) => [`${messageId} ${n}`, counts]));
  return {
    of: (messageId, n) => found.get(`${messageId} ${n}`) ?? { opened: NO_COUNTS, clicked: NO_COUNTS },
  };
}

async function query(db: Tx, messageIds: readonly string[]) {
  const rows = await db.$queryRaw`
    WITH hit AS (
      SELECT message_id, n, kind, verdict, times FROM tracking_hit
      WHERE message_id = ANY(${[...messageIds]}::text[]) AND verdict IS NOT NULL
      UNION ALL
      SELECT message_id, coalesce(n, 1::smallint), CASE kind WHEN 'opened' THEN 'open' ELSE 'click' END, verdict, 1 FROM message_event
      WHERE message_id = ANY(${[...messageIds]}::text[]) AND kind IN ('opened', 'clicked') AND source <> 'tracking'),
    counted AS (
      SELECT message_id, n, kind, verdict, sum(times)::int AS times FROM hit GROUP BY message_id, n, kind, verdict)
    SELECT message_id AS "messageId", n::int AS n,
      json_build_object('human', coalesce(sum(times) FILTER (WHERE kind = 'open' AND verdict = 'human'), 0),
        'machine', coalesce(sum(times) FILTER (WHERE kind = 'open' AND verdict = 'machine'), 0),
        'unclear', coalesce(sum(times) FILTER (WHERE kind = 'open' AND verdict = 'unclear'), 0)) AS opened,
      json_build_object('human', coalesce(sum(times) FILTER (WHERE kind = 'click' AND verdict = 'human'), 0),
        'machine', coalesce(sum(times) FILTER (WHERE kind = 'click' AND verdict = 'machine'), 0),
        'unclear', coalesce(sum(times) FILTER (WHERE kind = 'click' AND verdict = 'unclear'), 0)) AS clicked
    FROM counted GROUP BY message_id, n`;
  return z.array(rowSchema).parse(rows);
}
