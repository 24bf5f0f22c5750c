import type { MailHeader, MailPerson, ReadMail } from './read-mail.ts';

/** As much of a mail as is looked at when it cannot be read. */
const MOST_HEADER_BYTES = 64 * 1024;

/**
 * A mail of which nothing but its headers could be read, and these as they stand: whom it is from and to, and what it
 * answers. It is kept, so that a person can look at it on the server.
 */
export function barelyRead(bytes: Uint8Array): ReadMail {
  const beginning = new TextDecoder('utf-8').decode(bytes.subarray(0, MOST_HEADER_BYTES));
  const end = /\r?\n\r?\n/.exec(beginning)?.index ?? beginning.length;
  const rawHeaders = beginning.slice(0, end);
  const headers = headersIn(rawHeaders);
  const of = (name: string): string => headers.find((header) => header.name === name)?.value ?? '';
  const dated = Date.parse(of('date').replace(/\(.*?\)/g, ''));
  return {
    headers,
    rawHeaders,
    messageId: idsIn(of('message-id'))[0] ?? null,
    inReplyTo: idsIn(of('in-reply-to')),
    references: idsIn(of('references')),
    from: peopleIn(of('from'))[0] ?? null,
    sender: peopleIn(of('sender'))[0] ?? null,
    replyTo: peopleIn(of('reply-to')),
    to: peopleIn(of('to')),
    cc: peopleIn(of('cc')),
    returnPath: headers.some(({ name }) => name === 'return-path')
      ? (addressesIn(of('return-path'))[0] ?? '')
      : null,
    date: Number.isNaN(dated) ? null : { at: dated, offsetMinutes: 0 },
    subject: of('subject'),
    contentType: (of('content-type').split(';')[0] ?? '').trim().toLowerCase() || 'text/plain',
    contentParameters: {},
    text: '',
    html: null,
    isTextOfHtml: false,
    parts: [],
    reports: [],
    inside: [],
    rawBody: '',
    problems: ['unreadable'],
  };
}

const MOST_HEADERS = 1_000;

function headersIn(raw: string): MailHeader[] {
  return raw
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/, MOST_HEADERS)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) return [];
      return [{ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() }];
    });
}

const ADDRESS = /[^\s<>",;:()[\]@]{1,64}@[^\s<>",;:()[\]@]{1,253}/g;

/** The addresses in a header, lower case. */
export const addressesIn = (value: string): string[] =>
  (value.match(ADDRESS) ?? []).map((address) => address.toLowerCase());

const peopleIn = (value: string): MailPerson[] =>
  addressesIn(value).map((address) => ({ address, name: null }));

const idsIn = (value: string): string[] => value.match(/<[^<>\s]{1,990}>/g) ?? [];
