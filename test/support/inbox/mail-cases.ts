import { readFileSync } from 'node:fs';
import type { MailVerdict } from '../../../contracts/inbox/kinds.ts';
import type { SentMail } from '../../../domain/inbox/judgement.ts';

const FOLDER = new URL('../../fixtures/mail/', import.meta.url);

/** What a mail of the set has to be judged as, and what its sender wrote. */
export interface MailCase {
  file: string;
  language: string;
  verdict: MailVerdict;
  /** The Message-ID of our mail that it belongs to. */
  answers: string | null;
  returnDate: string | null;
  failed: readonly { recipient: string; code: string | null; kind: 'hard' | 'soft' }[];
  newText: string | null;
  why: string;
}

interface OwnMail {
  messageId: string;
  date: string;
  to: readonly string[];
  cc: readonly string[];
  subject: string;
  text: string;
  unsubscribeMailto: string | null;
  unsubscribeUrl: string | null;
}

const readJson = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as T;

/** The 60 mails that stand for kinds. */
export const mailCases = (): MailCase[] => readJson('cases/expected.json');

/** The bytes of a mail of a set: `cases/01-human-away-but-pays.eml`. */
export const mailBytes = (path: string): Buffer => readFileSync(new URL(path, FOLDER));

/** Our mails that they answer, as the ledger knows them. */
export function sentMails(): SentMail[] {
  return readJson<OwnMail[]>('cases/sent.json').map((own, index) => ({
    messageId: `msg_${index}`,
    headerId: own.messageId,
    sentAt: Date.parse(own.date),
    subject: own.subject,
    text: own.text,
    recipients: [...own.to, ...own.cc].map((address, n) => ({
      n,
      address,
      unsubscribe: n === 0 ? (own.unsubscribeMailto ?? own.unsubscribeUrl) : null,
    })),
  }));
}
