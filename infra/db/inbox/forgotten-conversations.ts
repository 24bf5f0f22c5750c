import { ERASED } from '../../../domain/erased.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** Whose words: of contacts of a customer, or of their addresses. */
export interface ConversationsOf {
  customerId: string;
  contactIds: readonly string[];
  /** As they were ever written. */
  emails: readonly string[];
}

/** What an answer says to a person whose words are gone. */
const GONE = 'It was written to a person who has been forgotten.';

/**
 * Empties the answers to a person, and what conversations with them are about, while their mails still name them. What was to
 * leave ends: nothing passes the fence any more.
 *
 * @returns the answers, those of them that were to leave, and the conversations
 */
export async function emptyTheirs(
  tx: Tx,
  { customerId, contactIds, emails, now }: ConversationsOf & { now: number },
): Promise<{ answerIds: string[]; ended: number; conversationIds: string[] }> {
  const keys = emails.map((email) => email.toLowerCase());
  const at = new Date(now);
  const isOpen = Prisma.sql`a.send_status IN ('requested', 'sending', 'error')`;
  const answers = await tx.$queryRaw<{ id: string; isOpen: boolean }[]>`
    WITH theirs AS MATERIALIZED (
      SELECT a.id, ${isOpen} AS is_open FROM conversation_answer a
      WHERE a.customer_id = ${customerId} AND (a.contact_id = ANY(${[...contactIds]}::text[])
        OR EXISTS (SELECT FROM jsonb_array_elements_text(a.content->'to') t WHERE lower(t) = ANY(${keys}::text[])))
      ORDER BY a.id FOR NO KEY UPDATE)
    UPDATE conversation_answer a SET updated_at = ${at},
      content = jsonb_build_object('subject', ${ERASED}::text, 'body', ${ERASED}::text, 'to', '[]'::jsonb, 'cc', '[]'::jsonb),
      send_status = CASE WHEN t.is_open THEN 'cancelled' ELSE a.send_status END,
      error_code = CASE WHEN t.is_open THEN 'erased' ELSE a.error_code END,
      error_detail = CASE WHEN t.is_open THEN ${GONE} ELSE a.error_detail END,
      wake_at = CASE WHEN t.is_open THEN NULL ELSE a.wake_at END,
      held_reason = CASE WHEN t.is_open THEN NULL ELSE a.held_reason END,
      held_until = CASE WHEN t.is_open THEN NULL ELSE a.held_until END
    FROM theirs t WHERE a.id = t.id RETURNING a.id, t.is_open AS "isOpen"`;
  const conversations = await tx.$queryRaw<{ id: string }[]>`
    UPDATE conversation v SET subject = ${ERASED}
    WHERE v.customer_id = ${customerId} AND (
      EXISTS (SELECT FROM conversation_answer a
        WHERE a.conversation_id = v.id AND a.id = ANY(${answers.map(({ id }) => id)}::text[]))
      OR EXISTS (SELECT FROM mail_customer k JOIN mail m ON m.id = k.mail_id
        WHERE k.conversation_id = v.id AND (k.contact_id = ANY(${[...contactIds]}::text[])
          OR lower(m.from_address) = ANY(${keys}::text[]))))
    RETURNING v.id`;
  return {
    answerIds: answers.map(({ id }) => id),
    ended: answers.filter((answer) => answer.isOpen).length,
    conversationIds: conversations.map(({ id }) => id),
  };
}
