import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  CHANNELS,
  MESSAGE_SOURCES,
  MESSAGE_STATUSES,
  RECIPIENT_KINDS,
  RECIPIENT_STATUSES,
} from '../../../contracts/sending/kinds.ts';
import type { Message } from '../../../contracts/sending/messages.ts';
import type { Tx } from '../client.ts';
import { isoOf } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';

const isoOrNull = (at: Date | null): string | null => at && isoOf(at);

/** One message with the copies of its recipients, the main one first; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, messageId: string): Promise<Message | null> {
  const row = await db.message.findUnique({
    where: { id: messageId },
    include: { recipients: { orderBy: { n: 'asc' } } },
  });
  if (!row || !(await canSeeCustomer(db, viewer, row.customerId))) return null;
  const { id, sourceId, customerId, contactId, enrollmentId, mailboxId, subject, language, attempts } = row;
  return {
    id,
    source: z.enum(MESSAGE_SOURCES).parse(row.sourceKind),
    sourceId,
    customerId,
    contactId,
    enrollmentId,
    mailboxId,
    channel: z.enum(CHANNELS).parse(row.channel),
    status: z.enum(MESSAGE_STATUSES).parse(row.status),
    subject,
    language,
    attempts,
    claimedAt: isoOf(row.claimedAt),
    handedOverAt: isoOrNull(row.handedOverAt),
    settledAt: isoOrNull(row.settledAt),
    copies: row.recipients.map((copy) => ({
      n: copy.n,
      kind: z.enum(RECIPIENT_KINDS).parse(copy.kind),
      address: copy.address,
      status: z.enum(RECIPIENT_STATUSES).parse(copy.status),
      reason: copy.reason,
      code: copy.code,
      reply: copy.reply,
      attempts: copy.n === 1 ? attempts : copy.attempts,
      retryAt: isoOrNull(copy.n === 1 ? row.retryAt : copy.retryAt),
      handedOverAt: isoOrNull(copy.n === 1 ? row.handedOverAt : copy.handedOverAt),
      settledAt: isoOrNull(copy.n === 1 ? row.settledAt : copy.settledAt),
    })),
  };
}
