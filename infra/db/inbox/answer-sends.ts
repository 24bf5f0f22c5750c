import { z } from 'zod';
import {
  ANSWER_SEND_STATUSES,
  RELEASE_CHOICES,
  type AnswerSendStatus,
  type ReleaseChoice,
} from '../../../contracts/inbox/kinds.ts';
import type { WaitReason } from '../../../contracts/sending/kinds.ts';
import { VANISHED } from '../../../domain/sending/vanished.ts';
import type { StartedAnswer } from '../../temporal/lifecycle/inbox/answers.ts';
import type { Tx } from '../client.ts';
import { dateOf } from '../rows.ts';
import { Prisma } from '../generated/client.ts';
import { mixedBy } from '../mixed.ts';
import type { RawTx } from '../raw-transaction.ts';
import { fenceOf } from '../sending/fence.ts';

/** What an answer says, and to whom. */
export interface AnswerContent {
  subject: string;
  /** HTML, or plain text. */
  body: string;
  to: string[];
  cc: string[];
}

const contentSchema: z.ZodType<AnswerContent> = z.object({
  subject: z.string(),
  body: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
});

/** An answer as its send needs it; instants in epoch milliseconds. */
export interface AnswerSend {
  answerId: string;
  conversationId: string;
  customerId: string;
  /** The mail that it answers. */
  mailId: string | null;
  contactId: string | null;
  authorId: string;
  content: AnswerContent;
  mailboxId: string;
  /** The alias it leaves from; null: the mailbox's own address. */
  fromAddress: string | null;
  /** The mail it follows, and the thread from its root, as headers name them. */
  threadId: string | null;
  referenceIds: string[];
  release: ReleaseChoice | null;
  sendStatus: AnswerSendStatus;
  requestedAt: number;
  slotAt: number | null;
}

/** Reads it; null when absent. */
export async function read(db: Tx, answerId: string): Promise<AnswerSend | null> {
  const row = await db.conversationAnswer.findUnique({ where: { id: answerId } });
  if (!row) return null;
  return {
    answerId,
    conversationId: row.conversationId,
    customerId: row.customerId,
    mailId: row.mailId,
    contactId: row.contactId,
    authorId: row.authorId,
    content: contentSchema.parse(row.content),
    mailboxId: row.mailboxId,
    fromAddress: row.fromAddress,
    threadId: row.threadId,
    referenceIds: row.referenceIds,
    release: z.enum(RELEASE_CHOICES).nullable().parse(row.release),
    sendStatus: z.enum(ANSWER_SEND_STATUSES).parse(row.sendStatus),
    requestedAt: row.requestedAt.getTime(),
    slotAt: row.slotAt?.getTime() ?? null,
  };
}

/** Locks it behind its customer, the lock order of the product, and reads it. */
export async function lock(tx: Tx, answerId: string): Promise<AnswerSend | null> {
  await tx.$queryRaw`
    WITH held AS MATERIALIZED (
      SELECT id FROM customer WHERE id = (SELECT customer_id FROM conversation_answer WHERE id = ${answerId})
      FOR NO KEY UPDATE)
    SELECT a.id FROM conversation_answer a JOIN held ON held.id = a.customer_id
    WHERE a.id = ${answerId} FOR NO KEY UPDATE OF a`;
  return read(tx, answerId);
}

/** Keeps an answer that is to leave now. */
export async function insert(
  tx: Tx,
  {
    answerId,
    content,
    now,
    ...answer
  }: Omit<AnswerSend, 'sendStatus' | 'requestedAt' | 'slotAt'> & { now: number },
): Promise<void> {
  const at = new Date(now);
  await tx.conversationAnswer.create({
    data: {
      id: answerId,
      ...answer,
      content: { ...content } satisfies Prisma.InputJsonObject,
      sendStatus: 'requested',
      requestedAt: at,
      wakeAt: at,
      createdAt: at,
      updatedAt: at,
    },
  });
}

/** What may change about an answer. Members that are left out stay. */
export interface AnswerSet {
  sendStatus?: AnswerSendStatus;
  requestedAt?: number;
  heldReason?: WaitReason | null;
  heldUntil?: number | null;
  slotAt?: number | null;
  errorCode?: string | null;
  errorDetail?: string | null;
  /** When its workflow has looked again at the latest; null: it does not want to leave any more. */
  wakeAt?: number | null;
}

/** Changes an answer that is locked. */
export async function set(
  tx: Tx,
  { answerId, set: change, now }: { answerId: string; set: AnswerSet; now: number },
): Promise<void> {
  const { requestedAt, heldUntil, slotAt, wakeAt, ...plain } = change;
  await tx.conversationAnswer.update({
    where: { id: answerId },
    data: {
      ...plain,
      requestedAt: dateOf(requestedAt),
      heldUntil: dateOf(heldUntil),
      slotAt: dateOf(slotAt),
      wakeAt: dateOf(wakeAt),
      updatedAt: new Date(now),
    },
  });
}

/** The fence of an answer's message: it was not cancelled. */
export const passFence = fenceOf({
  from: 'conversation_answer a',
  still: `m.source_kind = 'answer' AND a.id = m.source_id AND a.send_status = 'sending'`,
  isPersonal: true,
});

/** Shows that hand-overs of answers are in doubt (D1): somebody has to look at their conversations. */
export async function showUncertain(
  tx: RawTx,
  { answerIds, now }: { answerIds: readonly string[]; now: number },
): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    WITH doubted AS (
      UPDATE conversation_answer SET send_status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED},
        wake_at = NULL, updated_at = ${at}
      WHERE id = ANY(${[...answerIds]}::text[]) AND send_status = 'sending' RETURNING conversation_id)
    UPDATE conversation v SET status = 'open', snoozed_until = NULL, done_at = NULL, done_by_id = NULL,
      version = v.version + 1, updated_at = ${at}
    FROM doubted d WHERE v.id = d.conversation_id AND v.status <> 'open'`;
}

/** Answers that are to leave and that no workflow has looked at in time (O9). */
export async function findUnattended(
  db: Tx,
  { wakeBefore, seed, limit }: { wakeBefore: number; seed: number; limit: number },
): Promise<StartedAnswer[]> {
  return db.$queryRaw<StartedAnswer[]>`
    SELECT id AS "answerId", customer_id AS "customerId", mailbox_id AS "mailboxId" FROM conversation_answer
    WHERE wake_at < ${new Date(wakeBefore)} ORDER BY ${mixedBy(Prisma.sql`id`, seed)} LIMIT ${limit}`;
}
