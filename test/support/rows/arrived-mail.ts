import type { MailVerdict } from '../../../contracts/inbox/kinds.ts';
import type { Database } from '../../../infra/db/client.ts';
import { newId } from '../../../infra/ids.ts';

/** What a test says of a mail; the rest is a reply of this moment that answers nothing. */
export interface ArrivedMail {
  mailboxId: string;
  customerIds: readonly string[];
  contactId?: string | null;
  from: string;
  verdict?: MailVerdict;
  /** Epoch milliseconds. */
  receivedAt: number;
  headerId?: string | null;
  referenceIds?: readonly string[];
  messageId?: string | null;
  subject?: string;
  text?: string;
  isHistory?: boolean;
  people?: readonly { kind: 'to' | 'cc' | 'reply_to'; address: string; name: string | null }[];
}

/** A mail as `takeMail` stores it, without its conversation. @returns its id */
export async function createMailRow(db: Database, mail: ArrivedMail): Promise<string> {
  const id = newId('mail');
  const at = new Date(mail.receivedAt);
  const { verdict = 'reply', text = 'We will look into it.', contactId = null, customerIds } = mail;
  await db.mail.create({
    data: {
      id,
      fingerprint: id,
      mailboxId: mail.mailboxId,
      direction: verdict === 'sent' || verdict === 'own_copy' ? 'outbound' : 'inbound',
      headerId: mail.headerId === undefined ? `<${id}@debtor.example>` : mail.headerId,
      referenceIds: [...(mail.referenceIds ?? [])],
      fromAddress: mail.from,
      fromName: 'Ann Debtor',
      people: (mail.people ?? []).map((person) => ({ ...person })),
      subject: mail.subject ?? 'Re: Your invoice',
      text,
      newText: text,
      html: null,
      rawHeaders: `From: ${mail.from}`,
      size: 1000,
      problems: [],
      datedAt: at,
      receivedAt: at,
      messageId: mail.messageId ?? null,
      n: mail.messageId ? 1 : null,
      linkedBy: mail.messageId ? 'message_id' : null,
      verdict,
      reasons: [],
      failed: [],
      judgedAs: verdict,
      judgedAt: at,
      isHistory: mail.isHistory ?? false,
      processedAt: at,
      createdAt: at,
    },
  });
  await db.mailCustomer.createMany({
    data: customerIds.map((customerId) => ({ mailId: id, customerId, contactId, invoiceIds: [] })),
  });
  return id;
}
