import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type Mail from 'nodemailer/lib/mailer';
import MimeNode from 'nodemailer/lib/mime-node';
import type { CaughtMail, Person } from './caught-mail.ts';

/** What can come back for a mail: a person's words, a machine's, a report of failure, a wish to be left alone. */
export const ANSWER_KINDS = ['answer', 'out_of_office', 'bounce', 'stop'] as const;

/** One of them. */
export type AnswerKind = (typeof ANSWER_KINDS)[number];

/** An answer to be written. */
export interface AnswerInput {
  kind: AnswerKind;
  /** A person's words; empty: usual ones. */
  text: string;
  /** For `out_of_office`: the day of the return, `2026-12-07`. */
  until: string;
  now: Date;
}

/** A mail that comes back, and the words in it. */
export interface ComposedAnswer {
  bytes: Buffer;
  subject: string;
  text: string;
}

const USUAL: Readonly<Record<Exclude<AnswerKind, 'bounce'>, (input: AnswerInput) => string>> = {
  answer: () => 'Thank you, we will pay on Friday.',
  stop: () => 'Please stop sending me these emails.',
  out_of_office: ({ until }) => `I am out of the office and will be back on ${dayInWords(until)}.`,
};

const dayInWords = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T12:00Z`));

/** Writes what comes back for a mail, as the recipient's mail program, absence note or server would. */
export async function composeAnswer(mail: CaughtMail, input: AnswerInput): Promise<ComposedAnswer> {
  return input.kind === 'bounce'
    ? composeBounce(mail, input)
    : composeReply(mail, { ...input, kind: input.kind });
}

async function composeReply(
  mail: CaughtMail,
  input: AnswerInput & { kind: Exclude<AnswerKind, 'bounce'> },
): Promise<ComposedAnswer> {
  const words = input.text.trim() === '' ? USUAL[input.kind](input) : input.text.trim();
  const isMachine = input.kind === 'out_of_office';
  const bare = mail.subject.replace(/^(re:\s*)+/i, '');
  const subject = isMachine ? `Automatic reply: ${bare}` : `Re: ${bare}`;
  const quote = mail.text.split('\n').map((line) => `> ${line}`.trimEnd());
  const intro = `On ${mail.at.slice(0, 10)}, ${mail.from.name || mail.from.address} wrote:`;
  const text = isMachine ? words : [words, '', intro, ...quote].join('\n');
  const bytes = await composed({
    ...headsOf(mail, { from: mail.to, subject, now: input.now }),
    ...(mail.messageId !== null && {
      inReplyTo: mail.messageId,
      references: [...mail.references, mail.messageId],
    }),
    ...(isMachine && { headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } }),
    text,
  });
  return { bytes, subject, text: words };
}

const composed = (mail: Mail.Options): Promise<Buffer> =>
  new MailComposer({ ...mail, newline: 'windows', disableFileAccess: true, disableUrlAccess: true })
    .compile()
    .build();

function headsOf(
  mail: CaughtMail,
  { from, subject, now }: { from: Person; subject: string; now: Date },
): { from: Person; to: Person; subject: string; date: Date; messageId: string } {
  const messageId = `<${randomUUID()}@${hostOf(mail.to.address)}>`;
  return { from, to: mail.from, subject, date: now, messageId };
}

const hostOf = (address: string): string => /@([\w.-]+)$/.exec(address)?.[1] ?? 'localhost';

/** RFC 3464: what a person reads, what a machine reads, and the headers that came back. */
async function composeBounce(mail: CaughtMail, { now }: AnswerInput): Promise<ComposedAnswer> {
  const host = hostOf(mail.to.address);
  const from = { name: 'Mail Delivery System', address: `MAILER-DAEMON@${host}` };
  const subject = 'Undelivered Mail Returned to Sender';
  const reason = '550 5.1.1 user unknown';
  const text = `Your message could not be delivered.\r\n\r\n<${mail.to.address}>: ${reason}\r\n`;
  const status = [
    `Reporting-MTA: dns; ${host}`,
    '',
    `Final-Recipient: rfc822; ${mail.to.address}`,
    'Action: failed',
    'Status: 5.1.1',
    `Diagnostic-Code: smtp; ${reason}`,
    '',
  ].join('\r\n');
  const report = new MimeNode('multipart/report; report-type=delivery-status', { newline: 'windows' });
  report.setHeader({ 'Return-Path': '<>', 'Auto-Submitted': 'auto-replied' });
  report.setHeader(headsOf(mail, { from, subject, now }));
  report.createChild('text/plain').setContent(text);
  report.createChild('message/delivery-status').setContent(status);
  report.createChild('text/rfc822-headers').setContent(`${mail.rawHeaders}\r\n`);
  return { bytes: await report.build(), subject, text: text.trim() };
}
