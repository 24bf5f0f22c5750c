import type { MailEventKind, MessageEventSource } from '../../../contracts/enrollments/kinds.ts';
import type { Tx } from '../client.ts';

/** Stores an event about an enrollment; it counts at once. */
export async function insert(
  tx: Tx,
  input: {
    id: string;
    kind: MailEventKind;
    source: MessageEventSource;
    enrollmentId: string;
    customerId: string;
    messageId: string | null;
    /** Whose copy of the message; 1 is the main one. */
    n: number;
    /** Of the message; null: of no step, or no message is named. */
    stepExecutionId: string | null;
    address: string | null;
    detail: string | null;
    occurredAt: number;
    now: number;
    createdById: string;
  },
): Promise<void> {
  const { occurredAt, now, n, ...event } = input;
  await tx.messageEvent.create({
    data: {
      ...event,
      eventKey: event.id,
      n: event.messageId === null ? null : n,
      occurredAt: new Date(occurredAt),
      judgedAt: new Date(now),
      createdAt: new Date(now),
    },
  });
}

/** The main recipient of the last message of an enrollment that left; null when none did. */
export async function lastRecipient(db: Tx, enrollmentId: string): Promise<string | null> {
  const rows = await db.$queryRaw<{ address: string }[]>`
    SELECT r.address FROM message m JOIN message_recipient r ON r.message_id = m.id AND r.n = 1
    WHERE m.enrollment_id = ${enrollmentId} AND m.handed_over_at IS NOT NULL
    ORDER BY m.handed_over_at DESC, m.id LIMIT 1`;
  return rows[0]?.address ?? null;
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
  isLive: boolean;
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
  if (!message) return null;
  const enrollment = message.enrollmentId
    ? await db.enrollment.findUnique({ where: { id: message.enrollmentId }, select: { isLive: true } })
    : null;
  return {
    enrollmentId: message.enrollmentId,
    stepExecutionId: message.sourceKind === 'step_execution' ? message.sourceId : null,
    customerId: message.customerId,
    address: message.recipients[0]?.address ?? null,
    isLive: enrollment?.isLive ?? false,
  };
}
