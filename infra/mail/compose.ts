import MailComposer from 'nodemailer/lib/mail-composer';

/** A mailbox in a header: the address as `parseAddress` returned it, the name as people wrote it. */
export type MailAddress = { address: string; name?: string | null };

/** One email, ready to be written down as MIME. */
export type ComposeInput = {
  /** Names the copy in the ledger, sent as `X-Followthrough-Message`: found again in bounces and in the Sent folder. */
  messageRowId: string;
  /** With its angle brackets; derived from the ledger id by the caller, so every attempt carries the same. */
  messageId: string;
  /** Business time of the hand-over. */
  date: Date;
  from: MailAddress;
  to: MailAddress[];
  cc?: MailAddress[];
  replyTo?: MailAddress | null;
  subject: string;
  html: string;
  text: string;
  /** Message-ID of the mail this one follows, and of the whole thread from its root. */
  inReplyTo?: string | null;
  references?: string[];
  /** Answers a one-click POST (RFC 8058); receivers act on https only. Null: it goes to one of our own people. */
  unsubscribeUrl: string | null;
  /** Unsubscribes by mail, for receivers that do so (RFC 2369); null or left out: by the link alone. */
  unsubscribeMailto?: string | null;
};

/** Header text no mail may carry. `code` is stable: `header_injection`, `no_recipient`. */
export class MailInputError extends Error {
  readonly code: 'header_injection' | 'no_recipient';

  constructor(code: 'header_injection' | 'no_recipient', message: string) {
    super(message);
    this.name = 'MailInputError';
    this.code = code;
  }
}

/**
 * Writes one recipient's copy of an email as MIME: text and HTML alternatives, threading and unsubscribe headers (M5), CRLF line ends. It says
 * nothing of automation (`Auto-Submitted`): this is correspondence a person answers for, and wants an answer.
 *
 * @throws MailInputError `header_injection` for a line break or control character in anything that becomes a header;
 *   `no_recipient` when `to` is empty
 */
export async function composeMail(input: ComposeInput): Promise<Buffer> {
  if (input.to.length === 0) throw new MailInputError('no_recipient', 'to is empty');
  refuseInjection(input);
  const composer = new MailComposer({
    from: toHeader(input.from),
    to: input.to.map(toHeader),
    cc: (input.cc ?? []).map(toHeader),
    ...(input.replyTo ? { replyTo: toHeader(input.replyTo) } : {}),
    subject: input.subject,
    date: input.date,
    messageId: input.messageId,
    ...(input.inReplyTo ? { inReplyTo: input.inReplyTo } : {}),
    ...(input.references?.length ? { references: input.references } : {}),
    headers: {
      ...(input.unsubscribeUrl !== null && {
        // Prepared: a folded or encoded link is not a link.
        'List-Unsubscribe': { prepared: true, value: waysOut(input.unsubscribeUrl, input.unsubscribeMailto) },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
      'X-Followthrough-Message': input.messageRowId,
    },
    text: input.text,
    html: input.html,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** The link first: it is the one that a click in the mail program takes (RFC 8058). */
function waysOut(url: string, mailto: string | null | undefined): string {
  return mailto ? `<${url}>, <${mailto}>` : `<${url}>`;
}

function toHeader({ address, name }: MailAddress): { address: string; name: string } {
  return { address, name: name ?? '' };
}

function refuseInjection(input: ComposeInput): void {
  const { from, to, cc = [], replyTo } = input;
  const people = { from: [from], to, cc, replyTo: replyTo ? [replyTo] : [] };
  for (const [field, addresses] of Object.entries(people)) {
    for (const { address, name } of addresses) {
      refuseUnless(!/[\p{Cc}\s<>]/u.test(address), field);
      refuseUnless(isOneLine(name ?? ''), field);
    }
  }
  refuseUnless(isOneLine(input.subject), 'subject');
  refuseUnless(/^[\x21-\x7e]+$/.test(input.messageRowId), 'messageRowId');
  refuseUnless(isLink(input.unsubscribeUrl), 'unsubscribeUrl');
  refuseUnless(isMailto(input.unsubscribeMailto ?? null), 'unsubscribeMailto');
  for (const id of [
    input.messageId,
    ...(input.inReplyTo ? [input.inReplyTo] : []),
    ...(input.references ?? []),
  ]) {
    refuseUnless(/^<[\x21-\x3b\x3d\x3f-\x7e]+>$/.test(id), 'messageId');
  }
}

function isLink(url: string | null): boolean {
  return url === null || /^https?:\/\/[\x21-\x3b\x3d\x3f-\x7e]+$/i.test(url);
}

function isMailto(url: string | null): boolean {
  return url === null || /^mailto:[\x21-\x3b\x3d\x3f-\x7e]+$/.test(url);
}

function isOneLine(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text);
}

/** The message names the field only: the value may be anybody's. */
function refuseUnless(isAllowed: boolean, field: string): void {
  if (!isAllowed) throw new MailInputError('header_injection', `${field} cannot stand in a mail header`);
}
