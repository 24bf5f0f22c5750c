import type { MailVerdict } from '../../../contracts/inbox/kinds.ts';
import type { Database } from '../../../infra/db/client.ts';
import { insertMail } from './insert-mail.ts';

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
export function createMailRow(db: Database, mail: ArrivedMail): Promise<string> {
  const { verdict = 'reply', text = 'We will look into it.', contactId = null, customerIds } = mail;
  const at = new Date(mail.receivedAt);
  const row = {
    verdict,
    at: mail.receivedAt,
    mailboxId: mail.mailboxId,
    direction: verdict === 'sent' || verdict === 'own_copy' ? 'outbound' : 'inbound',
    host: 'debtor.example',
    referenceIds: [...(mail.referenceIds ?? [])],
    fromAddress: mail.from,
    fromName: 'Ann Debtor',
    people: (mail.people ?? []).map((person) => ({ ...person })),
    text,
    rawHeaders: `From: ${mail.from}`,
    datedAt: at,
    messageId: mail.messageId ?? null,
    isHistory: mail.isHistory ?? false,
    processedAt: at,
    ...(mail.subject !== undefined && { subject: mail.subject }),
    ...(mail.headerId !== undefined && { headerId: mail.headerId }),
  };
  return insertMail(
    db,
    row,
    customerIds.map((customerId) => ({ customerId, contactId })),
  );
}
