import type { MailEventKind } from '../../../contracts/enrollments/kinds.ts';
import type { Tx } from '../client.ts';

/** Stores an event about an enrollment. */
export async function insert(
  tx: Tx,
  input: {
    id: string;
    kind: MailEventKind;
    enrollmentId: string;
    customerId: string;
    messageId: string | null;
    address: string | null;
    detail: string | null;
    occurredAt: number;
    now: number;
    createdById: string;
  },
): Promise<void> {
  const { occurredAt, now, ...event } = input;
  await tx.mailEvent.create({
    data: { ...event, occurredAt: new Date(occurredAt), createdAt: new Date(now) },
  });
}

/** The main recipient of the last message of an enrollment that left; null when none did. */
export async function lastRecipient(db: Tx, enrollmentId: string): Promise<string | null> {
  const rows = await db.$queryRaw<{ address: string }[]>`
    SELECT r.address FROM message m JOIN message_recipient r ON r.message_id = m.id AND r.kind = 'to'
    WHERE m.enrollment_id = ${enrollmentId} AND m.handed_over_at IS NOT NULL
    ORDER BY m.handed_over_at DESC, r.address LIMIT 1`;
  return rows[0]?.address ?? null;
}

/** The enrollment a message belongs to, for an unsubscribe link. */
export async function ownerOfMessage(
  db: Tx,
  messageId: string,
): Promise<{
  enrollmentId: string | null;
  customerId: string;
  address: string | null;
  isLive: boolean;
} | null> {
  const message = await db.message.findUnique({
    where: { id: messageId },
    select: {
      enrollmentId: true,
      customerId: true,
      recipients: { where: { kind: 'to' }, select: { address: true }, take: 1 },
    },
  });
  if (!message) return null;
  const enrollment = message.enrollmentId
    ? await db.enrollment.findUnique({ where: { id: message.enrollmentId }, select: { isLive: true } })
    : null;
  return {
    enrollmentId: message.enrollmentId,
    customerId: message.customerId,
    address: message.recipients[0]?.address ?? null,
    isLive: enrollment?.isLive ?? false,
  };
}
