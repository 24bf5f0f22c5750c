import { Prisma } from '../generated/client.ts';

/**
 * What machines and nobody knows who did with the main copies of messages, one row each that was hit: five hits are one, told
 * by our tracker or by somebody else's. What
 * people did stands among the events of a message. `ids` is a query of messages.
 */
export const machineHits = (ids: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT h.message_id,
    bool_or(h.kind = 'open' AND h.verdict = 'machine') AS opened_machine,
    bool_or(h.kind = 'open' AND h.verdict = 'unclear') AS opened_unclear,
    bool_or(h.kind = 'click' AND h.verdict = 'machine') AS clicked_machine,
    bool_or(h.kind = 'click' AND h.verdict = 'unclear') AS clicked_unclear
  FROM (
    SELECT t.message_id, t.kind, t.verdict FROM tracking_hit t
    WHERE t.message_id IN (${ids}) AND t.n = 1 AND t.verdict IN ('machine', 'unclear')
    UNION ALL
    SELECT v.message_id, CASE v.kind WHEN 'opened' THEN 'open' ELSE 'click' END, v.verdict FROM message_event v
    WHERE v.message_id IN (${ids}) AND coalesce(v.n, 1) = 1 AND v.kind IN ('opened', 'clicked')
      AND v.verdict IN ('machine', 'unclear')) h
  GROUP BY h.message_id`;
