import { z } from 'zod';
import { RECIPIENT_KINDS } from '../../../contracts/sending/kinds.ts';
import type { NumberedRecipient } from '../../../domain/sending/number-recipients.ts';
import type { TrackedMail } from '../../../domain/sending/tracked-links.ts';
import type { SendingMailbox } from '../../../domain/sending/send-facts.ts';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';
import { sendingMailboxOf, sendingMailboxSchema, trackedMailSchema } from './send-facts-schema.ts';

/** A message as it left, to be handed over to further recipients; `date` in epoch milliseconds. */
export interface OutgoingMessage {
  messageId: string;
  customerId: string;
  headerId: string;
  mailbox: SendingMailbox;
  recipients: NumberedRecipient[];
  subject: string;
  html: string;
  text: string;
  references: string[];
  tracking: TrackedMail | null;
  date: number;
}

const schema = z.object({
  messageId: z.string(),
  customerId: z.string(),
  headerId: z.string(),
  mailbox: sendingMailboxSchema,
  recipients: z.array(z.object({ n: z.number(), kind: z.enum(RECIPIENT_KINDS), address: z.string() })),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  references: z.array(z.string()),
  tracking: trackedMailSchema.nullable(),
  date: z.date().transform((date) => date.getTime()),
});

/** Reads it; null when absent, without the mailbox it left from, or without its words (U5). */
export async function readOutgoing(db: RawTx, messageId: string): Promise<OutgoingMessage | null> {
  const rows = await db.$queryRaw`
    SELECT l.id AS "messageId", l.customer_id AS "customerId", l.header_id AS "headerId",
      ${sendingMailboxOf(Prisma.sql`l.from_address`)} AS mailbox, l.subject, l.body_html AS html, l.body_text AS text,
      l.reference_ids AS "references", l.tracking, l.claimed_at AS date,
      (SELECT json_agg(json_build_object('n', r.n, 'kind', r.kind, 'address', r.address) ORDER BY r.n)
        FROM message_recipient r WHERE r.message_id = l.id) AS recipients
    FROM message l JOIN mailbox m ON m.id = mailbox_heir(l.mailbox_id)
    WHERE l.id = ${messageId} AND l.content_hash IS NULL`;
  return z.array(schema).parse(rows)[0] ?? null;
}
