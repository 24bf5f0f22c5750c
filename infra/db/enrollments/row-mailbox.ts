import { Prisma } from '../generated/client.ts';

/** Expression: the mailbox that the row `x` names itself, pinned where it is ready (S6), else of its step `t`; null: none. */
export const NAMED_MAILBOX = Prisma.sql`
  CASE WHEN x.pinned_rule IS NULL THEN t.mailbox_id ELSE x.pinned_rule->>'mailboxId' END`;

const NAMED_ADDRESS = Prisma.sql`
  CASE WHEN x.pinned_rule IS NULL THEN t.from_address ELSE x.pinned_rule->>'fromAddress' END`;

/** Condition: the row `x` answers under an earlier mail, and names no address of its own. */
export const FOLLOWS_ITS_THREAD = Prisma.sql`CASE WHEN x.pinned_rule IS NULL THEN t.is_threaded AND t.from_address IS NULL
  ELSE (x.pinned_rule->>'isThreaded')::boolean AND x.pinned_rule->>'fromAddress' IS NULL END`;

/** Condition: the sender of the thread of enrollment `e` is kept: it works, or that of the sequence `s` does not (S24). */
const DOES_THREAD_WORK = Prisma.sql`EXISTS (
  SELECT FROM mailbox b WHERE b.id = mailbox_heir(e.mailbox_id) AND (b.status NOT IN ('failing', 'reconnect') OR NOT EXISTS (
    SELECT FROM mailbox b WHERE b.id = mailbox_heir(s.mailbox_id) AND b.status = 'working')))`;

/**
 * Expression: the mailbox, or number, that the row `x` would leave from now, as `senderOf` (`domain/enrollments/sender.ts`) says (S24).
 * `e`, `s` and `t` are its enrollment, sequence and step.
 */
export const ROW_MAILBOX = Prisma.sql`(CASE WHEN x.type = 'sms' THEN coalesce(sms_sender_heir(s.sms_sender_id), s.sms_sender_id) ELSE (
  SELECT coalesce(mailbox_heir(named.id), named.id) FROM (SELECT coalesce(${NAMED_MAILBOX},
    CASE WHEN ${FOLLOWS_ITS_THREAD} AND ${DOES_THREAD_WORK} THEN e.mailbox_id END, s.mailbox_id) AS id) named) END)`;

/** Expression: the address among those of its mailbox that the row `x` would leave from now; null: the mailbox's own. */
export const ROW_ADDRESS = Prisma.sql`(CASE
  WHEN x.type = 'sms' THEN NULL
  WHEN ${NAMED_MAILBOX} IS NOT NULL OR ${NAMED_ADDRESS} IS NOT NULL THEN ${NAMED_ADDRESS}
  WHEN ${FOLLOWS_ITS_THREAD} AND ${DOES_THREAD_WORK} THEN e.from_address
  ELSE s.from_address END)`;
