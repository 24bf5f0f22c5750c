import { z } from 'zod';
import { SYSTEM } from '../../../contracts/actor.ts';
import type { MailVerdict } from '../../../contracts/inbox/kinds.ts';
import type { SuppressionReason } from '../../../contracts/sending/kinds.ts';
import type { Suppression } from '../../../contracts/sending/suppressions.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import { isOpen } from '../holds/open.ts';
import { SUPPRESSION_COLUMNS, suppressionRowSchema } from '../sending/suppression-rows.ts';

/** What a person says of a mail; `customerIds` null: for all of its customers. */
export interface PersonsVerdict {
  mailId: string;
  verdict: MailVerdict;
  /** YYYY-MM-DD */
  returnOn: string | null;
  customerIds: readonly string[] | null;
  actorId: string;
  now: number;
}

/**
 * Keeps what a person says of a mail: as the mail's verdict, from which things follow again, or as that of some of its
 * customers alone. A report about a copy says of that copy's address what it says. How a wish was answered that it was taken
 * for is over: the next one is asked anew.
 */
export async function judge(tx: Tx, input: PersonsVerdict): Promise<void> {
  const { mailId, verdict, returnOn, customerIds, actorId, now } = input;
  if (customerIds !== null) {
    await tx.mailCustomer.updateMany({
      where: { mailId, customerId: { in: [...customerIds] } },
      data: { verdict },
    });
    return;
  }
  const at = new Date(now);
  const hardness = verdict === 'hard_bounce' ? 'hard' : verdict === 'soft_bounce' ? 'soft' : null;
  await tx.mailCustomer.updateMany({ where: { mailId }, data: { verdict: null } });
  await tx.$executeRaw`
    UPDATE mail m SET verdict = ${verdict}, return_on = ${returnOn === null ? null : dayToDate(returnOn)}::date,
      judged_by_id = ${actorId}, judged_at = ${at},
      wish_answer = NULL, wish_answered_by_id = NULL, wish_answered_at = NULL,
      processed_at = CASE WHEN is_history THEN processed_at END,
      failed = CASE
        WHEN ${hardness}::text IS NULL THEN failed
        WHEN failed = '[]' THEN coalesce((
          SELECT jsonb_agg(jsonb_build_object('address', r.address, 'n', r.n, 'kind', ${hardness}::text, 'code', NULL,
            'words', NULL)) FROM message_recipient r WHERE r.message_id = m.message_id AND r.n = coalesce(m.n, 1)), '[]')
        ELSE (SELECT jsonb_agg(f || jsonb_build_object('kind', ${hardness}::text)) FROM jsonb_array_elements(failed) f) END
    WHERE m.id = ${mailId}`;
}

/** Shows the verdict beside the mail in the threads of these customers, as a contact or not. */
export async function showInThreads(
  tx: Tx,
  {
    mailId,
    verdict,
    kind,
    customerIds,
  }: { mailId: string; verdict: MailVerdict; kind: 'email' | 'activity'; customerIds: readonly string[] },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE communication SET kind = ${kind}, data = coalesce(data, '{}') || jsonb_build_object('verdict', ${verdict}::text)
    WHERE mail_id = ${mailId} AND customer_id = ANY(${[...customerIds]}::text[])`;
}

/** A mail, the mail of ours that it answers, and its customers that somebody sees; `since`: when it came, epoch milliseconds. */
export interface OfMail {
  mailId: string;
  messageId: string | null;
  customerIds: readonly string[];
  since: number;
}

/**
 * Takes away what was told because of a mail: it counts no more (S20, P16), and what the mail is taken for now is news. What
 * another report of the same message says stays. @returns the kinds that were told
 */
export async function takeEventsBack(
  tx: Tx,
  { mailId, messageId, customerIds, since }: OfMail,
): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ kind: string }[]>`
    DELETE FROM message_event v
    WHERE v.customer_id = ANY(${[...customerIds]}::text[]) AND v.source = 'mailbox' AND v.created_at >= ${new Date(since)}
      AND (v.event_key IN (${Prisma.join(keysOf({ mailId, messageId, customerIds }))})
        OR (v.message_id = ${messageId} AND v.kind IN ('bounce', 'soft_bounce')
          AND EXISTS (SELECT FROM mail l WHERE l.id = ${mailId} AND l.verdict IN ('hard_bounce', 'soft_bounce'))
          AND NOT EXISTS (SELECT FROM mail o WHERE o.message_id = ${messageId} AND o.id <> ${mailId} AND NOT o.is_history
            AND o.verdict IN ('hard_bounce', 'soft_bounce'))))
    RETURNING v.kind`;
  return new Set(rows.map(({ kind }) => kind));
}

/** Under which its events were told: of the message that it is about, and of each customer whose contact wrote it. */
function keysOf({ mailId, messageId, customerIds }: Omit<OfMail, 'since'>): string[] {
  const subjects = [...(messageId === null ? [] : [messageId]), ...customerIds];
  return ['reply', 'auto_reply', 'complaint'].flatMap((kind) =>
    subjects.map((subject) => `${kind}/${mailId}/${subject}`),
  );
}

/**
 * Open holds of a reply that the engine began when a mail came, unless somebody has replied besides. What waits for the answer
 * to a wish has no end, and ends with its answer.
 */
export async function findReplyHoldsBy(
  tx: Tx,
  { customerIds, since, now }: Omit<OfMail, 'mailId' | 'messageId'> & { now: number },
): Promise<string[]> {
  const from = new Date(since);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT h.id FROM hold h LEFT JOIN enrollment e ON e.id = h.enrollment_id
    WHERE h.kind = 'reply' AND h.author_id = ${SYSTEM.userId} AND h.started_at >= ${from} AND ${isOpen(new Date(now))}
      AND (h.scope = 'enrollment' OR h.expires_at IS NOT NULL)
      AND coalesce(h.customer_id, e.customer_id) = ANY(${[...customerIds]}::text[])
      AND NOT EXISTS (SELECT FROM message_event v
        WHERE v.customer_id = coalesce(h.customer_id, e.customer_id) AND v.kind = 'reply' AND v.created_at >= ${from})
    ORDER BY h.id`;
  return rows.map(({ id }) => id);
}

/** Open holds of an absence that the engine began when a mail came, unless another mail of the customer tells of one too. */
export async function findAwayHoldsBy(
  tx: Tx,
  { mailId, customerIds, since, now }: Omit<OfMail, 'messageId'> & { now: number },
): Promise<string[]> {
  const from = new Date(since);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT h.id FROM hold h LEFT JOIN enrollment e ON e.id = h.enrollment_id
    WHERE h.kind = 'out_of_office' AND h.author_id = ${SYSTEM.userId} AND h.started_at >= ${from}
      AND ${isOpen(new Date(now))} AND coalesce(h.customer_id, e.customer_id) = ANY(${[...customerIds]}::text[])
      AND NOT EXISTS (
        SELECT FROM mail_customer k JOIN mail o ON o.id = k.mail_id
        WHERE k.customer_id = coalesce(h.customer_id, e.customer_id) AND o.id <> ${mailId}
          AND o.verdict = 'out_of_office' AND NOT o.is_history AND o.created_at >= ${from})
    ORDER BY h.id`;
  return rows.map(({ id }) => id);
}

/** Takes addresses off that the engine suppressed since a report came, unless another report says the same of them. */
export async function takeReportedOff(
  tx: Tx,
  { mailId, addressKeys, since }: { mailId: string; addressKeys: readonly string[]; since: number },
): Promise<Suppression[]> {
  return takeOff(tx, {
    addressKeys,
    since,
    reasons: ['hard_bounce', 'soft_bounce'],
    saidElsewhere: Prisma.sql`
      SELECT FROM mail o, jsonb_array_elements(o.failed) f
      WHERE o.id <> ${mailId} AND o.verdict = 'hard_bounce' AND NOT o.is_history
        AND o.created_at >= ${new Date(since)} AND lower(f->>'address') = s.address_key`,
  });
}

/** Takes addresses off that the engine suppressed since a complaint came, unless another complaint says the same of them. */
export async function takeComplaintOff(
  tx: Tx,
  { mailId, addressKeys, since }: { mailId: string; addressKeys: readonly string[]; since: number },
): Promise<Suppression[]> {
  return takeOff(tx, {
    addressKeys,
    since,
    reasons: ['complaint'],
    saidElsewhere: Prisma.sql`
      SELECT FROM mail o JOIN message_recipient r ON r.message_id = o.message_id AND r.n = coalesce(o.n, 1)
      WHERE o.id <> ${mailId} AND o.verdict = 'complaint' AND NOT o.is_history
        AND o.created_at >= ${new Date(since)} AND lower(r.address) = s.address_key`,
  });
}

/** Whom a complaint is about: the copy that it names, else the main one. */
export async function complainedAbout(
  tx: Tx,
  { messageId, n }: { messageId: string | null; n: number | null },
): Promise<string[]> {
  if (messageId === null) return [];
  const rows = await tx.messageRecipient.findMany({
    where: { messageId, n: n ?? 1 },
    select: { address: true },
  });
  return rows.map(({ address }) => address);
}

interface Off {
  addressKeys: readonly string[];
  since: number;
  reasons: readonly SuppressionReason[];
  /** Another mail that says it too, of suppression `s`. */
  saidElsewhere: Prisma.Sql;
}

async function takeOff(tx: Tx, { addressKeys, since, reasons, saidElsewhere }: Off): Promise<Suppression[]> {
  const rows = await tx.$queryRaw`
    DELETE FROM suppression s
    WHERE s.channel = 'email' AND s.address_key = ANY(${[...addressKeys]}::text[])
      AND s.author_id = ${SYSTEM.userId} AND s.reason = ANY(${[...reasons]}::text[])
      AND s.created_at >= ${new Date(since)} AND NOT EXISTS (${saidElsewhere})
    RETURNING ${SUPPRESSION_COLUMNS}`;
  return z.array(suppressionRowSchema).parse(rows);
}

/** Enrollments that stopped since a mail came because of what it was taken for. */
export async function findStoppedBy(
  tx: Tx,
  { messageId, customerIds, since }: OfMail,
): Promise<{ enrollmentId: string; customerId: string; sequenceId: string }[]> {
  return tx.$queryRaw`
    SELECT e.id AS "enrollmentId", e.customer_id AS "customerId", e.sequence_id AS "sequenceId"
    FROM message m JOIN enrollment e ON e.id = m.enrollment_id
    WHERE m.id = ${messageId} AND e.customer_id = ANY(${[...customerIds]}::text[]) AND e.status = 'stopped'
      AND e.stop_reason IN ('reply', 'bounce', 'complaint', 'unsubscribe') AND e.stopped_at >= ${new Date(since)}`;
}
