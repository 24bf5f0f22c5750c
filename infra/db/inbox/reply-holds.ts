import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import { waitsForAnswer } from './mail-effects.ts';

/** A conversation and whose it is. */
interface OfConversation {
  conversationId: string;
  customerId: string;
}

/** Enrollments `e` whose mails were answered in conversations `k.conversation_id`, as a query of their ids. */
const answeredIn = (which: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT o.enrollment_id FROM mail_customer k JOIN mail m ON m.id = k.mail_id
    JOIN message o ON o.id = m.message_id AND o.customer_id = k.customer_id
  WHERE o.enrollment_id IS NOT NULL AND ${which}`;

/** Wishes of a customer to get no more mail, outside of a conversation, that wait for a person's answer. */
const wishesBeside = ({ conversationId, customerId }: OfConversation): Prisma.Sql => Prisma.sql`
  SELECT FROM mail_customer k JOIN mail l ON l.id = k.mail_id
  WHERE k.customer_id = ${customerId} AND k.conversation_id IS DISTINCT FROM ${conversationId} AND ${waitsForAnswer('l')}`;

/**
 * Condition: hold `h`, of enrollment `e` where it is one's, came with a reply in the conversation: it is one of the whole
 * customer, but for that of a wish in another conversation, or of an enrollment that no other conversation which somebody
 * has to answer speaks of.
 */
export const isOfReply = ({ conversationId, customerId }: OfConversation): Prisma.Sql => Prisma.sql`(
  h.kind = 'reply' AND ((h.scope = 'customer' AND h.customer_id = ${customerId} AND NOT (
      h.expires_at IS NULL AND EXISTS (${wishesBeside({ conversationId, customerId })})))
    OR (h.scope = 'enrollment' AND e.customer_id = ${customerId} AND (
      h.enrollment_id IN (${answeredIn(Prisma.sql`k.conversation_id = ${conversationId}`)})
      OR h.enrollment_id NOT IN (${answeredIn(Prisma.sql`k.conversation_id IN (
        SELECT v.id FROM conversation v WHERE v.customer_id = ${customerId} AND v.id <> ${conversationId} AND v.status = 'open')`)})))))`;

/** The open holds that came with a reply, oldest first. */
export async function listOpen(tx: Tx, { now, ...of }: OfConversation & { now: number }): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT h.id FROM hold h LEFT JOIN enrollment e ON e.id = h.enrollment_id
    WHERE coalesce(h.customer_id, e.customer_id) = ${of.customerId} AND ${isOpen(new Date(now))} AND ${isOfReply(of)}
    ORDER BY h.started_at, h.id`;
  return rows.map(({ id }) => id);
}

/** Those of {@link listOpen} that nothing else waits for: one of the whole customer stays while another conversation is open. */
export async function listSettled(
  tx: Tx,
  { now, ...of }: OfConversation & { now: number },
): Promise<string[]> {
  const { conversationId, customerId } = of;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT h.id FROM hold h LEFT JOIN enrollment e ON e.id = h.enrollment_id
    WHERE coalesce(h.customer_id, e.customer_id) = ${customerId} AND ${isOpen(new Date(now))} AND ${isOfReply(of)}
      AND (h.scope = 'enrollment' OR NOT EXISTS (SELECT FROM conversation v
        WHERE v.customer_id = ${customerId} AND v.id <> ${conversationId} AND v.status = 'open'))
    ORDER BY h.started_at, h.id`;
  return rows.map(({ id }) => id);
}

/**
 * The conversations of a mail in which a person of ours has answered with another program, to the customer, whatever came last;
 * by customer, in the order of the locks.
 */
export async function findAnswered(db: Tx, mailId: string): Promise<OfConversation[]> {
  return db.$queryRaw<OfConversation[]>`
    SELECT v.id AS "conversationId", v.customer_id AS "customerId"
    FROM mail_customer k JOIN conversation v ON v.id = k.conversation_id
    WHERE k.mail_id = ${mailId} AND EXISTS (
      SELECT FROM mail_customer a JOIN mail s ON s.id = a.mail_id, jsonb_array_elements(s.people) p
      WHERE a.conversation_id = v.id AND s.verdict = 'sent' AND NOT s.is_history AND s.received_at >= v.last_inbound_at
        AND p->>'kind' <> 'reply_to' AND (
          EXISTS (SELECT FROM contact c WHERE c.customer_id = v.customer_id AND lower(c.email) = lower(p->>'address'))
          OR EXISTS (SELECT FROM mail_customer w JOIN mail o ON o.id = w.mail_id
            WHERE w.conversation_id = v.id AND o.direction = 'inbound' AND lower(o.from_address) = lower(p->>'address'))))
    ORDER BY v.customer_id`;
}

/** What was answered in a conversation: live enrollments, and programs that the customer is enrolled in, by id. */
export async function listAnswered(
  tx: Tx,
  { conversationId, customerId }: OfConversation,
): Promise<{ enrollmentIds: string[]; programIds: string[] }> {
  const enrollments = await tx.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM enrollment e
    WHERE e.is_live AND e.id IN (${answeredIn(Prisma.sql`k.conversation_id = ${conversationId}`)}) ORDER BY e.id`;
  const programs = await tx.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT p.program_id AS id
    FROM mail_customer k JOIN mail m ON m.id = k.mail_id
      JOIN message o ON o.id = m.message_id AND o.customer_id = k.customer_id AND o.source_kind = 'touchpoint'
      JOIN scheduled_touchpoint s ON s.id = o.source_id
      JOIN program_enrollment p ON p.program_id = s.program_id AND p.customer_id = ${customerId} AND p.is_enrolled
      JOIN program g ON g.id = p.program_id AND g.status <> 'archived'
    WHERE k.conversation_id = ${conversationId} ORDER BY 1`;
  return { enrollmentIds: enrollments.map(({ id }) => id), programIds: programs.map(({ id }) => id) };
}
