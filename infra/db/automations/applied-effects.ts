import { Prisma } from '../generated/client.ts';

/**
 * Condition: effect `e` was applied, once and for all for an automation that acts once (A2): also a message that waits to be
 * accepted, which leaves, and an enrollment that was there already.
 */
export const isApplied = Prisma.sql`(e.status IN ('done', 'waiting')
  OR (e.status = 'skipped' AND e.reason = 'already_enrolled'))`;
