import { z } from 'zod';
import type { ConversationAnswer } from '../../../contracts/inbox/answers.ts';
import { ANSWER_SEND_STATUSES, RELEASE_CHOICES } from '../../../contracts/inbox/kinds.ts';
import { WAIT_REASONS } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';
import { heldLimitColumn, heldLimitOf } from '../sending/held-limit.ts';
import { putOffColumn, putOffOf } from '../sending/put-off.ts';

const PUT_OFF = putOffOf({
  ofSource: Prisma.sql`m.source_kind = 'answer' AND m.source_id = a.id`,
  heldReason: Prisma.sql`a.held_reason`,
  heldUntil: Prisma.sql`a.held_until`,
  mailboxId: Prisma.sql`a.mailbox_id`,
});

const rowSchema: z.ZodType<ConversationAnswer> = z.object({
  id: z.string(),
  conversationId: z.string(),
  mailId: z.string().nullable(),
  authorId: z.string(),
  subject: z.string(),
  body: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  mailboxId: z.string(),
  fromAddress: z.string().nullable(),
  release: z.enum(RELEASE_CHOICES).nullable(),
  status: z.enum(ANSWER_SEND_STATUSES),
  requestedAt: instantColumn,
  heldReason: z.enum(WAIT_REASONS).nullable(),
  heldUntil: instantColumn.nullable(),
  heldLimit: heldLimitColumn,
  putOff: putOffColumn,
  errorCode: z.string().nullable(),
  errorDetail: z.string().nullable(),
  messageId: z.string().nullable(),
  sentAt: instantColumn.nullable(),
});

async function query(db: Tx, where: Prisma.Sql): Promise<ConversationAnswer[]> {
  const rows = await db.$queryRaw`
    SELECT a.id, a.conversation_id AS "conversationId", a.mail_id AS "mailId", a.author_id AS "authorId",
      a.content->>'subject' AS subject, a.content->>'body' AS body, a.content->'to' AS "to", a.content->'cc' AS cc,
      a.mailbox_id AS "mailboxId", a.from_address AS "fromAddress", a.release, a.send_status AS status,
      a.requested_at AS "requestedAt", a.held_reason AS "heldReason", a.held_until AS "heldUntil",
      ${heldLimitOf('answer', Prisma.sql`a`)} AS "heldLimit", ${PUT_OFF} AS "putOff", a.error_code AS "errorCode",
      a.error_detail AS "errorDetail", l.id AS "messageId",
      CASE WHEN l.status = 'sent' THEN l.handed_over_at END AS "sentAt"
    FROM conversation_answer a LEFT JOIN message l ON l.source_kind = 'answer' AND l.source_id = a.id
    WHERE ${where} ORDER BY a.id`;
  return z.array(rowSchema).parse(rows);
}

/** One answer, whose conversation the viewer may answer; null when absent. */
export async function find(db: Tx, answerId: string): Promise<ConversationAnswer | null> {
  return (await query(db, Prisma.sql`a.id = ${answerId}`))[0] ?? null;
}

/** The answers of a conversation, oldest first. */
export function listOf(db: Tx, conversationId: string): Promise<ConversationAnswer[]> {
  return query(db, Prisma.sql`a.conversation_id = ${conversationId}`);
}

/** One, `besides` another, that is on its way, or in doubt; null: none is. */
export async function findUndecided(
  db: Tx,
  { conversationId, besides }: { conversationId: string; besides: string | null },
): Promise<ConversationAnswer | null> {
  const where = Prisma.sql`a.conversation_id = ${conversationId} AND a.id IS DISTINCT FROM ${besides}
    AND a.send_status IN ('requested', 'sending', 'uncertain')`;
  return (await query(db, where))[0] ?? null;
}

/** What a customer is answered and has not left, oldest first; the viewer sees the customer. */
export function listWaiting(db: Tx, customerId: string): Promise<ConversationAnswer[]> {
  return query(
    db,
    Prisma.sql`a.customer_id = ${customerId} AND a.send_status IN ('requested', 'sending', 'error', 'uncertain')`,
  );
}
