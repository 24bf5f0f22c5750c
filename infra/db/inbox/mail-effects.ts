import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { UNSUBSCRIBE_ADDRESS } from '../../../domain/inbox/reasons.ts';
import {
  MAIL_VERDICTS,
  WISH_ANSWERS,
  type MailVerdict,
  type WishAnswer,
} from '../../../contracts/inbox/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';

const failedSchema = z.object({
  n: z.int().nullable(),
  kind: z.enum(['hard', 'soft']),
  code: z.string().nullable(),
  words: z.string().nullable(),
});

const rowSchema = z.object({
  mailId: z.string(),
  verdict: z.enum(MAIL_VERDICTS),
  reasons: z.array(z.object({ code: z.string() })),
  isHistory: z.boolean(),
  isProcessed: z.boolean(),
  isJudgedByPerson: z.boolean(),
  messageId: z.string().nullable(),
  n: z.int().nullable(),
  linkedBy: z.string().nullable(),
  fromAddress: z.string(),
  receivedAt: z.date().transform((at) => at.getTime()),
  returnOn: z.string().nullable(),
  failed: z.array(failedSchema),
  wishAnswer: z.enum(WISH_ANSWERS).nullable(),
  messageCustomerId: z.string().nullable(),
  copyAddress: z.string().nullable(),
  copies: z.int(),
  senderOf: z.array(z.string()),
});
/**
 * A mail, as far as something follows from it. `senderOf`: the customers whose contact wrote it; `copyAddress`: who had the
 * copy of ours that it is about; `messageCustomerId`: whose message that is, null: none's that is known.
 */
export type MailToFollow = z.infer<typeof rowSchema>;

/** Reads what follows from a mail; null when absent. */
export async function read(db: Tx, mailId: string): Promise<MailToFollow | null> {
  const rows = await db.$queryRaw`
    SELECT l.id AS "mailId", l.verdict, l.reasons, l.is_history AS "isHistory",
      l.processed_at IS NOT NULL AS "isProcessed",
      l.judged_by_id IS NOT NULL AS "isJudgedByPerson", l.message_id AS "messageId", l.n, l.linked_by AS "linkedBy",
      l.from_address AS "fromAddress", l.received_at AS "receivedAt", l.return_on::text AS "returnOn", l.failed,
      l.wish_answer AS "wishAnswer", m.customer_id AS "messageCustomerId", r.address AS "copyAddress",
      (SELECT count(*)::int FROM message_recipient o WHERE o.message_id = l.message_id) AS copies,
      ARRAY(SELECT o.customer_id FROM mail_customer o JOIN contact k ON k.id = o.contact_id
        WHERE o.mail_id = l.id AND lower(k.email) = lower(l.from_address) ORDER BY 1) AS "senderOf"
    FROM mail l LEFT JOIN message m ON m.id = l.message_id
    LEFT JOIN message_recipient r ON r.message_id = l.message_id AND r.n = coalesce(l.n, 1)
    WHERE l.id = ${mailId}`;
  return z.array(rowSchema).parse(rows)[0] ?? null;
}

/** Notes that all has followed; where a person has changed the verdict meanwhile, something else still has to. */
export async function markProcessed(
  db: Tx,
  {
    mailId,
    verdict,
    wishAnswer,
    now,
  }: Pick<MailToFollow, 'mailId' | 'verdict' | 'wishAnswer'> & { now: number },
): Promise<void> {
  await db.mail.updateMany({
    where: { id: mailId, verdict, wishAnswer, processedAt: null },
    data: { processedAt: new Date(now) },
  });
}

/** A wish to get no more mail, as its answer finds it. */
export interface Wish {
  verdict: MailVerdict;
  answer: WishAnswer | null;
  answeredById: string | null;
  answeredAt: number | null;
  customerIds: string[];
}

/** The wish in a mail; null when absent, or when the viewer sees none of its customers (U3). */
export async function findWish(db: Tx, viewer: Viewer, mailId: string): Promise<Wish | null> {
  const rows = await db.$queryRaw`
    SELECT l.verdict, l.wish_answer AS answer, l.wish_answered_by_id AS "answeredById",
      l.wish_answered_at AS "answeredAt", ${CUSTOMERS} AS "customerIds"
    FROM mail l
    WHERE l.id = ${mailId} AND EXISTS (
      SELECT FROM customer c WHERE c.id = ANY(${CUSTOMERS}) AND ${customerIsVisible(viewer, 'c')})`;
  return z.array(wishSchema).parse(rows)[0] ?? null;
}

/** Locks a mail, behind its customers, and reads the wish in it as {@link findWish}. */
export async function lockWish(tx: Tx, viewer: Viewer, mailId: string): Promise<Wish | null> {
  await tx.$queryRaw`SELECT id FROM mail WHERE id = ${mailId} FOR NO KEY UPDATE`;
  return findWish(tx, viewer, mailId);
}

/** The customers of mail `l`: those it belongs to, and that of the message it is about. */
const CUSTOMERS = Prisma.sql`ARRAY(
  SELECT o.customer_id FROM mail_customer o WHERE o.mail_id = l.id
  UNION SELECT m.customer_id FROM message m WHERE m.id = l.message_id AND m.customer_id IS NOT NULL ORDER BY 1)`;

const wishSchema = z.object({
  verdict: z.enum(MAIL_VERDICTS),
  answer: z.enum(WISH_ANSWERS).nullable(),
  answeredById: z.string().nullable(),
  answeredAt: z
    .date()
    .nullable()
    .transform((at) => at?.getTime() ?? null),
  customerIds: z.array(z.string()),
});

/** Stores how a person answered a wish; what follows from it has to follow. */
export async function answerWish(
  tx: Tx,
  { mailId, answer, userId, now }: { mailId: string; answer: WishAnswer; userId: string; now: number },
): Promise<void> {
  const at = new Date(now);
  await tx.mail.update({
    where: { id: mailId },
    data: { wishAnswer: answer, wishAnsweredById: userId, wishAnsweredAt: at, processedAt: null },
  });
}

/** Among its reasons: it was sent to our unsubscribe address. */
const BY_ADDRESS = JSON.stringify([{ code: UNSUBSCRIBE_ADDRESS }]);

/** Condition: the mail of this alias is a wish in words that nobody has answered yet. */
export const waitsForAnswer = (mail: string): Prisma.Sql => Prisma.sql`(
  ${Prisma.raw(mail)}.verdict = 'opt_out' AND ${Prisma.raw(mail)}.wish_answer IS NULL AND NOT ${Prisma.raw(mail)}.is_history
  AND NOT ${Prisma.raw(mail)}.reasons @> ${BY_ADDRESS}::jsonb)`;

/** Those of some customers for whom another wish waits for an answer. */
export async function findStillWaiting(
  tx: Tx,
  { mailId, customerIds }: { mailId: string; customerIds: readonly string[] },
): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ customerId: string }[]>`
    SELECT DISTINCT c.id AS "customerId" FROM mail l JOIN LATERAL unnest(${CUSTOMERS}) c(id) ON TRUE
    WHERE ${waitsForAnswer('l')} AND l.id <> ${mailId} AND c.id = ANY(${[...customerIds]}::text[])
      AND l.id IN (SELECT mail_id FROM mail_customer WHERE customer_id = ANY(${[...customerIds]}::text[]))`;
  return new Set(rows.map(({ customerId }) => customerId));
}
