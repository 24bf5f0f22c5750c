import { z } from 'zod';
import type { RecipientStatus } from '../../../contracts/sending/kinds.ts';
import type { Tx } from '../client.ts';
import { isOpen } from '../holds/open.ts';
import type { RawTx } from '../raw-transaction.ts';
import type { SourceRef } from './ledger.ts';

/** One recipient's copy, and who may hand it over. `n` is 2 or more: the main copy is the message's own row. */
export interface CopyClaim {
  messageId: string;
  n: number;
  token: string;
}

/**
 * The fence of a copy: the main one was sent, the claim is mine, nothing is held or switched off, its address is not
 * suppressed, and the customer's receivables are those the message was made from, or a person asked for this copy alone.
 * Gates must have been passed in a statement before. The customer is locked in one of its own, so that a hold which its
 * writer puts under that lock is seen. A completed enrollment is no obstacle.
 *
 * @returns whether the body may leave
 */
export async function passFence(tx: RawTx, { messageId, n, token, now }: CopyClaim & { now: number }) {
  const at = new Date(now);
  const locking = tx.$queryRaw`
    SELECT id FROM customer
    WHERE id = (SELECT customer_id FROM message WHERE id = ${messageId}) FOR NO KEY UPDATE`;
  const marking = tx.$executeRaw`
    UPDATE message_recipient r SET status = 'handed_over', handed_over_at = ${at}
    FROM message m JOIN customer c ON c.id = m.customer_id
    WHERE r.message_id = ${messageId} AND r.n = ${n} AND r.token = ${token} AND r.status = 'claimed'
      AND m.id = r.message_id AND m.status = 'sent'
      AND (c.ar_version = m.ar_version OR r.asked_by_id IS NOT NULL)
      AND NOT EXISTS (
        SELECT FROM suppression p WHERE p.channel = 'email' AND p.address_key = lower(r.address) OFFSET 0)
      AND NOT EXISTS (
        SELECT FROM hold h WHERE ${isOpen(at)}
          AND (h.scope = 'all' OR (h.scope = 'customer' AND h.customer_id = m.customer_id)
            OR (h.scope = 'mailbox' AND h.mailbox_id = m.mailbox_id) OR h.enrollment_id = m.enrollment_id
            OR 'sequence/' || h.sequence_id = ANY(m.gates) OR 'program/' || h.program_id = ANY(m.gates)))`;
  const [, marked] = await Promise.all([locking, marking]);
  return marked === 1;
}

/** How a hand-over of a copy ended, as the ledger keeps it. */
export interface CopyOutcome {
  status: Extract<RecipientStatus, 'accepted' | 'refused' | 'uncertain' | 'waiting'>;
  code: number | null;
  /** The server's words; null: it was not asked. */
  reply: string | null;
  /** Of `waiting`: when it is tried again, epoch milliseconds. */
  retryAt: number | null;
}

/**
 * Settles the hand-over of a copy, if the token still owns it: `uncertain` may still be settled by the owner's late
 * result. One that waits again loses its token, so that a fence that was given up and still commits finds nothing to mark.
 */
export async function settle(
  tx: RawTx,
  { messageId, n, token, now, ...outcome }: CopyClaim & CopyOutcome & { now: number },
): Promise<void> {
  const at = new Date(now);
  const isWaiting = outcome.status === 'waiting';
  await tx.$executeRaw`
    WITH settled AS (
      UPDATE message_recipient SET status = ${outcome.status}, code = coalesce(${outcome.code}::int, code),
        reply = coalesce(${outcome.reply}, reply), is_open = ${isWaiting},
        token = CASE WHEN ${isWaiting} THEN token || '/ended' ELSE token END,
        handed_over_at = CASE WHEN ${isWaiting} THEN NULL ELSE handed_over_at END,
        settled_at = coalesce(${outcome.status === 'accepted' || outcome.status === 'refused' ? at : null}::timestamptz, settled_at),
        retry_at = ${outcome.retryAt === null ? null : new Date(outcome.retryAt)}::timestamptz
      WHERE message_id = ${messageId} AND n = ${n} AND token = ${token}
        AND status IN ('claimed', 'handed_over', 'uncertain')
      RETURNING attempts, claimed_at)
    INSERT INTO message_attempt (message_id, token, n, attempt, started_at, ended_at, result, code, reply)
    SELECT ${messageId}, ${token}, ${n}, attempts, coalesce(claimed_at, ${at}), ${at}, ${outcome.status},
      ${outcome.code}::int, ${outcome.reply} FROM settled
    ON CONFLICT (message_id, token) DO UPDATE SET ended_at = excluded.ended_at, result = excluded.result,
      code = excluded.code, reply = excluded.reply`;
}

/**
 * What becomes of a copy that its fence sent back: what it says has moved, or its address is suppressed, and it ends; or
 * it is held, and waits.
 */
export async function sendBack(
  tx: RawTx,
  { messageId, n, token, retryAt, now }: CopyClaim & { retryAt: number; now: number },
): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    WITH judged AS (
      SELECT CASE
        WHEN EXISTS (SELECT FROM suppression p WHERE p.channel = 'email' AND p.address_key = lower(r.address))
          THEN 'suppressed'
        WHEN c.ar_version <> m.ar_version AND r.asked_by_id IS NULL THEN 'facts_moved' END AS reason
      FROM message_recipient r JOIN message m ON m.id = r.message_id JOIN customer c ON c.id = m.customer_id
      WHERE r.message_id = ${messageId} AND r.n = ${n})
    UPDATE message_recipient r SET status = CASE WHEN j.reason IS NULL THEN 'waiting' ELSE 'cancelled' END,
      reason = j.reason, is_open = j.reason IS NULL, token = r.token || '/ended',
      retry_at = CASE WHEN j.reason IS NULL THEN ${new Date(retryAt)}::timestamptz END,
      settled_at = CASE WHEN j.reason IS NOT NULL THEN ${at}::timestamptz END
    FROM judged j WHERE r.message_id = ${messageId} AND r.n = ${n} AND r.token = ${token} AND r.status = 'claimed'`;
}

/** Gives back copies of a claim that nobody has begun: they may be taken up at once. */
export async function giveBack(
  tx: RawTx,
  {
    messageId,
    token,
    numbers,
    now,
  }: { messageId: string; token: string; numbers: readonly number[]; now: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE message_recipient SET status = 'waiting', token = token || '/ended', retry_at = ${new Date(now)}
    WHERE message_id = ${messageId} AND n = ANY(${[...numbers]}::smallint[]) AND status = 'claimed'
      AND token = ${token} || '/' || n`;
}

/** Cancels the open copies of a program's messages to customers; what is being handed over is left to its fence. */
export async function cancelOfProgram(
  tx: RawTx,
  { programId, customerIds, now }: { programId: string; customerIds: readonly string[]; now: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE message_recipient r SET status = 'cancelled', reason = 'stopped', is_open = false, settled_at = ${new Date(now)}
    FROM message m
    WHERE m.customer_id = ANY(${[...customerIds]}::text[]) AND 'program/' || ${programId} = ANY(m.gates)
      AND r.message_id = m.id AND r.is_open AND r.n > 1 AND r.status IN ('waiting', 'claimed')`;
}

/** Which copies of a message are taken up: those whose time has come, and what an attempt that ended had claimed. */
interface DueInput {
  messageId: string;
  token: string;
  now: number;
  /** Claims from before are nobody's any more; their owner's fence does not pass once they are taken. */
  claimedBefore: number;
}

/** Claims the copies of a message that are due, each under `<token>/<n>`; none while the main copy is not sent. */
export async function claimDue(tx: RawTx, input: DueInput): Promise<number[]> {
  const now = new Date(input.now);
  const rows = await tx.$queryRaw<{ n: number }[]>`
    WITH due AS MATERIALIZED (
      SELECT r.n FROM message_recipient r JOIN message m ON m.id = r.message_id
      WHERE r.message_id = ${input.messageId} AND m.status = 'sent' AND r.is_open AND r.n > 1
        AND ((r.status = 'waiting' AND coalesce(r.retry_at, ${now}) <= ${now})
          OR (r.status = 'claimed' AND r.claimed_at < ${new Date(input.claimedBefore)}))
      ORDER BY r.n FOR NO KEY UPDATE OF r SKIP LOCKED)
    UPDATE message_recipient r SET status = 'claimed', token = ${input.token} || '/' || r.n, claimed_at = ${now},
      attempts = r.attempts + 1
    FROM due WHERE r.message_id = ${input.messageId} AND r.n = due.n RETURNING r.n`;
  return rows.map(({ n }) => n).sort((a, b) => a - b);
}

/** Gives up copies that a server has put off for too long, or that were held so long: a person sees them. */
export async function giveUp(
  tx: RawTx,
  { messageId, sentBefore, now }: { messageId: string; sentBefore: number; now: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE message_recipient r SET status = CASE WHEN r.reply IS NULL THEN 'cancelled' ELSE 'refused' END,
      reason = 'too_late', is_open = false, settled_at = ${new Date(now)}
    FROM message m
    WHERE m.id = ${messageId} AND r.message_id = m.id AND r.is_open AND r.n > 1 AND r.status = 'waiting'
      AND coalesce(r.settled_at, m.settled_at) < ${new Date(sentBefore)}`;
}

/** What is left of the copies of a message; `at`: when the first is to be looked at, epoch milliseconds. */
export interface CopiesOutlook {
  waiting: number;
  at: number | null;
}

/** Reads it. A claim is left alone for `leaseMs`, a hand-over for `staleMs`. */
export async function readOutlook(
  tx: RawTx,
  { messageId, leaseMs, staleMs }: { messageId: string; leaseMs: number; staleMs: number },
): Promise<CopiesOutlook> {
  const rows = await tx.$queryRaw`
    SELECT count(*)::int AS waiting, min(CASE r.status
      WHEN 'waiting' THEN coalesce(r.retry_at, m.settled_at)
      WHEN 'handed_over' THEN r.handed_over_at + ${staleMs}::float8 * interval '1 millisecond'
      ELSE r.claimed_at + ${leaseMs}::float8 * interval '1 millisecond' END) AS at
    FROM message_recipient r JOIN message m ON m.id = r.message_id
    WHERE r.message_id = ${messageId} AND r.is_open AND r.n > 1`;
  const outlook = z.array(outlookSchema).parse(rows)[0]!;
  return { waiting: outlook.waiting, at: outlook.at?.getTime() ?? null };
}

const outlookSchema = z.object({ waiting: z.int(), at: z.date().nullable() });

/** Messages whose main copy left and whose other copies nobody looks after (O9). */
export async function findUnattended(
  db: Tx,
  { lookBefore, claimedBefore, limit }: { lookBefore: number; claimedBefore: number; limit: number },
): Promise<{ messageId: string; customerId: string }[]> {
  return db.$queryRaw`
    SELECT DISTINCT m.id AS "messageId", m.customer_id AS "customerId"
    FROM message_recipient r JOIN message m ON m.id = r.message_id
    WHERE r.is_open AND r.n > 1 AND m.status = 'sent'
      AND ((r.status = 'waiting' AND coalesce(r.retry_at, m.settled_at) < ${new Date(lookBefore)})
        OR (r.status = 'claimed' AND r.claimed_at < ${new Date(claimedBefore)}))
    ORDER BY m.id LIMIT ${limit}`;
}

/**
 * Hand-overs of copies that nobody can be working on any more become `uncertain` (D1).
 *
 * @param input.messageId of one message; left out: of all
 * @returns their messages
 */
export async function settleStale(
  tx: RawTx,
  { handedOverBefore, messageId = null }: { handedOverBefore: number; messageId?: string | null },
): Promise<string[]> {
  const rows = await tx.$queryRaw`
    UPDATE message_recipient SET status = 'uncertain', is_open = false
    WHERE is_open AND n > 1 AND status = 'handed_over' AND handed_over_at < ${new Date(handedOverBefore)}
      AND (${messageId}::text IS NULL OR message_id = ${messageId})
    RETURNING message_id AS id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

/** Locks the copies of a message, for a person's answer about one of them. */
export async function lock(tx: RawTx, messageId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT n FROM message_recipient WHERE message_id = ${messageId} AND n > 1 ORDER BY n FOR NO KEY UPDATE`;
}

interface AnsweredCopy {
  messageId: string;
  n: number;
  actorId: string;
  now: number;
}

/** A person asks for one copy: it leaves as soon as nothing holds it, whatever has moved. */
export async function ask(tx: RawTx, { messageId, n, actorId, now }: AnsweredCopy): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    UPDATE message_recipient SET status = 'waiting', reason = NULL, token = NULL, is_open = true,
      asked_by_id = ${actorId}, handed_over_at = NULL, settled_at = ${at}, retry_at = ${at}
    WHERE message_id = ${messageId} AND n = ${n}`;
}

/** A person says that an uncertain copy did arrive. */
export async function markSent(tx: RawTx, { messageId, n, actorId, now }: AnsweredCopy): Promise<void> {
  await tx.$executeRaw`
    UPDATE message_recipient SET status = 'accepted', is_open = false, settled_at = ${new Date(now)},
      settled_by_id = ${actorId}
    WHERE message_id = ${messageId} AND n = ${n} AND status = 'uncertain'`;
}

/** The sent message of a source, if one of its copies is open. */
export async function findOpenOf(
  db: RawTx,
  source: SourceRef,
): Promise<{ messageId: string; customerId: string } | null> {
  const rows = await db.$queryRaw<{ messageId: string; customerId: string }[]>`
    SELECT m.id AS "messageId", m.customer_id AS "customerId" FROM message m
    WHERE m.source_kind = ${source.kind} AND m.source_id = ${source.id} AND m.status = 'sent'
      AND EXISTS (SELECT FROM message_recipient r WHERE r.message_id = m.id AND r.is_open AND r.n > 1)`;
  return rows[0] ?? null;
}
