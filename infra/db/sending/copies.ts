import type { RecipientStatus } from '../../../contracts/sending/kinds.ts';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';
import { countedCredit } from '../receivables/owed.ts';
import { isHeld } from './held-copies.ts';
import { areDue, type DueInput } from './open-copies.ts';

/** One recipient's copy, and who may hand it over. `n` is 2 or more: the main copy is the message's own row. */
export interface CopyClaim {
  messageId: string;
  n: number;
  token: string;
}

/** Condition: the address of copy `r` is suppressed. */
const isSuppressed = (at: Date): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM suppression p
  WHERE p.channel = 'email' AND p.address_key IN (lower(r.address), erased_key(lower(r.address)))
    AND (p.expires_at IS NULL OR p.expires_at > ${at}) OFFSET 0)`;

/** Changes are dated when their command began, which may be a while before they were written. */
const LONG_COMMAND = Prisma.raw(`interval '10 minutes'`);

/**
 * Condition: what message `m` says to customer `c` is no longer so: something was paid, credited or voided, also on account, an
 * invoice was disputed or promised, or the customer is none any more. Other edits of the customer concern no letter, and a person may
 * ask for copy `r` whatever has moved. What a person answers is no letter about it.
 */
const HAS_MOVED = Prisma.sql`(r.asked_by_id IS NULL AND m.source_kind <> 'answer' AND c.ar_version <> m.ar_version AND (
  c.status NOT IN ('active', 'prospect')
  OR EXISTS (
    SELECT FROM invoice i JOIN balance_change b ON b.invoice_id = i.id
    WHERE i.customer_id = c.id AND b.delta < 0 AND b.created_at > m.claimed_at - ${LONG_COMMAND})
  OR coalesce((m.facts #>> '{owed,credit}')::numeric < (${countedCredit(Prisma.raw('c.id'))}), false)
  OR EXISTS (
    SELECT FROM invoice i JOIN hold h ON h.invoice_id = i.id
    WHERE i.customer_id = c.id AND h.started_at > m.claimed_at - ${LONG_COMMAND})))`;

/**
 * The fence of a copy: the main one was sent, the claim is mine, nothing is held or switched off, its address is not
 * suppressed, its mailbox was not retired meanwhile, and nothing that the message says has moved, or a person asked for this copy alone.
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
      AND NOT EXISTS (SELECT FROM mailbox b WHERE b.id = m.mailbox_id AND b.retired_at > r.claimed_at)
      AND NOT ${HAS_MOVED} AND NOT ${isSuppressed(at)} AND NOT ${isHeld(at)}`;
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
  /** The server put it off, which counts. */
  isPutOff?: boolean;
  /** Why it ended, where the server's words do not say it. */
  reason?: 'too_late';
}

/**
 * Settles the hand-over of a copy, if the token still owns it: `uncertain` may still be settled by the owner's late
 * result. One that waits again loses its token, so that a fence that was given up and still commits finds nothing to mark;
 * one that was stopped meanwhile, whose `reason` says so, waits no more (S10).
 */
export async function settle(
  tx: RawTx,
  { messageId, n, token, now, ...outcome }: CopyClaim & CopyOutcome & { now: number },
): Promise<void> {
  const at = new Date(now);
  const isWaiting = outcome.status === 'waiting';
  const isPutOff = outcome.isPutOff === true;
  await tx.$executeRaw`
    WITH settled AS (
      UPDATE message_recipient SET
        status = CASE WHEN ${isWaiting} AND reason IS NOT NULL THEN 'cancelled' ELSE ${outcome.status} END,
        reason = CASE WHEN ${isWaiting} THEN reason ELSE ${outcome.reason ?? null} END,
        code = coalesce(${outcome.code}::int, code), reply = coalesce(${outcome.reply}, reply),
        is_open = ${isWaiting} AND reason IS NULL,
        refusals = refusals + CASE WHEN ${isPutOff} THEN 1 ELSE 0 END,
        first_refused_at = CASE WHEN ${isPutOff} THEN coalesce(first_refused_at, ${at}) ELSE first_refused_at END,
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

/** Which rows `r` are judged, and for which judgements `j` of them something follows. */
interface Judging {
  rows: Prisma.Sql;
  where: Prisma.Sql;
  retryAt: number;
  now: number;
}

/** What they say has moved, or their address is suppressed, and they end; or they wait, since they are held. */
async function judge(tx: RawTx, { rows, where, retryAt, now }: Judging): Promise<void> {
  const at = new Date(now);
  await tx.$executeRaw`
    WITH judged AS (
      SELECT r.message_id, r.n, ${isHeld(at)} AS is_held, CASE
        WHEN ${isSuppressed(at)} THEN 'suppressed'
        WHEN ${HAS_MOVED} THEN 'facts_moved' END AS reason
      FROM message_recipient r JOIN message m ON m.id = r.message_id JOIN customer c ON c.id = m.customer_id
      WHERE m.status = 'sent' AND ${rows})
    UPDATE message_recipient r SET status = CASE WHEN j.reason IS NULL THEN 'waiting' ELSE 'cancelled' END,
      reason = coalesce(j.reason, CASE WHEN j.is_held THEN 'held' END), is_open = j.reason IS NULL, token = r.token || '/ended',
      retry_at = CASE WHEN j.reason IS NULL THEN ${new Date(retryAt)}::timestamptz END,
      settled_at = CASE WHEN j.reason IS NULL THEN r.settled_at ELSE ${at}::timestamptz END
    FROM judged j WHERE r.message_id = j.message_id AND r.n = j.n AND ${rows} AND ${where}`;
}

/** What becomes of a copy that its fence sent back: it ends, or waits. */
export function sendBack(
  tx: RawTx,
  { messageId, n, token, ...times }: CopyClaim & { retryAt: number; now: number },
): Promise<void> {
  const rows = Prisma.sql`r.message_id = ${messageId} AND r.n = ${n} AND r.token = ${token} AND r.status = 'claimed'`;
  return judge(tx, { ...times, rows, where: Prisma.sql`true` });
}

/** The same for copies that are due, before a server is asked: only those that may leave stay due. */
export function holdBack(tx: RawTx, input: Omit<DueInput, 'token'> & { retryAt: number }): Promise<void> {
  const where = Prisma.sql`(j.reason IS NOT NULL OR j.is_held)`;
  return judge(tx, { ...input, rows: areDue(input), where });
}

/** Gives back copies of a claim that nobody has begun, to be taken up from a moment on. */
export async function giveBack(
  tx: RawTx,
  {
    messageId,
    token,
    numbers,
    retryAt,
  }: { messageId: string; token: string; numbers: readonly number[]; retryAt: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE message_recipient SET status = 'waiting', token = token || '/ended', attempts = attempts - 1,
      retry_at = ${new Date(retryAt)}
    WHERE message_id = ${messageId} AND n = ANY(${[...numbers]}::smallint[]) AND status = 'claimed'
      AND token = ${token} || '/' || n`;
}

/**
 * Lets copies be taken up at once that were held, and are no more.
 * @returns their messages
 */
export async function releaseHeld(
  tx: RawTx,
  { now, limit }: { now: number; limit: number },
): Promise<{ messageId: string; customerId: string }[]> {
  const at = new Date(now);
  return tx.$queryRaw`
    WITH released AS (
      SELECT r.message_id, r.n, m.customer_id FROM message_recipient r JOIN message m ON m.id = r.message_id
      WHERE r.is_open AND r.n > 1 AND r.status = 'waiting' AND r.reason = 'held' AND NOT ${isHeld(at)}
      ORDER BY r.message_id, r.n LIMIT ${limit} FOR NO KEY UPDATE OF r SKIP LOCKED),
    due AS (
      UPDATE message_recipient r SET reason = NULL, retry_at = ${at} FROM released d
      WHERE r.message_id = d.message_id AND r.n = d.n)
    SELECT DISTINCT message_id AS "messageId", customer_id AS "customerId" FROM released ORDER BY message_id`;
}
