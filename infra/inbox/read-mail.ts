import libmime from 'libmime';
import type { MailProblem, ReadMail } from '../../domain/inbox/read-mail.ts';
import { cleanLine, cleanText, cutAt } from './clean-text.ts';
import { bodyOf } from './mail-body.ts';
import { mailDateOf } from './mail-date.ts';
import { headOf, HeaderBlock, textOf } from './mail-headers.ts';
import { idsOf, peopleOf, returnPathOf } from './mail-people.ts';
import { noFindings, typeOf } from './mail-parts.ts';
import { READ_LIMITS, type ReadLimits } from './read-limits.ts';
import { splitMail } from './split-mail.ts';
import { walkPart } from './walk-parts.ts';

const MAX_SUBJECT_LENGTH = 1_000;
const MAX_PARAMETERS = 20;
const MAX_PARAMETER_LENGTH = 500;

/**
 * Reads a mail from its bytes (I2), whatever they are: what is broken is mended where it can be and named in `problems`, what
 * is beyond a bound is left out and named too. Archives are never opened, remote things never fetched. Never throws for what
 * the bytes hold; memory stays within a few times their size.
 */
export async function readMail(bytes: Uint8Array, limits: ReadLimits = READ_LIMITS): Promise<ReadMail> {
  const { mail, isCut } = prepare(bytes, limits);
  const headers = HeaderBlock.of(mail, limits);
  const split = await splitMail(mail, limits);
  const found = noFindings(limits, 0);
  if (split.root) await walkPart(found, split.root);
  const { text, html, isTextOfHtml, problems } = bodyOf(found.blocks, limits);
  const seen = new Set<MailProblem>([...found.problems, ...problems]);
  if (isCut) seen.add('mail_cut');
  if (headers.isTooLong) seen.add('headers_left_out');
  if (split.isCut) seen.add('parts_left_out');
  return {
    ...headersOf(headers, limits),
    rawHeaders: cleanText(textOf(headOf(mail).subarray(0, limits.rawHeaderBytes))),
    text,
    html,
    isTextOfHtml,
    parts: found.parts,
    reports: found.reports,
    inside: found.inside,
    rawBody: rawBodyOf(mail, limits),
    problems: [...seen],
  };
}

type OfHeaders = Omit<
  ReadMail,
  'rawHeaders' | 'text' | 'html' | 'isTextOfHtml' | 'parts' | 'reports' | 'inside' | 'rawBody' | 'problems'
>;

function headersOf(headers: HeaderBlock, limits: ReadLimits): OfHeaders {
  const people = (name: string) => peopleOf(headers.all(name), limits.people);
  const type = libmime.parseHeaderValue(headers.first('content-type') ?? '', { stripComments: true });
  const parameters = Object.entries(type.params).slice(0, MAX_PARAMETERS);
  return {
    headers: headers.list(),
    messageId: idsOf(headers.all('message-id').slice(0, 1), 1)[0] ?? null,
    inReplyTo: idsOf(headers.all('in-reply-to'), limits.references),
    references: idsOf(headers.all('references'), limits.references),
    from: people('from')[0] ?? null,
    sender: people('sender')[0] ?? null,
    replyTo: people('reply-to'),
    to: people('to'),
    cc: people('cc'),
    returnPath: returnPathOf(headers.first('return-path')),
    date: mailDateOf(headers.first('date')),
    subject: headers.text('subject', MAX_SUBJECT_LENGTH),
    contentType:
      headers.first('content-type') === null ? 'text/plain' : typeOf(type.value.toLowerCase().trim()),
    contentParameters: Object.fromEntries(
      parameters.map(([name, value]) => [cleanLine(name, 100), cleanLine(value, MAX_PARAMETER_LENGTH)]),
    ),
  };
}

/** What is read of it: without empty lines before the headers, with line ends that are some, headers no longer than the bound. */
function prepare(bytes: Uint8Array, limits: ReadLimits): { mail: Buffer; isCut: boolean } {
  const isTooLarge = bytes.length > limits.mailBytes;
  let mail = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, limits.mailBytes));
  if (!mail.includes(0x0a) && mail.includes(0x0d)) mail = withLineFeeds(mail);
  let start = mail[0] === 0xef && mail[1] === 0xbb && mail[2] === 0xbf ? 3 : 0;
  while (mail[start] === 0x0a || mail[start] === 0x0d) start += 1;
  mail = mail.subarray(start);
  const head = headOf(mail);
  if (head.length <= limits.headBytes) return { mail, isCut: isTooLarge };
  const end = mail.lastIndexOf(0x0a, limits.headBytes);
  const kept = mail.subarray(0, end < 0 ? limits.headBytes : end + 1);
  return { mail: Buffer.concat([kept, Buffer.from('\r\n'), mail.subarray(head.length)]), isCut: true };
}

/** Of old programs: lines that end in a carriage return alone. */
function withLineFeeds(mail: Buffer): Buffer {
  const copy = Buffer.from(mail);
  for (let at = copy.indexOf(0x0d); at >= 0; at = copy.indexOf(0x0d, at + 1)) copy[at] = 0x0a;
  return copy;
}

function rawBodyOf(mail: Buffer, limits: ReadLimits): string {
  const start = headOf(mail).length;
  return cutAt(
    cleanText(textOf(mail.subarray(start, start + limits.rawBodyBytes))),
    limits.rawBodyBytes,
  ).trimStart();
}
