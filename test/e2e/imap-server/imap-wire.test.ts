import { expect, test } from '@jest/globals';
import { mailOf, openRawImap, startImap } from '../../support/servers/imap-fixture.ts';

const AT = Date.UTC(2026, 10, 30, 9);

test('I1: a set that ends in * holds the last mail, however high it begins', async () => {
  const server = await startImap();
  const client = await openRawImap(server);
  expect(await client.ask('UID FETCH 1:* (UID)')).toEqual(['OK UID FETCH done']);
  for (const subject of ['a', 'b']) server.store.inbox.add(mailOf(subject), { receivedAt: AT });
  await client.ask('NOOP');
  expect(await client.ask('UID FETCH 900:* (UID)')).toEqual(['* 2 FETCH (UID 2)', 'OK UID FETCH done']);
});

test('I1: parts of a mail, from any byte, with or without marking it read', async () => {
  const server = await startImap();
  server.store.inbox.add(mailOf('Long', 'X-Long: one\r\n two\r\n'), { receivedAt: AT });
  const client = await openRawImap(server);
  const fields = await client.ask('FETCH 1 (BODY.PEEK[HEADER.FIELDS (SUBJECT "X-Long")])');
  expect(fields).toEqual([
    '* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT "X-LONG")] {36}',
    'Subject: Long',
    'X-Long: one',
    ' two',
    '',
    ')',
    'OK FETCH done',
  ]);
  client.write('x UID FETCH 1 BODY.PEEK[TEXT]<8.3>\r\n');
  const part = await client.until(/^x OK [^\n]*\n/m);
  expect(part).toContain('* 1 FETCH (UID 1 BODY[TEXT]<8> {3}\r\nyes)\r\n');
  expect(server.store.inbox.find(1)?.flags).toEqual([]);
  await client.ask('FETCH 1 BODY[]<0.1>');
  expect(server.store.inbox.find(1)?.flags).toEqual(['\\Seen']);
});

test('I1: sequence numbers stand still during FETCH and are told by the next command', async () => {
  const server = await startImap();
  for (const subject of ['a', 'b', 'c']) server.store.inbox.add(mailOf(subject), { receivedAt: AT });
  const client = await openRawImap(server);
  server.store.inbox.remove([1]);
  server.store.inbox.add(mailOf('d'), { receivedAt: AT });
  expect(await client.ask('FETCH 1:3 (UID)')).toEqual([
    '* 2 FETCH (UID 2)',
    '* 3 FETCH (UID 3)',
    'OK FETCH done',
  ]);
  expect(await client.ask('NOOP')).toEqual(['* 1 EXPUNGE', '* 3 EXISTS', '* 0 RECENT', 'OK NOOP done']);
  expect(await client.ask('FETCH 3 (UID)')).toEqual(['* 3 FETCH (UID 4)', 'OK FETCH done']);
});

test('I1: IDLE tells of mail as it comes, and ends with DONE', async () => {
  const server = await startImap();
  const client = await openRawImap(server);
  const idle = client.ask('IDLE');
  await client.until(/^\+ idling\r\n/m);
  server.store.inbox.add(mailOf('new'), { receivedAt: AT });
  await client.until(/^\* 1 EXISTS\r\n/m);
  client.write('DONE\r\n');
  expect((await idle).at(-1)).toBe('OK IDLE done');
});

test.each([
  ['FETCH 1 (BODY[9])', 'BAD cannot fetch BODY[9]'],
  ['FETCH 1 (UID)', 'BAD there is no such sequence number'],
  ['FETCH one (UID)', 'BAD not a set of numbers: one'],
  ['FETCH 1 (UID', 'BAD a parenthesis is not closed'],
  ['FROBNICATE', 'BAD unknown command FROBNICATE'],
  ['SEARCH FOO BAR', 'BAD not a day: BAR'],
  ['UID MOVE 1 Nowhere', 'NO [TRYCREATE] There is no such folder'],
  ['SELECT Nowhere', 'NO [NONEXISTENT] There is no such folder'],
])('I1: %s is answered %s, and the session goes on', async (line, answer) => {
  const client = await openRawImap(await startImap());
  expect(await client.ask(line)).toEqual([answer]);
  expect(await client.ask('NOOP')).toEqual(['OK NOOP done']);
});

test('I1: what a server does not offer it does not know', async () => {
  const client = await openRawImap(await startImap({ offers: [] }));
  expect(await client.ask('CAPABILITY')).toEqual(['* CAPABILITY IMAP4rev1', 'OK CAPABILITY done']);
  expect(await client.ask('UID MOVE 1 Sent')).toEqual(['BAD UID MOVE is not offered']);
  expect(await client.ask('LIST "" "*"')).toEqual([
    '* LIST (\\HasNoChildren) "/" "INBOX"',
    '* LIST (\\HasNoChildren) "/" "Sent"',
    'OK LIST done',
  ]);
});
