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

/** What a mail of our own set has to be read as; what is not named is not compared. */
export interface ReadingCase {
  file: string;
  why: string;
  answers: string | null;
  newText: string | null;
  /** Only our own words tell what is quoted in it. */
  needsSent: boolean;
  read: {
    contains?: readonly string[];
    problems?: readonly string[];
    /** Content type and name. */
    parts?: readonly [string, string | null][];
    /** Subject and text. */
    inside?: readonly [string, string][];
    subject?: string;
    from?: readonly [string, string | null];
    to?: readonly string[];
    cc?: readonly string[];
    date?: readonly [string, number];
  };
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

/** Further mails: quotes in all styles, encodings, broken and hostile ones. */
export const readingCases = (): ReadingCase[] => readJson('reading/expected.json');
/** Further mails of each kind, written for this product: what they are judged as. Their `why` is not told, their `newText` of some. */
export const judgingCases = (): JudgingCase[] => readJson('judging/expected.json');
export type JudgingCase = Omit<MailCase, 'newText' | 'why'> & { newText?: string | null };

/** Sentences of absence notes in the ten languages, the day they were written on, and the day of the return. */
export const returnSentences = (): { today: string; text: string; returnsOn: string | null }[] =>
  readJson('return-days.json');

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
