import { Prisma } from '../generated/client.ts';
import { STEP_MAILBOX } from './step-mailbox.ts';
import { putOffOf } from '../sending/put-off.ts';

/** Of `x`, whatever holds its enrollment back. */
export const PUT_OFF = putOffOf({
  ofSource: Prisma.sql`m.source_kind = 'step_execution' AND m.source_id = x.id`,
  heldReason: Prisma.sql`x.held_reason`,
  heldUntil: Prisma.sql`x.held_until`,
  mailboxId: STEP_MAILBOX,
});
