import { convert } from 'html-to-text';
import { z } from 'zod';
import { headerOf } from '../imap/fetch-items.ts';

/** A mail that the product has sent, as the mail catcher read it. */
export interface CaughtMail {
  /** The mail catcher's id. */
  id: string;
  /** ISO, when it came. */
  at: string;
  /** Where answers go: Reply-To, else From. */
  from: Person;
  /** Whom this copy went to. */
  to: Person;
  /** Everybody else it was addressed to. */
  others: string[];
  subject: string;
  text: string;
  /** With angle brackets; null: it has none. */
  messageId: string | null;
  references: string[];
  /** As they were sent, for what a mail server sends back. */
  rawHeaders: string;
}

/** A name and an address in a header. */
export interface Person {
  address: string;
  name: string;
}

const MOST_TEXT = 20_000;
const MOST_HEADERS = 20_000;

const personSchema = z.object({ address: z.string(), name: z.string().default('') });
const peopleSchema = z.array(personSchema).catch([]);
const lineSchema = z.string().catch('');

/** What is read of `GET /email/{id}` of maildev; what it says otherwise is not looked at. */
const answerSchema = z.object({
  from: peopleSchema,
  to: peopleSchema,
  cc: peopleSchema,
  replyTo: peopleSchema,
  subject: lineSchema,
  text: lineSchema,
  html: lineSchema,
  messageId: lineSchema,
  references: z.array(z.string()).catch([]),
  /** After a restart it is made from the headers. */
  envelope: z.object({ to: z.array(z.object({ address: z.string() })).catch([]) }).catch({ to: [] }),
});

const bracketed = (id: string): string => (id.startsWith('<') ? id : `<${id}>`);
const NOBODY: Person = { address: '', name: '' };

/** Reads the answer of the mail catcher about one mail beside its bytes. @throws when it is no such answer */
export function caughtMailOf(
  { id, at, bytes }: { id: string; at: Date; bytes: Buffer },
  answer: unknown,
): CaughtMail {
  const mail = answerSchema.parse(answer);
  const addressed = [...mail.to, ...mail.cc];
  const receiver = mail.envelope.to[0]?.address.toLowerCase() ?? '';
  const isReceiver = ({ address }: Person): boolean => address.toLowerCase() === receiver;
  const to = addressed.find(isReceiver) ?? (receiver === '' ? mail.to[0] : { address: receiver, name: '' });
  const text = mail.text.trim() === '' ? convert(mail.html, { wordwrap: false }) : mail.text;
  return {
    id,
    at: at.toISOString(),
    from: mail.replyTo[0] ?? mail.from[0] ?? NOBODY,
    to: to ?? NOBODY,
    others: addressed.filter((person) => person !== to).map(({ address }) => address),
    subject: mail.subject,
    text: text.trim().slice(0, MOST_TEXT),
    messageId: mail.messageId === '' ? null : bracketed(mail.messageId),
    references: mail.references.map(bracketed),
    rawHeaders: headerOf(bytes).subarray(0, MOST_HEADERS).toString('latin1').trimEnd(),
  };
}
