import { Prisma } from '../generated/client.ts';

/**
 * Expression: the mailbox that the row `x` of step `t`, enrollment `e` and sequence `s` leaves from (S24): its own, as it was
 * when it became ready (S6), its thread's, or the sequence's as it is now, or who sends in its place. A thread whose mailbox
 * fails may move to the sequence's: `senderOf` decides that at the send.
 */
export const STEP_MAILBOX = Prisma.sql`mailbox_heir(coalesce(
  CASE WHEN x.pinned_rule IS NULL THEN t.mailbox_id ELSE x.pinned_rule->>'mailboxId' END,
  CASE WHEN t.is_threaded THEN e.mailbox_id END, s.mailbox_id))`;
