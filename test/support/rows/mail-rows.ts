import type { MailVerdict } from '../../../contracts/inbox/kinds.ts';
import type { FailedRecipient } from '../../../domain/inbox/judgement.ts';
import type { Database } from '../../../infra/db/client.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { insertMail } from './insert-mail.ts';

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
export function createMailRow(db: Database, input: MailRow): Promise<string> {
  const { verdict, from, now, messageId = null, n = messageId === null ? null : 1, returnOn } = input;
  const row = {
    verdict,
    at: now,
    host: 'customer.example',
    fromAddress: from,
    messageId,
    n,
    reasons: (input.reasons ?? []).map((code) => ({ code, evidence: null })),
    returnOn: returnOn === undefined ? null : dayToDate(returnOn),
    failed: (input.failed ?? []).map((each) => ({ ...each })),
    isHistory: input.isHistory ?? false,
    ...(input.mailboxId !== undefined && { mailboxId: input.mailboxId }),
    ...(input.linkedBy != null && { linkedBy: input.linkedBy }),
  };
  return insertMail(db, row, input.customers ?? []);
}
