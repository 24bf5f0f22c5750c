import { z } from 'zod';
import type { ConversationDetail, ConversationMail } from '../../../contracts/inbox/conversations.ts';
import { MAIL_VERDICTS } from '../../../contracts/inbox/kinds.ts';
import { HOLD_KINDS, HOLD_SCOPES } from '../../../contracts/holds/kinds.ts';
import { MESSAGE_SOURCES } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';
import { dayColumn, instantColumn } from '../rows.ts';
import { isOpen } from '../holds/open.ts';
import { isOfReply } from './reply-holds.ts';

/** How many mails of a conversation are shown. */
const MOST_MAILS = 200;

const personSchema = z.object({
  kind: z.enum(['to', 'cc', 'reply_to']),
  address: z.string(),
  name: z.string().nullable(),
});
const mailSchema = z
  .object({
    id: z.string(),
    direction: z.enum(['inbound', 'outbound']),
    fromAddress: z.string(),
    fromName: z.string().nullable(),
    people: z.array(personSchema),
    subject: z.string(),
    text: z.string(),
    verdict: z.enum(MAIL_VERDICTS),
    reasons: z.array(z.object({ code: z.string(), evidence: z.string().nullable() })),
    returnOn: dayColumn.nullable(),
    receivedAt: instantColumn,
    isHistory: z.boolean(),
    attachments: z.int(),
    invoiceIds: z.array(z.string()),
    messageId: z.string().nullable(),
  })
  .transform(({ fromAddress, fromName, ...mail }): ConversationMail => {
    return { ...mail, from: { address: fromAddress, name: fromName } };
  });

/** The newest mails of a conversation whose customer the viewer sees, oldest first. */
export async function listMails(db: Tx, conversationId: string): Promise<ConversationMail[]> {
  const rows = await db.$queryRaw`
    SELECT m.id, m.direction, m.from_address AS "fromAddress", m.from_name AS "fromName", m.people, m.subject,
      m.new_text AS text, m.verdict, m.reasons, m.return_on AS "returnOn", m.received_at AS "receivedAt",
      m.is_history AS "isHistory", (SELECT count(*)::int FROM mail_attachment f WHERE f.mail_id = m.id) AS attachments,
      k.invoice_ids AS "invoiceIds",
      (SELECT o.id FROM message o WHERE o.id = m.message_id AND o.customer_id = k.customer_id) AS "messageId"
    FROM mail_customer k JOIN mail m ON m.id = k.mail_id
    WHERE k.conversation_id = ${conversationId} ORDER BY m.received_at DESC, m.id DESC LIMIT ${MOST_MAILS}`;
  return z.array(mailSchema).parse(rows).reverse();
}

const messageSchema = z.object({
  id: z.string(),
  source: z.enum(MESSAGE_SOURCES),
  sourceId: z.string(),
  subject: z.string(),
  text: z.string(),
  sentAt: instantColumn.nullable(),
});

/** The messages of ours that these mails answer, but for answers, which stand beside them. */
export async function listMessages(
  db: Tx,
  mails: readonly ConversationMail[],
): Promise<ConversationDetail['messages']> {
  const ids = [...new Set(mails.flatMap(({ messageId }) => messageId ?? []))];
  const rows = await db.$queryRaw`
    SELECT m.id, m.source_kind AS source, m.source_id AS "sourceId", m.subject, m.body_text AS text,
      m.handed_over_at AS "sentAt"
    FROM message m WHERE m.id = ANY(${ids}::text[]) AND m.source_kind <> 'answer' ORDER BY m.handed_over_at, m.id`;
  return z.array(messageSchema).parse(rows);
}

const holdSchema = z.object({
  id: z.string(),
  scope: z.enum(HOLD_SCOPES),
  kind: z.enum(HOLD_KINDS),
  enrollmentId: z.string().nullable(),
  invoiceId: z.string().nullable(),
  reason: z.string().nullable(),
  expiresAt: instantColumn.nullable(),
  isOfReply: z.boolean(),
});

/** What is held back of the customer of a conversation, oldest first. */
export async function listHolds(
  db: Tx,
  { conversationId, customerId, now }: { conversationId: string; customerId: string; now: number },
): Promise<ConversationDetail['holds']> {
  const rows = await db.$queryRaw`
    SELECT h.id, h.scope, h.kind, h.enrollment_id AS "enrollmentId", h.invoice_id AS "invoiceId", h.reason,
      h.expires_at AS "expiresAt", ${isOfReply({ conversationId, customerId })} AS "isOfReply"
    FROM hold h LEFT JOIN enrollment e ON e.id = h.enrollment_id LEFT JOIN invoice i ON i.id = h.invoice_id
    WHERE coalesce(h.customer_id, e.customer_id, i.customer_id) = ${customerId} AND ${isOpen(new Date(now))}
    ORDER BY h.started_at, h.id`;
  return z.array(holdSchema).parse(rows);
}
