import {
  PROVING_KINDS,
  type MessageEventKind,
  type MessageEventSource,
} from '../../../contracts/enrollments/kinds.ts';
import type { Channel, MessageSource } from '../../../contracts/sending/kinds.ts';
import type { HitVerdict } from '../../../contracts/tracking/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** Stores an event about a message or an enrollment; it counts at once unless said. @returns false: it was told before */
export async function insert(
  tx: Tx,
  input: {
    id: string;
    /** What is the same for the same event; left out: it is a new one. */
    eventKey?: string;
    kind: MessageEventKind;
    source: MessageEventSource;
    enrollmentId: string | null;
    customerId: string;
    messageId: string | null;
    /** Whose copy of the message; 1 is the main one. */
    n: number;
    /** Of the message; null: of no step, or no message is named. */
    stepExecutionId: string | null;
    address: string | null;
    detail: string | null;
    occurredAt: number;
    /** Since when it counts, if not now; null: once the hand-over of its message is settled. */
    judgedAt?: number | null;
    /** Of a hit. */
    verdict?: HitVerdict | null;
    /** It was linked to its message by address and time only: it proves nothing. */
    isGuess?: boolean;
    now: number;
    createdById: string;
  },
): Promise<boolean> {
  const { occurredAt, judgedAt = input.now, now, n, eventKey, ...event } = input;
  const { count } = await tx.messageEvent.createMany({
    data: {
      ...event,
      eventKey: eventKey ?? event.id,
      n: event.messageId === null ? null : n,
      occurredAt: new Date(occurredAt),
      judgedAt: judgedAt === null ? null : new Date(judgedAt),
      createdAt: new Date(now),
    },
    skipDuplicates: true,
  });
  return count === 1;
}

/** Whether an event was told before. */
export async function isKnown(db: Tx, eventKey: string): Promise<boolean> {
  return (await db.messageEvent.count({ where: { eventKey } })) > 0;
}

/** When somebody replied last to an enrollment, besides the reply named, since a moment; null: nobody did. */
export async function lastReplyBefore(
  db: Tx,
  { enrollmentId, eventId, since }: { enrollmentId: string; eventId: string; since: number },
): Promise<number | null> {
  const last = await db.messageEvent.findFirst({
    where: { enrollmentId, kind: 'reply', id: { not: eventId }, createdAt: { gt: new Date(since) } },
    orderBy: { createdAt: 'desc' },
    select: { createdAt: true },
  });
  return last?.createdAt.getTime() ?? null;
}

/** How often mail to an address came back for now since a moment, epoch milliseconds (D3). */
export async function countSoftBounces(
  db: Tx,
  { address, since }: { address: string; since: number },
): Promise<number> {
  return db.messageEvent.count({
    where: { kind: 'soft_bounce', address, occurredAt: { gt: new Date(since) } },
  });
}

/** The main recipient of the last message of an enrollment that left, and its channel; null when none did. */
export async function lastRecipient(
  db: Tx,
  enrollmentId: string,
): Promise<{ address: string; channel: Channel } | null> {
  const rows = await db.$queryRaw<{ address: string; channel: Channel }[]>`
    SELECT r.address, m.channel FROM message m JOIN message_recipient r ON r.message_id = m.id AND r.n = 1
    WHERE m.enrollment_id = ${enrollmentId} AND m.handed_over_at IS NOT NULL
    ORDER BY m.handed_over_at DESC, m.id LIMIT 1`;
  return rows[0] ?? null;
}

/** Whose copy an address had of a message of an enrollment, or of the last that went to it: 1 unless it was a copy. */
export async function copyOfAddress(
  db: Tx,
  input: { enrollmentId: string; messageId: string | null; address: string },
): Promise<number> {
  const rows = await db.$queryRaw<{ n: number }[]>`
    SELECT r.n FROM message m JOIN message_recipient r ON r.message_id = m.id
    WHERE m.enrollment_id = ${input.enrollmentId} AND m.handed_over_at IS NOT NULL
      AND (${input.messageId}::text IS NULL OR m.id = ${input.messageId}) AND lower(r.address) = lower(${input.address})
    ORDER BY m.handed_over_at DESC, r.n LIMIT 1`;
  return rows[0]?.n ?? 1;
}

/** Whether an address is that of one of our own users or mailboxes. */
export async function isOurs(db: Tx, address: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM app_user WHERE email_key = lower(${address})
    UNION ALL SELECT 1 FROM mailbox m WHERE lower(m.from_address) = lower(${address})
      OR lower(m.unsubscribe_address) = lower(${address})
      OR lower(${address}) IN (SELECT lower(a) FROM unnest(m.aliases) a) LIMIT 1`;
  return rows.length > 0;
}

/** The enrollment a message belongs to, and who got a copy of it, for an unsubscribe link. */
export async function ownerOfMessage(
  db: Tx,
  { messageId, n }: { messageId: string; n: number },
): Promise<{
  enrollmentId: string | null;
  stepExecutionId: string | null;
  customerId: string;
  address: string | null;
} | null> {
  const message = await db.message.findUnique({
    where: { id: messageId },
    select: {
      enrollmentId: true,
      sourceKind: true,
      sourceId: true,
      customerId: true,
      recipients: { where: { n }, select: { address: true } },
    },
  });
  // What goes to our own people has no such link, and is no customer's.
  if (!message || message.customerId === null) return null;
  return {
    enrollmentId: message.enrollmentId,
    stepExecutionId: message.sourceKind === 'step_execution' ? message.sourceId : null,
    customerId: message.customerId,
    address: message.recipients[0]?.address ?? null,
  };
}

/** An uncertain message, or an uncertain copy of one, that arrived. */
export interface ProvenCopy {
  messageId: string;
  n: number;
  source: MessageSource;
  sourceId: string;
}

const PROVING = Prisma.sql`(v.kind = ANY(${[...PROVING_KINDS]}::text[]) AND NOT v.is_guess)`;

/**
 * Uncertain ones in which a person clicked, or about which somebody who had it, or a server, told (S15, I7). A reply of anybody
 * proves the main copy.
 *
 * @param input.messageId only of this message
 */
export async function findProven(
  db: Tx,
  { limit, messageId = null }: { limit: number; messageId?: string | null },
): Promise<ProvenCopy[]> {
  const isMeant = Prisma.sql`(${messageId}::text IS NULL OR m.id = ${messageId})`;
  return db.$queryRaw<ProvenCopy[]>`
    SELECT m.id AS "messageId", 1 AS n, m.source_kind AS source, m.source_id AS "sourceId"
    FROM message m
    WHERE m.status = 'uncertain' AND m.settled_at IS NULL AND ${isMeant} AND EXISTS (
      SELECT FROM message_event v
      WHERE v.message_id = m.id AND ((${PROVING} AND (v.kind = 'reply' OR coalesce(v.n, 1) = 1))
        OR (v.kind = 'clicked' AND v.verdict = 'human' AND coalesce(v.n, 1) = 1)))
    UNION ALL
    SELECT r.message_id, r.n::int, m.source_kind, m.source_id
    FROM message_recipient r JOIN message m ON m.id = r.message_id
    WHERE r.status = 'uncertain' AND r.n > 1 AND m.status = 'sent' AND ${isMeant} AND EXISTS (
      SELECT FROM message_event v WHERE v.message_id = r.message_id AND v.n = r.n
        AND (${PROVING} OR (v.kind = 'clicked' AND v.verdict = 'human')))
    LIMIT ${limit}`;
}

/** A message, or a copy of it, of which nobody knows whether it arrived; a copy never left before its message was sent. */
export async function findUncertain(
  db: Tx,
  { messageId, n }: { messageId: string; n: number },
): Promise<ProvenCopy[]> {
  return db.$queryRaw<ProvenCopy[]>`
    SELECT m.id AS "messageId", 1 AS n, m.source_kind AS source, m.source_id AS "sourceId"
    FROM message m WHERE m.id = ${messageId} AND m.status = 'uncertain' AND m.settled_at IS NULL
    UNION ALL
    SELECT r.message_id, r.n::int, m.source_kind, m.source_id
    FROM message_recipient r JOIN message m ON m.id = r.message_id
    WHERE r.message_id = ${messageId} AND r.n = ${n} AND r.n > 1 AND r.status = 'uncertain' AND m.status = 'sent'`;
}
