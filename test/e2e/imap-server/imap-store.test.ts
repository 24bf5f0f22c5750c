import { mkdtempSync, readdirSync, rmSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { ImapStore } from '../../../tools/imap/store.ts';
import { connectImap, LOGIN, mailOf, startImap } from '../../support/servers/imap-fixture.ts';
import { TEST_CERTIFICATE } from '../../support/servers/test-certificate.ts';

const AT = Date.UTC(2026, 10, 30, 9);
const MILLION = 1_000_000;

const folders: string[] = [];
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true });
});
function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'followthrough-imap-'));
  folders.push(path);
  return path;
}

test('I1: what was kept is there after a restart, with uids, flags, dates and validity', () => {
  const path = newFolder();
  const store = new ImapStore({ path });
  for (const subject of ['a', 'b', 'c']) store.inbox.add(mailOf(subject), { receivedAt: AT, key: subject });
  store.inbox.setFlags(2, ['\\Seen']);
  store.inbox.remove([1, 3]);
  store.create({ name: 'Envoyés/2026', role: null });
  const again = new ImapStore({ path });
  expect(again.folders.map(({ name, role }) => [name, role])).toEqual([
    ['INBOX', null],
    ['Sent', '\\Sent'],
    ['Envoyés/2026', null],
  ]);
  expect([again.inbox.uidNext, again.inbox.uidValidity]).toEqual([4, store.inbox.uidValidity]);
  expect(again.inbox.uids).toEqual([2]);
  expect(again.inbox.find(2)).toMatchObject({ receivedAt: AT, flags: ['\\Seen'] });
  expect(again.inbox.bytesOf(2)).toEqual(mailOf('b'));
});

test('I1: a mail that comes again under its key is the same, also when it was taken away since', () => {
  const path = newFolder();
  const store = new ImapStore({ path });
  expect(store.inbox.add(mailOf('a'), { receivedAt: AT, key: 'k' })).toBe(1);
  store.inbox.remove([1]);
  const again = new ImapStore({ path });
  expect(again.inbox.add(mailOf('a'), { receivedAt: AT, key: 'k' })).toBeNull();
  expect(again.inbox.count).toBe(0);
});

test('I1: a line that a kill left half written takes nothing with it', () => {
  const path = newFolder();
  const store = new ImapStore({ path });
  store.inbox.add(mailOf('a'), { receivedAt: AT });
  appendFileSync(join(path, 'INBOX', 'folder.jsonl'), '{"uid":2,"at":1');
  const again = new ImapStore({ path });
  again.inbox.add(mailOf('b'), { receivedAt: AT });
  expect(new ImapStore({ path }).inbox.uids).toEqual([1, 2]);
});

test('I1: no name of a folder leads out of the place where mail is kept', () => {
  const path = newFolder();
  const store = new ImapStore({ path: join(path, 'mail') });
  for (const name of ['../out', '..', 'a/../../b', '/etc', 'CON:']) store.create({ name });
  expect(readdirSync(path)).toEqual(['mail']);
  expect(readdirSync(join(path, 'mail'))).toHaveLength(8);
});

test('I1: a folder of a million takes no room, and is listed, searched and read from any place', async () => {
  const generated = {
    count: MILLION,
    bytes: (uid: number) => mailOf(`No ${uid}`),
    receivedAt: (uid: number) => AT - (MILLION - uid) * 60_000,
  };
  const store = new ImapStore({ folders: [{ name: 'INBOX', generated }] });
  const server = await startImap({ store });
  store.inbox.add(mailOf('New'), { receivedAt: AT });
  const client = await connectImap(server);
  expect(await client.mailboxOpen('INBOX')).toMatchObject({ exists: MILLION + 1, uidNext: MILLION + 2 });
  const since = await client.search({ since: new Date('2026-11-30') }, { uid: true });
  expect(since).toHaveLength(9 * 60 + 2);
  expect(await client.search({ all: true }, { uid: true })).toHaveLength(MILLION + 1);
  const mails = await client.fetchAll('999999:*', { uid: true, size: true, source: true }, { uid: true });
  expect(mails.map(({ uid, source }) => [uid, source])).toEqual([
    [999_999, mailOf('No 999999')],
    [MILLION, mailOf('No 1000000')],
    [MILLION + 1, mailOf('New')],
  ]);
});

test.each([
  ['tls', true, undefined],
  ['starttls', false, true],
] as const)('I1: %s: in TLS only, and with the right certificate', async (security, secure, doSTARTTLS) => {
  const server = await startImap({ security, certificate: TEST_CERTIFICATE });
  const tls = { ca: TEST_CERTIFICATE.cert };
  const options = { host: 'localhost', secure, doSTARTTLS, tls };
  expect((await connectImap(server, options)).secureConnection).toBe(true);
  await expect(connectImap(server, { ...options, tls: {} })).rejects.toMatchObject({
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  if (security === 'starttls')
    await expect(
      connectImap(server, {
        doSTARTTLS: false,
        auth: { user: LOGIN.user, pass: LOGIN.password, loginMethod: 'LOGIN' },
      }),
    ).rejects.toBeInstanceOf(Error);
});
