import type { Judgement } from './judgement.ts';
import { headerOf } from './header-of.ts';
import { addressesIn } from './barely-read.ts';
import type { MailPart, MailProblem, MailPerson, ReadMail } from './read-mail.ts';
import { storable, storableLine } from './storable.ts';

/** Bounds of what is kept of one mail; beyond them it says so in `problems`. An index takes no longer ids and addresses. */
const MOST = {
  id: 900,
  ids: 100,
  address: 320,
  name: 300,
  people: 300,
  subject: 1_000,
  text: 1_000_000,
  html: 2_000_000,
  rawHeaders: 64 * 1024,
  evidence: 500,
  attachments: 200,
} as const;

/** Of one file, and of all files of a mail, at most so many bytes are kept (I2). */
export const MOST_FILE_BYTES = 10 * 1024 * 1024;
export const MOST_FILES_BYTES = 25 * 1024 * 1024;

/** Somebody in a header, and in which. */
export interface StoredPerson {
  kind: 'to' | 'cc' | 'bcc' | 'reply_to';
  address: string;
  name: string | null;
}

/** What the database keeps of a mail's words; everything in it can be stored. */
export interface StoredMail {
  headerId: string | null;
  referenceIds: string[];
  fromAddress: string;
  fromName: string | null;
  people: StoredPerson[];
  subject: string;
  text: string;
  newText: string;
  html: string | null;
  rawHeaders: string;
  problems: MailProblem[];
}

/** A mail as it is kept, within its bounds; `html` was made safe. */
export function storedMail(
  mail: ReadMail,
  { writer, html, newText }: { writer: MailPerson | null; html: string | null; newText: string },
): StoredMail {
  const people = [
    ...mail.to.map(personOf('to')),
    ...mail.cc.map(personOf('cc')),
    ...addressesIn(headerOf(mail, 'bcc') ?? '').map((address) => personOf('bcc')({ address, name: null })),
    ...mail.replyTo.map(personOf('reply_to')),
  ];
  const isHtmlTooLong = (html?.length ?? 0) > MOST.html;
  const tooLong: MailProblem[] = [
    ...(mail.text.length > MOST.text ? (['text_cut'] as const) : []),
    ...(isHtmlTooLong ? (['html_left_out'] as const) : []),
    ...(people.length > MOST.people ? (['people_left_out'] as const) : []),
  ];
  return {
    headerId: idOf(mail.messageId),
    referenceIds: [...mail.inReplyTo, ...mail.references].flatMap((id) => idOf(id) ?? []).slice(-MOST.ids),
    fromAddress: storableLine(writer?.address ?? '', MOST.address),
    fromName: writer?.name == null ? null : storableLine(writer.name, MOST.name),
    people: people.slice(0, MOST.people),
    subject: storableLine(mail.subject, MOST.subject),
    text: storable(mail.text, MOST.text),
    newText: storable(newText, MOST.text),
    html: html === null || isHtmlTooLong ? null : storable(html, MOST.html),
    rawHeaders: storable(mail.rawHeaders, MOST.rawHeaders),
    problems: [...new Set([...mail.problems, ...tooLong])],
  };
}

const idOf = (id: string | null): string | null =>
  id === null || id.length > MOST.id ? null : storableLine(id, MOST.id);

const personOf =
  (kind: StoredPerson['kind']) =>
  ({ address, name }: MailPerson): StoredPerson => ({
    kind,
    address: storableLine(address, MOST.address),
    name: name === null ? null : storableLine(name, MOST.name),
  });

/** What was judged, within its bounds. */
export function storedJudgement({ reasons, failed, ...judgement }: Judgement): Judgement {
  return {
    ...judgement,
    reasons: reasons.map(({ code, evidence }) => ({ code, evidence: lineOrNull(evidence) })),
    failed: failed.map((each) => ({
      ...each,
      address: storableLine(each.address, MOST.address),
      code: lineOrNull(each.code),
      words: lineOrNull(each.words),
    })),
  };
}

const lineOrNull = (text: string | null): string | null =>
  text === null ? null : storableLine(text, MOST.evidence);

/** The files of a mail that are listed, and which of them are kept. */
export function storedParts(parts: readonly MailPart[]): (MailPart & { isTooLarge: boolean })[] {
  let left = MOST_FILES_BYTES;
  return parts.slice(0, MOST.attachments).map((part) => {
    const size = part.content?.byteLength ?? 0;
    const isTooLarge = part.content === null || size > MOST_FILE_BYTES || size > left;
    if (!isTooLarge) left -= size;
    return {
      ...part,
      contentType: storableLine(part.contentType, MOST.name),
      name: part.name === null ? null : storableLine(part.name, MOST.name),
      contentId: part.contentId === null ? null : storableLine(part.contentId, MOST.id),
      isTooLarge,
    };
  });
}
