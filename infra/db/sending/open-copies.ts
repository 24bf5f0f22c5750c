import { z } from 'zod';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { mixedBy } from '../mixed.ts';
import type { RawTx } from '../raw-transaction.ts';
import type { SourceRef } from './ledger.ts';
import { RETRY_HOURS } from './refusals.ts';

/** Condition: copy `r` is open, and nobody knows yet that it left. */
export const IS_OPEN_COPY = Prisma.sql`r.is_open AND r.n > 1 AND r.status IN ('waiting', 'claimed', 'handed_over')`;
/** What a stop sets of it; one that is being handed over ends if it comes back. */
export const cancelling = (at: Date): Prisma.Sql => Prisma.sql`
  status = CASE WHEN r.status = 'handed_over' THEN r.status ELSE 'cancelled' END, reason = 'stopped',
  is_open = r.status = 'handed_over', settled_at = CASE WHEN r.status = 'handed_over' THEN r.settled_at ELSE ${at} END`;

/** Ends the copies of messages `taken`, whose claim was taken away: they come back with their main one, if that does. */
export const ENDING_WITH_MAIN = Prisma.sql`
  UPDATE message_recipient r SET status = 'cancelled', reason = 'main_cancelled', is_open = false
  FROM taken WHERE r.message_id = taken.id AND r.n > 1 AND r.status = 'waiting'`;

/** Cancels the open copies of a program's messages to customers. */
export async function cancelOfProgram(
  tx: RawTx,
  { programId, customerIds, now }: { programId: string; customerIds: readonly string[]; now: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE message_recipient r SET ${cancelling(new Date(now))}
    FROM message m
    WHERE m.customer_id = ANY(${[...customerIds]}::text[]) AND 'program/' || ${programId} = ANY(m.gates)
      AND r.message_id = m.id AND ${IS_OPEN_COPY}`;
}

/** Where copies of messages stand now. */
export async function readStatuses(
  db: Tx,
  messageIds: readonly string[],
): Promise<{ messageId: string; n: number; status: string }[]> {
  return db.messageRecipient.findMany({
    where: { messageId: { in: [...messageIds] }, n: { gt: 1 } },
    select: { messageId: true, n: true, status: true },
  });
}

/** Which copies of a message are taken up: those whose time has come, and what an attempt that ended had claimed. */
export interface DueInput {
  messageId: string;
  token: string;
  now: number;
  /** Claims from before are nobody's any more; their owner's fence does not pass once they are taken. */
  claimedBefore: number;
}

/** Condition: copy `r` of the message is due. */
export const areDue = ({ messageId, now, claimedBefore }: Omit<DueInput, 'token'>): Prisma.Sql => Prisma.sql`
  r.message_id = ${messageId} AND r.is_open AND r.n > 1
    AND ((r.status = 'waiting' AND coalesce(r.retry_at, ${new Date(now)}) <= ${new Date(now)})
      OR (r.status = 'claimed' AND r.claimed_at < ${new Date(claimedBefore)}))`;

/** Claims the copies of a message that are due, each under `<token>/<n>`; none while the main copy is not sent. */
export async function claimDue(tx: RawTx, input: DueInput): Promise<number[]> {
  const now = new Date(input.now);
  const rows = await tx.$queryRaw<{ n: number }[]>`
    WITH due AS MATERIALIZED (
      SELECT r.n FROM message_recipient r JOIN message m ON m.id = r.message_id
      WHERE m.status = 'sent' AND ${areDue(input)}
      ORDER BY r.n FOR NO KEY UPDATE OF r SKIP LOCKED)
    UPDATE message_recipient r SET status = 'claimed', token = ${input.token} || '/' || r.n, claimed_at = ${now},
      attempts = r.attempts + 1, reason = NULL
    FROM due WHERE r.message_id = ${input.messageId} AND r.n = due.n RETURNING r.n`;
  return rows.map(({ n }) => n).sort((a, b) => a - b);
}

/**
 * Gives up copies that were held for as long as a message is tried, or put off so long with no try since: a person sees
 * them. One that is tried and put off then is given up by its outcome.
 */
export async function giveUp(
  tx: RawTx,
  { messageId, now }: { messageId: string; now: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE message_recipient r SET status = CASE WHEN r.reply IS NULL THEN 'cancelled' ELSE 'refused' END,
      reason = 'too_late', is_open = false, retry_at = NULL, settled_at = ${new Date(now)}
    FROM message m
    WHERE m.id = ${messageId} AND r.message_id = m.id AND r.is_open AND r.n > 1 AND r.status = 'waiting'
      AND coalesce(r.first_refused_at + interval '4 hours', r.settled_at, m.settled_at)
        < ${new Date(now)}::timestamptz - ${RETRY_HOURS} * interval '1 hour'`;
}

/** Ends copies of a message that is without words (U5), or whose mailbox is retired and nobody took its place (S24). */
export async function endUnsendable(
  tx: RawTx,
  { messageId, now }: { messageId: string; now: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE message_recipient r SET status = 'cancelled', is_open = false, retry_at = NULL,
      reason = CASE WHEN m.content_hash IS NULL THEN 'no_sender' ELSE 'erased' END, settled_at = ${new Date(now)}
    FROM message m
    WHERE m.id = ${messageId} AND r.message_id = m.id AND r.is_open AND r.n > 1 AND r.status IN ('waiting', 'claimed')
      AND (m.content_hash IS NOT NULL OR mailbox_heir(m.mailbox_id) IS NULL)`;
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
    WHERE r.message_id = ${messageId} AND r.is_open AND r.n > 1 AND m.status = 'sent'`;
  const outlook = z.array(outlookSchema).parse(rows)[0]!;
  return { waiting: outlook.waiting, at: outlook.at?.getTime() ?? null };
}

const outlookSchema = z.object({ waiting: z.int(), at: z.date().nullable() });

/** A message whose copies are open, and what their workflow is found by. */
export interface OpenCopies {
  messageId: string;
  customerId: string;
  mailboxId: string | null;
  sequenceId: string | null;
  programId: string | null;
  automationId: string | null;
}

const FOUND_BY = Prisma.sql`
  m.id AS "messageId", m.customer_id AS "customerId", m.mailbox_id AS "mailboxId", m.sequence_id AS "sequenceId",
  (SELECT substr(gate, 9) FROM unnest(m.gates) gate WHERE gate LIKE 'program/%') AS "programId",
  (SELECT substr(gate, 12) FROM unnest(m.gates) gate WHERE gate LIKE 'automation/%') AS "automationId"`;

/** Messages whose main copy left and whose other copies nobody looks after (O9). */
export async function findUnattended(
  db: Tx,
  {
    lookBefore,
    claimedBefore,
    seed,
    limit,
  }: { lookBefore: number; claimedBefore: number; seed: number; limit: number },
): Promise<OpenCopies[]> {
  return db.$queryRaw`
    SELECT ${FOUND_BY} FROM message m WHERE m.id IN (
      SELECT r.message_id FROM message_recipient r JOIN message m ON m.id = r.message_id
      WHERE r.is_open AND r.n > 1 AND m.status = 'sent'
        AND ((r.status = 'waiting' AND coalesce(r.retry_at, m.settled_at) < ${new Date(lookBefore)})
          OR (r.status = 'claimed' AND r.claimed_at < ${new Date(claimedBefore)}))
      GROUP BY 1 ORDER BY ${mixedBy(Prisma.sql`r.message_id`, seed)} LIMIT ${limit})
    ORDER BY m.id`;
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

/** The sent message of a source, if one of its copies is open. */
export async function findOpenOf(db: RawTx, source: SourceRef): Promise<OpenCopies | null> {
  const rows = await db.$queryRaw<OpenCopies[]>`
    SELECT ${FOUND_BY} FROM message m
    WHERE m.source_kind = ${source.kind} AND m.source_id = ${source.id} AND m.status = 'sent'
      AND EXISTS (SELECT FROM message_recipient r WHERE r.message_id = m.id AND r.is_open AND r.n > 1)`;
  return rows[0] ?? null;
}
