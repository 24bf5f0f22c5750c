import { describe, expect, test } from '@jest/globals';
import { headCluesOf } from '../../../domain/inbox/interest.ts';
import { mailBytes, mailCases, sentMails } from '../../support/inbox/mail-cases.ts';

const known = {
  addresses: new Set(
    sentMails().flatMap(({ recipients }) => recipients.map(({ address }) => address.toLowerCase())),
  ),
  headerIds: new Set(sentMails().map(({ headerId }) => headerId)),
};

/** Whether the headers alone, as the server gives them, make somebody look at the whole mail. */
function isOfInterest(bytes: Buffer): boolean {
  const end = /\r?\n\r?\n/.exec(bytes.toString('latin1'))?.index ?? bytes.length;
  const { addresses, headerIds, isAnyway } = headCluesOf(bytes.subarray(0, end));
  return (
    isAnyway ||
    addresses.some((each) => known.addresses.has(each)) ||
    headerIds.some((each) => known.headerIds.has(each))
  );
}

const head = (...lines: string[]): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n`);

describe('I2: by its headers alone', () => {
  test.each(mailCases().filter(({ answers }) => answers !== null))(
    '$file concerns us ($verdict)',
    ({ file }) => {
      expect(isOfInterest(mailBytes(`cases/${file}`))).toBe(true);
    },
  );

  test.each([
    [
      'a letter of a stranger',
      head('From: who@nowhere.example', 'To: ar@northwind.example', 'Subject: Offer'),
    ],
    [
      'their newsletter',
      head('From: who@nowhere.example', 'Subject: News', 'List-Unsubscribe: <https://x.example>'),
    ],
    [
      'what says that it is not automatic',
      head('From: who@nowhere.example', 'Auto-Submitted: no', 'Subject: Hello'),
    ],
    [
      'an answer to others',
      head('From: who@nowhere.example', 'In-Reply-To: <a@b.example>', 'Subject: Hello'),
    ],
  ])('%s does not', (_what, bytes) => {
    expect(isOfInterest(bytes)).toBe(false);
  });

  test.each([
    ['no sender', head('Subject: Hello', 'To: ar@northwind.example')],
    ['the null sender', head('Return-Path: <>', 'From: who@nowhere.example')],
    ['a report', head('From: who@nowhere.example', 'Content-Type: multipart/report; report-type=x')],
    [
      'a forwarded letter, in base64',
      head('From: w@nowhere.example', 'Subject: =?utf-8?B?Rnc6IFJlY2hudW5n?='),
    ],
    [
      'an answer, in quoted-printable',
      head('From: w@nowhere.example', 'Subject: =?iso-8859-1?Q?AW=3A_Rechnung?='),
    ],
    ['our unsubscribe address', head('From: w@nowhere.example', 'To: unsubscribe+x@ft.example')],
    ['folded headers', head('From: w@nowhere.example', 'To: a@b.example,', '\tpriya@alderbrook.example')],
    ['bcc in Sent', head('From: ar@northwind.example', 'Bcc: Priya <priya@alderbrook.example>')],
  ])('%s is looked at', (_what, bytes) => {
    expect(isOfInterest(bytes)).toBe(true);
  });

  test('nothing in broken headers makes it fail', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from([0xff, 0, 0x3a, 0x0d]), head(':', 'a'.repeat(100_000))])
      expect(() => headCluesOf(bytes)).not.toThrow();
  });
});
