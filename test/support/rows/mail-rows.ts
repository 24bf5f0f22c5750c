import type { MailVerdict } from '../../../contracts/inbox/kinds.ts';
import type { FailedRecipient } from '../../../domain/inbox/judgement.ts';
import type { Database } from '../../../infra/db/client.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { newId } from '../../../infra/ids.ts';

/** A mail as it is stored once it was judged. */
export interface MailRow {
  verdict: MailVerdict;
  from: string;
  /** When it came, and was stored, epoch milliseconds. */
  now: number;
  mailboxId?: string;
  /** The mail of ours that it is about, whose copy, and how that is known. */
  messageId?: string | null;
  n?: number | null;
  linkedBy?: string | null;
  reasons?: readonly string[];
  /** YYYY-MM-DD */
  returnOn?: string;
  failed?: readonly FailedRecipient[];
  isHistory?: boolean;
  /** Whom it belongs to. */
  customers?: readonly { customerId: string; contactId?: string | null }[];
}

/** A stored mail from which nothing has followed yet; returns its id. */
export async function createMailRow(db: Database, input: MailRow): Promise<string> {
  const { verdict, from, now, messageId = null, n = messageId === null ? null : 1, returnOn } = input;
  const id = newId('mail');
  const at = new Date(now);
  await db.mail.create({
    data: {
      id,
      fingerprint: id,
      mailboxId: input.mailboxId ?? newId('mailbox'),
      direction: 'inbound',
      headerId: `<${id}@customer.example>`,
      referenceIds: [],
      fromAddress: from,
      people: [],
      subject: 'Re: Your invoice',
      text: 'Hello.',
      newText: 'Hello.',
      rawHeaders: '',
      size: 6,
      problems: [],
      receivedAt: at,
      messageId,
      n,
      linkedBy: input.linkedBy ?? (messageId === null ? null : 'message_id'),
      verdict,
      reasons: (input.reasons ?? []).map((code) => ({ code, evidence: null })),
      returnOn: returnOn === undefined ? null : dayToDate(returnOn),
      failed: (input.failed ?? []).map((each) => ({ ...each })),
      judgedAs: verdict,
      judgedAt: at,
      isHistory: input.isHistory ?? false,
      createdAt: at,
    },
  });
  const customers = (input.customers ?? []).map(({ customerId, contactId = null }) => ({
    mailId: id,
    customerId,
    contactId,
    invoiceIds: [],
  }));
  await db.mailCustomer.createMany({ data: customers });
  return id;
}
