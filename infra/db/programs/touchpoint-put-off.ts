import { Prisma } from '../generated/client.ts';
import { PROGRAM_MAILBOX } from './program-mailbox.ts';
import { putOffOf } from '../sending/put-off.ts';

/** Of the scheduled touchpoint `row` of program `p`. */
const of = (row: 'x' | 's'): Prisma.Sql => {
  const touchpoint = Prisma.raw(row);
  return putOffOf({
    ofSource: Prisma.sql`m.source_kind = 'touchpoint' AND m.source_id = ${touchpoint}.id`,
    heldReason: Prisma.sql`CASE WHEN ${touchpoint}.status = 'approved' THEN ${touchpoint}.held_reason END`,
    heldUntil: Prisma.sql`${touchpoint}.held_until`,
    mailboxId: PROGRAM_MAILBOX,
  });
};

/** Of the scheduled touchpoint `x` of program `p`. */
export const PUT_OFF = of('x');
/** The same of the item `s` of a review batch. */
export const PUT_OFF_OF_ITEM = of('s');
