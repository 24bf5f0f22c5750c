import { Prisma } from '../generated/client.ts';
import { putOffOf } from '../sending/put-off.ts';

/** Of `x`, whatever holds its enrollment back. */
export const PUT_OFF = putOffOf({
  ofSource: Prisma.sql`m.source_kind = 'step_execution' AND m.source_id = x.id`,
  heldReason: Prisma.sql`x.held_reason`,
  heldUntil: Prisma.sql`x.held_until`,
  mailboxId: Prisma.sql`coalesce(t.mailbox_id, e.mailbox_id, s.mailbox_id)`,
});
