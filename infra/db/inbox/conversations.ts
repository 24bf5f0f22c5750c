import { z } from 'zod';
import {
  CONVERSATION_STATUSES,
  MAIL_VERDICTS,
  type ConversationStatus,
} from '../../../contracts/inbox/kinds.ts';
import type { Placing } from '../../../domain/inbox/placing.ts';
import type { Tx } from '../client.ts';
import { dateOf } from '../rows.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisibleToUser } from '../visibility.ts';

/** A mail of a customer, as its place among conversations asks for it. */
export interface MailToPlace {
  mailId: string;
  customerId: string;
  mailboxId: string;
  verdict: (typeof MAIL_VERDICTS)[number];
  isHistory: boolean;
  subject: string;
  /** Epoch milliseconds. */
  receivedAt: number;
  /** The mail of ours that it answers, and the enrollment of that. */
  messageId: string | null;
  enrollmentId: string | null;
  /** The conversation that it stands in already. */
  conversationId: string | null;
}

const mailSchema = z.object({
  mailId: z.string(),
  customerId: z.string(),
  mailboxId: z.string(),
  verdict: z.enum(MAIL_VERDICTS),
  isHistory: z.boolean(),
  subject: z.string(),
  receivedAt: z.date().transform((at) => at.getTime()),
  messageId: z.string().nullable(),
  enrollmentId: z.string().nullable(),
  conversationId: z.string().nullable(),
});

/** Locks the customer, then reads one of its mails; null when it is none of the customer's. */
export async function readMail(
  tx: Tx,
  { mailId, customerId }: { mailId: string; customerId: string },
): Promise<MailToPlace | null> {
  await tx.$queryRaw`SELECT id FROM customer WHERE id = ${customerId} FOR NO KEY UPDATE`;
  const rows = await tx.$queryRaw`
    SELECT m.id AS "mailId", k.customer_id AS "customerId", m.mailbox_id AS "mailboxId", m.verdict,
      m.is_history AS "isHistory", m.subject, m.received_at AS "receivedAt", m.message_id AS "messageId",
      o.enrollment_id AS "enrollmentId", k.conversation_id AS "conversationId"
    FROM mail m JOIN mail_customer k ON k.mail_id = m.id AND k.customer_id = ${customerId}
    LEFT JOIN message o ON o.id = m.message_id AND o.customer_id = k.customer_id
    WHERE m.id = ${mailId}`;
  return z.array(mailSchema).parse(rows)[0] ?? null;
}

/**
 * Condition: mail `o` is of one thread with mail `m`. They name each other, or one that both answer; without any headers both
 * belong to one mail of ours.
 */
const SAME_THREAD = Prisma.sql`(o.header_id = ANY(m.reference_ids) OR m.header_id = ANY(o.reference_ids)
  OR o.reference_ids && m.reference_ids OR o.message_id = m.message_id)`;

/** The conversation of a thread with a customer; of several the one that somebody looks at, then the latest. Null: there is none. */
export async function findOfThread(
  tx: Tx,
  { mailId, customerId }: Pick<MailToPlace, 'mailId' | 'customerId'>,
): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM mail m, conversation v
    WHERE m.id = ${mailId} AND v.customer_id = ${customerId} AND (
      EXISTS (
        SELECT FROM mail_customer k JOIN mail o ON o.id = k.mail_id
        WHERE k.conversation_id = v.id AND ${SAME_THREAD})
      OR EXISTS (
        SELECT FROM conversation_answer a JOIN message l ON l.source_kind = 'answer' AND l.source_id = a.id
        WHERE a.conversation_id = v.id AND (l.id = m.message_id OR l.header_id = ANY(m.reference_ids))))
    ORDER BY v.status = 'done', v.last_mail_at DESC, v.id LIMIT 1`;
  return rows[0]?.id ?? null;
}

/** A conversation as an act finds it: locked. Instants in epoch milliseconds. */
export interface LockedConversation {
  conversationId: string;
  customerId: string;
  mailboxId: string;
  subject: string;
  status: ConversationStatus;
  assigneeId: string | null;
  enrollmentId: string | null;
  snoozedUntil: number | null;
  lastInboundAt: number | null;
  version: number;
  doneAt: number | null;
  doneById: string | null;
}

/** Locks it behind its customer, the lock order of the product, and reads it; null when absent. */
export async function lock(tx: Tx, conversationId: string): Promise<LockedConversation | null> {
  await tx.$queryRaw`
    WITH held AS MATERIALIZED (
      SELECT id FROM customer WHERE id = (SELECT customer_id FROM conversation WHERE id = ${conversationId})
      FOR NO KEY UPDATE)
    SELECT v.id FROM conversation v JOIN held ON held.id = v.customer_id
    WHERE v.id = ${conversationId} FOR NO KEY UPDATE OF v`;
  const row = await tx.conversation.findUnique({ where: { id: conversationId } });
  if (!row) return null;
  return {
    conversationId,
    customerId: row.customerId,
    mailboxId: row.mailboxId,
    subject: row.subject,
    status: z.enum(CONVERSATION_STATUSES).parse(row.status),
    assigneeId: row.assigneeId,
    enrollmentId: row.enrollmentId,
    snoozedUntil: row.snoozedUntil?.getTime() ?? null,
    lastInboundAt: row.lastInboundAt?.getTime() ?? null,
    version: row.version,
    doneAt: row.doneAt?.getTime() ?? null,
    doneById: row.doneById,
  };
}

/** Begins a conversation with a mail, which is placed in it, and takes in what was said before in its thread. */
export async function create(
  tx: Tx,
  { mail, conversationId, now }: { mail: MailToPlace; conversationId: string; now: number },
): Promise<void> {
  const { mailId, customerId, mailboxId, subject, receivedAt, enrollmentId } = mail;
  const at = new Date(now);
  await tx.conversation.create({
    data: {
      id: conversationId,
      customerId,
      mailboxId,
      subject,
      // Nobody has to do anything before the mail says so.
      status: 'done',
      enrollmentId,
      lastMailAt: new Date(receivedAt),
      lastMailId: mailId,
      version: 0,
      createdAt: at,
      updatedAt: at,
    },
  });
  await tx.$executeRaw`
    UPDATE mail_customer k SET conversation_id = ${conversationId}
    FROM mail m, mail o
    WHERE m.id = ${mailId} AND o.id = k.mail_id AND k.customer_id = ${customerId} AND k.conversation_id IS NULL
      AND o.verdict NOT IN ('own_copy', 'ignore') AND (o.id = m.id OR ${SAME_THREAD})`;
}

/** Puts a mail into a conversation. */
export async function put(
  tx: Tx,
  { mail: { mailId, customerId }, conversationId }: { mail: MailToPlace; conversationId: string },
): Promise<void> {
  await tx.mailCustomer.update({
    where: { mailId_customerId: { mailId, customerId } },
    data: { conversationId },
  });
}

/** Lets a conversation, which is locked, follow a mail that was put into it. */
export async function follow(
  tx: Tx,
  input: { mail: MailToPlace; conversationId: string; placing: Placing; now: number },
): Promise<void> {
  const { mail, conversationId, placing } = input;
  const { opens, answers, creates } = placing;
  const received = Prisma.sql`${new Date(mail.receivedAt)}::timestamptz`;
  // An answer to what came after it settles nothing.
  const settles = Prisma.sql`(${answers}::boolean AND v.status = 'open' AND ${received} >= coalesce(v.last_inbound_at, ${received}))`;
  await tx.$executeRaw`
    UPDATE conversation v SET
      status = CASE WHEN ${opens}::boolean THEN 'open' WHEN ${settles} THEN 'waiting' ELSE v.status END,
      snoozed_until = CASE WHEN ${opens}::boolean OR ${settles} THEN NULL ELSE v.snoozed_until END,
      done_at = CASE WHEN ${opens}::boolean THEN NULL ELSE v.done_at END,
      done_by_id = CASE WHEN ${opens}::boolean THEN NULL ELSE v.done_by_id END,
      mailbox_id = CASE WHEN ${opens}::boolean AND ${received} >= v.last_mail_at THEN ${mail.mailboxId} ELSE v.mailbox_id END,
      enrollment_id = coalesce(${mail.enrollmentId}, v.enrollment_id),
      last_mail_id = CASE WHEN ${received} >= v.last_mail_at THEN ${mail.mailId} ELSE v.last_mail_id END,
      last_mail_at = greatest(v.last_mail_at, ${received}),
      last_inbound_at = CASE WHEN ${creates}::boolean THEN greatest(v.last_inbound_at, ${received}) ELSE v.last_inbound_at END,
      version = v.version + 1, updated_at = ${new Date(input.now)}
    WHERE v.id = ${conversationId}`;
}

/** The customer of a conversation; null when absent. */
export async function findCustomer(tx: Tx, conversationId: string): Promise<string | null> {
  const row = await tx.conversation.findUnique({
    where: { id: conversationId },
    select: { customerId: true },
  });
  return row?.customerId ?? null;
}

/** What an act changes about a conversation. Members that are left out stay. */
export interface ConversationSet {
  status?: ConversationStatus;
  assigneeId?: string | null;
  snoozedUntil?: number | null;
  doneAt?: number | null;
  doneById?: string | null;
}

/** Changes a conversation that is locked. */
export async function set(
  tx: Tx,
  { conversationId, set: change, now }: { conversationId: string; set: ConversationSet; now: number },
): Promise<void> {
  const { snoozedUntil, doneAt, ...plain } = change;
  await tx.conversation.update({
    where: { id: conversationId },
    data: {
      ...plain,
      snoozedUntil: dateOf(snoozedUntil),
      doneAt: dateOf(doneAt),
      version: { increment: 1 },
      updatedAt: new Date(now),
    },
  });
}

/** A conversation that somebody else answers from now on. */
export interface Handed {
  conversationId: string;
  customerId: string;
  before: string;
  after: string | null;
}

/**
 * Gives the conversations, which are not done, of assignees who do not see their customer any more, or are not active, to the
 * successor if one is named, the primary user, then the AR owner (S18): of some customers, or of some users.
 */
export async function reassignUnseen(
  tx: Tx,
  {
    of,
    successorId,
    now,
  }: {
    of: { customerIds: readonly string[] } | { userIds: readonly string[] };
    successorId: string | null;
    now: number;
  },
): Promise<Handed[]> {
  const looked =
    'customerIds' in of
      ? Prisma.sql`v.customer_id = ANY(${[...of.customerIds]}::text[])`
      : Prisma.sql`v.assignee_id = ANY(${[...of.userIds]}::text[])`;
  const rows = await tx.$queryRaw`
    WITH unseen AS MATERIALIZED (
      SELECT v.id, v.assignee_id AS before, (
        SELECT u.id FROM (VALUES (1, ${successorId}::text),
          (2, (SELECT q.primary_user_id FROM enrollment e JOIN sequence q ON q.id = e.sequence_id WHERE e.id = v.enrollment_id)),
          (3, c.ar_owner_id)) o(rank, id) JOIN app_user u ON u.id = o.id
        WHERE u.is_active AND coalesce(${customerIsVisibleToUser('u', 'c')}, false) ORDER BY o.rank LIMIT 1) AS after
      FROM conversation v JOIN app_user w ON w.id = v.assignee_id JOIN customer c ON c.id = v.customer_id
      WHERE v.status <> 'done'::text AND ${looked}
        AND NOT (w.is_active AND coalesce(${customerIsVisibleToUser('w', 'c')}, false))
      ORDER BY v.id FOR NO KEY UPDATE OF v)
    UPDATE conversation v SET assignee_id = unseen.after, version = v.version + 1, updated_at = ${new Date(now)}
    FROM unseen WHERE v.id = unseen.id
    RETURNING v.id AS "conversationId", v.customer_id AS "customerId", unseen.before, unseen.after`;
  return z.array(handedSchema).parse(rows);
}

const handedSchema = z.object({
  conversationId: z.string(),
  customerId: z.string(),
  before: z.string(),
  after: z.string().nullable(),
});

/**
 * Who answers a conversation, as tasks are assigned (S18): whom it is meant for if they are active and see the customer, else
 * the primary user of the sequence that it is about, the AR owner of the customer; null: nobody.
 */
export async function assigneeFor(
  tx: Tx,
  { conversationId, assigneeId }: { conversationId: string; assigneeId: string | null },
): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT u.id FROM conversation v JOIN customer c ON c.id = v.customer_id
    LEFT JOIN enrollment e ON e.id = v.enrollment_id LEFT JOIN sequence q ON q.id = e.sequence_id,
    LATERAL (VALUES (1, ${assigneeId}::text), (2, q.primary_user_id), (3, c.ar_owner_id)) o(rank, id)
    JOIN app_user u ON u.id = o.id
    WHERE v.id = ${conversationId} AND u.is_active AND coalesce(${customerIsVisibleToUser('u', 'c')}, false)
    ORDER BY o.rank LIMIT 1`;
  return rows[0]?.id ?? null;
}
