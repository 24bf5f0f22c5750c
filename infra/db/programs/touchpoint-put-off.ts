import { Prisma } from '../generated/client.ts';
import { putOffOf } from '../sending/put-off.ts';

/** Of the scheduled touchpoint `x` of program `p`. */
export const PUT_OFF = putOffOf({
  ofSource: Prisma.sql`m.source_kind = 'touchpoint' AND m.source_id = x.id`,
  heldReason: Prisma.sql`CASE WHEN x.status = 'approved' THEN x.held_reason END`,
  heldUntil: Prisma.sql`x.held_until`,
  mailboxId: Prisma.sql`mailbox_heir(coalesce(p.mailbox_id, (SELECT o.default_mailbox_id FROM organisation o LIMIT 1)))`,
});
