import type { FailedRecipient, MailLink, SentMail } from '../judgement.ts';
import { foldedText } from '../folded-text.ts';
import {
  addressesIn,
  hasMailProgram,
  hasNullSender,
  isFromDaemon,
  valueOf,
  valuesOf,
} from '../mail-signs.ts';
import type { ReadMail } from '../read-mail.ts';
import { DELAYED, GIVEN_UP, UNDELIVERED } from '../words/undelivered.ts';
import { codesIn, codesInProse, mostExact } from './enhanced-code.ts';
import { failureKind } from './failure-kind.ts';
import { hasReplyMark } from '../subject-key.ts';
import { proseOf, returnedMail } from './returned-part.ts';
import { recipientFields, type RecipientFields } from './status-fields.ts';

/** What a report says became of our mail. */
export interface DeliveryReport {
  /** Whether it has the form of RFC 3464, or is a server's plain text. */
  form: 'fields' | 'text';
  failed: readonly FailedRecipient[];
  /** Recipients of whom it says something else: delivered, relayed, delayed. */
  others: readonly string[];
}

const MOST_WORDS = 500;
const MOST_ADDRESSES = 50;
/** What follows a recipient in a plain text is about it up to here. */
const MOST_ABOUT = 1_500;

/** Whether a mail is a report on delivery; a person's mail that holds one is none. */
export function reportFormOf(mail: ReadMail): DeliveryReport['form'] | null {
  if (isReportType(mail, 'delivery-status')) return 'fields';
  if (!isFromDaemon(mail) && !hasNullSender(mail)) return null;
  if (mail.reports.some(({ kind }) => kind === 'delivery_status')) return 'fields';
  if (valuesOf(mail, 'x-failed-recipients').length > 0) return 'text';
  if (hasReplyMark(mail.subject)) return null;
  const prose = foldedText(`${mail.subject}\n${proseOf(mail)}`);
  const isSaid = UNDELIVERED.test(prose) || DELAYED.test(prose);
  const isQuoting = isQuotingServer(mail);
  // A postmaster is a person too, and a null sender is an autoresponder's too: two of the three have to agree. Where nothing
  // tells the envelope, a server at least names whom it could not reach.
  const isMachine =
    mail.returnPath === '' ||
    valueOf(mail, 'auto-submitted')?.startsWith('auto-') === true ||
    (mail.returnPath === null && addressesIn(proseOf(mail), 1).length > 0);
  const isDaemon = isFromDaemon(mail) && (isMachine || isQuoting) && !isSignedByPerson(mail);
  return (isDaemon && (isSaid || isQuoting)) || (isSaid && isQuoting) ? 'text' : null;
}

/** `multipart/report` of a kind; the parameter is missing in some. */
export function isReportType(mail: ReadMail, type: string): boolean {
  const { contentType, contentParameters } = mail;
  if (contentType !== 'multipart/report') return false;
  const said = contentParameters['report-type']?.toLowerCase();
  if (said !== undefined && said !== '') return said === type;
  return type === 'delivery-status' && mail.reports.some(({ kind }) => kind === 'delivery_status');
}

/** A postmaster who writes with a mail program and answers: no server does, unless the envelope or a header says that one did. */
const isSignedByPerson = (mail: ReadMail): boolean =>
  hasMailProgram(mail) &&
  !hasNullSender(mail) &&
  valueOf(mail, 'auto-submitted')?.startsWith('auto-') !== true;

/** A null sender alone is an autoresponder's too: a report quotes a server, or brings our mail back. */
function isQuotingServer(mail: ReadMail): boolean {
  const prose = proseOf(mail);
  return mail.inside.length > 0 || codesInProse(prose).length > 0 || /(?<!\d)5[05]\d[ -:]/.test(prose);
}

/** Reads a report on our mail. `link`: the mail it is about. */
export function readReport(mail: ReadMail, form: DeliveryReport['form'], link: MailLink): DeliveryReport {
  const report = reportOn(mail, form, link.sent);
  if (link.by !== 'recipient' || isShowingOurs(mail)) return report;
  return { ...report, failed: report.failed.map((each) => ({ ...each, kind: 'soft' })) };
}

/** Anybody can write that an address is dead: who brings back nothing of our mail may be believed, and yet not for good. */
const isShowingOurs = (mail: ReadMail): boolean => {
  const returned = returnedMail(mail);
  return returned !== null && returned.subject !== null;
};

function reportOn(mail: ReadMail, form: DeliveryReport['form'], sent: SentMail): DeliveryReport {
  const text = mail.reports.find(({ kind }) => kind === 'delivery_status')?.text ?? mail.rawBody;
  const blocks = form === 'fields' ? recipientFields(text) : [];
  return blocks.length > 0 ? fromFields(mail, blocks, sent) : fromProse(mail, sent);
}

function fromFields(mail: ReadMail, blocks: readonly RecipientFields[], sent: SentMail): DeliveryReport {
  const prose = proseOf(mail);
  const failed: FailedRecipient[] = [];
  const others: string[] = [];
  for (const { addresses, action, status, answers } of blocks) {
    const ours = ourRecipient(addresses, sent) ?? (blocks.length === 1 ? theOnly(mail, sent) : null);
    const address = ours?.address ?? addresses[0];
    if (address === undefined) continue;
    if (!isFailure(action, status)) {
      others.push(address);
      continue;
    }
    const about = blocks.length === 1 ? prose : proseAbout(prose, addresses, blocks);
    const answer = answers.join(' ');
    const code = mostExact([
      ...answers.flatMap(codesIn),
      ...(status === null ? [] : [status]),
      ...codesInProse(about),
    ]);
    const kind = failureKind(code, answer, about);
    failed.push({ address, n: ours?.n ?? null, kind, code, words: wordsOf(answer === '' ? about : answer) });
  }
  return { form: 'fields', failed, others };
}

const isFailure = (action: string | null, status: string | null): boolean =>
  action === null ? status?.startsWith('5') === true : action === 'failed';

function fromProse(mail: ReadMail, sent: SentMail): DeliveryReport {
  const prose = proseOf(mail);
  const folded = foldedText(`${mail.subject}\n${prose}`);
  const named = [
    ...valuesOf(mail, 'x-failed-recipients').flatMap((value) => addressesIn(value, MOST_ADDRESSES)),
    ...addressesIn(prose, MOST_ADDRESSES),
  ];
  const ours = sent.recipients.filter(({ address }) => named.includes(address.toLowerCase()));
  const only = theOnly(mail, sent);
  const recipients = ours.length > 0 ? ours : only === null ? [] : [only];
  if (DELAYED.test(folded) && !GIVEN_UP.test(folded)) {
    return { form: 'text', failed: [], others: recipients.map(({ address }) => address) };
  }
  const failed = recipients.map(({ address, n }): FailedRecipient => {
    const about = recipients.length === 1 ? prose : textAbout(prose, address, recipients);
    const code = mostExact(codesInProse(about));
    return { address, n, kind: failureKind(code, about, ''), code, words: wordsOf(answerIn(about)) };
  });
  return { form: 'text', failed, others: [] };
}

function ourRecipient(addresses: readonly string[], sent: SentMail): SentMail['recipients'][number] | null {
  for (const address of addresses) {
    const found = sent.recipients.find((recipient) => recipient.address.toLowerCase() === address);
    if (found !== undefined) return found;
  }
  return null;
}

/** Where a report names an address that we never wrote to: ours, where the mail had one recipient or the text names one. */
function theOnly(mail: ReadMail, sent: SentMail): SentMail['recipients'][number] | null {
  const [first, ...rest] = sent.recipients;
  if (first !== undefined && rest.length === 0) return first;
  const named = addressesIn(`${proseOf(mail)}`, MOST_ADDRESSES);
  const found = sent.recipients.filter(({ address }) => named.includes(address.toLowerCase()));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The lines of a text that are about a recipient of a report with several. */
function proseAbout(prose: string, addresses: readonly string[], blocks: readonly RecipientFields[]): string {
  const all = blocks.flatMap((block) => block.addresses.map((address) => ({ address })));
  return addresses.map((address) => textAbout(prose, address, all)).join('\n');
}

/** From where an address stands to where another recipient does. */
function textAbout(prose: string, address: string, all: readonly { address: string }[]): string {
  const lower = prose.toLowerCase();
  const at = lower.indexOf(address.toLowerCase());
  if (at < 0) return '';
  const ends = all
    .filter((other) => other.address.toLowerCase() !== address.toLowerCase())
    .map((other) => lower.indexOf(other.address.toLowerCase(), at + address.length))
    .filter((end) => end > 0);
  return prose.slice(at, Math.min(at + MOST_ABOUT, ...ends));
}

/** The line with the server's answer: with a code, or the last that says anything. */
function answerIn(about: string): string {
  const lines = about
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.find((line) => /(?<!\d)[45]\d\d[ -:]|(?<!\d)[45]\.\d+\.\d+/.test(line)) ?? lines.at(-1) ?? '';
}

function wordsOf(text: string): string | null {
  const line = text.replace(/\s+/g, ' ').trim().slice(0, MOST_WORDS);
  return line === '' ? null : line;
}
