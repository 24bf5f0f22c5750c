import { Prisma } from '../generated/client.ts';

/**
 * What machines and nobody knows who did with the main copies of messages, one row each that was hit: five hits are one. What
 * people did stands among the events of a message. `ids` is a query of messages.
 */
export const machineHits = (ids: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT h.message_id,
    bool_or(h.kind = 'open' AND h.verdict = 'machine') AS opened_machine,
    bool_or(h.kind = 'open' AND h.verdict = 'unclear') AS opened_unclear,
    bool_or(h.kind = 'click' AND h.verdict = 'machine') AS clicked_machine,
    bool_or(h.kind = 'click' AND h.verdict = 'unclear') AS clicked_unclear
  FROM tracking_hit h WHERE h.message_id IN (${ids}) AND h.n = 1 AND h.verdict IN ('machine', 'unclear')
  GROUP BY h.message_id`;
