import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dovecotProgram, startDovecot } from '../../support/servers/dovecot.ts';
import { deliverTo } from '../../support/servers/real-imap.ts';
import { LOGIN_OF_REAL, type RealImapServer } from '../../support/servers/real-imap-server.ts';
import { mailOf, openRawImap, startImap, type RawImap } from '../../support/servers/imap-fixture.ts';

const AT = Date.UTC(2026, 10, 30, 9);
const MAILS = ['One', 'Two', 'Three', 'Four'].map((subject, n) => ({
  bytes: mailOf(
    subject,
    'Message-ID: <1@customer.example>\r\nTo: "Doe, J" <j@firm.example>, b@firm.example\r\n',
  ),
  receivedAt: AT - n * 86_400_000,
}));

const onDovecot = dovecotProgram() === null ? test.skip : test;
let dovecot: RealImapServer | null = null;
beforeAll(async () => {
  if (dovecotProgram() === null) return;
  dovecot = await startDovecot();
  await deliverTo(dovecot, MAILS);
});
afterAll(() => dovecot?.stop());

/** What a client goes by: validities, dates of the day, words for people, and the order of items are each server's own. */
function comparable(lines: readonly string[]): string[] {
  return lines
    .filter((line) => !/^\* (\d+ RECENT|OK \[(UNSEEN|HIGHESTMODSEQ|PERMANENTFLAGS)|FLAGS|OK \S+ )/.test(line))
    .map((line) =>
      line
        .replace(/^(OK|NO|BAD)( \[(\w+)[^\]]*\])?.*/, '$1$2')
        .replace(/(UIDVALIDITY|COPYUID|APPENDUID) \d+/, '$1 N')
        .replace(/^(\* (?:LIST|STATUS).*?)(?: "[./]")? "?(\w+)"?(?= \(|$)/, '$1 $2')
        .replace(/INTERNALDATE "([^"]*)"/, (_, date: string) => `INTERNALDATE ${Date.parse(date)}`)
        .replace(/BADCHARSET \(.*?\)/, 'BADCHARSET')
        .replace(/(NO) \[NONEXISTENT\]|(OK) \[CLIENTBUG\]/, '$1$2')
        .replace(/ ?\\(Recent|HasNoChildren|UnMarked|Marked|Subscribed) ?/gi, '')
        .replace(/(?<=\()([^()]*)(?=\)$)/, (items) => items.split(' ').sort().join(' ')),
    )
    .sort();
}

async function both(script: (client: RawImap) => Promise<string[][]>): Promise<void> {
  const own = await startImap();
  for (const { bytes, receivedAt } of MAILS) own.store.inbox.add(bytes, { receivedAt });
  const ours = await script(await openRawImap(own));
  const theirs = await script(await openRawImap(dovecot!, LOGIN_OF_REAL));
  expect(ours.map(comparable)).toEqual(theirs.map(comparable));
}

const asking =
  (...lines: string[]) =>
  async (client: RawImap): Promise<string[][]> => {
    const answers: string[][] = [];
    for (const line of lines) answers.push(await client.ask(line));
    return answers;
  };

onDovecot('I1: sets, parts and envelopes are what Dovecot answers', () =>
  both(
    asking(
      'UID FETCH 900:* (UID)',
      'UID FETCH 2:3,1 (UID RFC822.SIZE)',
      'FETCH 1 (UID INTERNALDATE)',
      'FETCH 2 (ENVELOPE)',
      'FETCH 2 (BODY.PEEK[HEADER.FIELDS (subject)])',
      'FETCH 2 (BODY.PEEK[HEADER.FIELDS.NOT (subject from)])',
      'FETCH 2 (BODY.PEEK[HEADER])',
      'FETCH 2 (BODY.PEEK[TEXT]<0.5>)',
      'FETCH 2 (BODY.PEEK[]<10.5>)',
      'FETCH 2 (BODY.PEEK[]<9999.5>)',
      'FETCH 99 (UID)',
    ),
  ),
);

onDovecot('I1: searches find what Dovecot finds', () =>
  both(
    asking(
      'UID SEARCH ALL',
      'UID SEARCH SINCE 29-Nov-2026',
      'UID SEARCH BEFORE 29-Nov-2026',
      'UID SEARCH ON 28-Nov-2026',
      'UID SEARCH UID 3:*',
      'UID SEARCH NOT SUBJECT two',
      'UID SEARCH OR SUBJECT one SUBJECT four',
      'UID SEARCH (UNSEEN UNDELETED) LARGER 10',
      'UID SEARCH HEADER Message-ID 1@customer',
      'UID SEARCH SUBJECT nothing',
      'UID SEARCH RETURN (MIN MAX COUNT) ALL',
      'SEARCH 2:*',
      'UID SEARCH CHARSET KLINGON ALL',
    ),
  ),
);

onDovecot('I1: folders are listed, opened and asked about as at Dovecot', () =>
  both(
    asking(
      'LIST "" "*"',
      'LIST "" "Se%"',
      'LIST "" "nothing"',
      'STATUS INBOX (MESSAGES UIDNEXT UNSEEN)',
      'STATUS Nowhere (MESSAGES)',
      'EXAMINE inbox',
      'SELECT Sent',
      'FETCH 1:* (UID)',
      'UID FETCH 1:* (UID)',
      'SEARCH ALL',
      'SELECT INBOX',
    ),
  ),
);

onDovecot('I1: flags, copies, moves and what is taken away are told as at Dovecot', () =>
  both(
    asking(
      'UID STORE 2 +FLAGS.SILENT (\\Flagged)',
      'UID STORE 2 -FLAGS (\\Flagged)',
      'UID COPY 1:2 Sent',
      'UID MOVE 2 Sent',
      'UID FETCH 1:* (UID)',
      'UID STORE 1,4 +FLAGS (\\Deleted)',
      'UID EXPUNGE 4:9',
      'EXPUNGE',
      'NOOP',
      'FETCH 1 (UID)',
      'UID MOVE 3 Nowhere',
      'STATUS Sent (MESSAGES UIDNEXT)',
    ),
  ),
);
