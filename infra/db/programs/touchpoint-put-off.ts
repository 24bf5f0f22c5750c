import { Prisma } from '../generated/client.ts';
import { PROGRAM_MAILBOX } from './program-mailbox.ts';
import { putOffOf } from '../sending/put-off.ts';

/** Of the scheduled touchpoint `x` of program `p`. */
export const PUT_OFF = putOffOf({
  ofSource: Prisma.sql`m.source_kind = 'touchpoint' AND m.source_id = x.id`,
  heldReason: Prisma.sql`CASE WHEN x.status = 'approved' THEN x.held_reason END`,
  heldUntil: Prisma.sql`x.held_until`,
  mailboxId: PROGRAM_MAILBOX,
});
