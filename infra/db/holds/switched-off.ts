import { Prisma } from '../generated/client.ts';

/**
 * In words, what an emergency switch stops and why (D9): of those that are on for everything, or for what `concerns` says of
 * the hold `h`, the widest. Null: none is on.
 */
export const switchedOff = (concerns: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  SELECT 'Sending is switched off for ' || CASE h.scope WHEN 'all' THEN 'everything'
      ELSE 'the ' || h.scope || ' ' || coalesce(hp.name, hs.name, ha.name, hm.name, '') END || coalesce(': ' || h.reason, '.')
  FROM hold h LEFT JOIN program hp ON hp.id = h.program_id LEFT JOIN sequence hs ON hs.id = h.sequence_id
  LEFT JOIN automation ha ON ha.id = h.automation_id LEFT JOIN mailbox hm ON hm.id = h.mailbox_id
  WHERE h.kind = 'switch' AND h.ended_at IS NULL AND (h.scope = 'all' OR ${concerns})
  ORDER BY h.scope <> 'all', h.scope <> 'program', h.scope <> 'sequence', h.scope <> 'automation', h.started_at LIMIT 1)`;
