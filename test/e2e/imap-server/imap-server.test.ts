import { expect, test } from '@jest/globals';
import { connectImap, LOGIN, mailOf, startImap } from '../../support/servers/imap-fixture.ts';

const AT = Date.UTC(2026, 10, 30, 9);

test('I1: a client finds the folders with their roles, and what is in them', async () => {
  const server = await startImap();
  server.store.inbox.add(mailOf('One'), { receivedAt: AT });
  const client = await connectImap(server);
  const folders = await client.list();
  expect(folders.map(({ path, specialUse }) => [path, specialUse])).toEqual([
    ['INBOX', '\\Inbox'],
    ['Sent', '\\Sent'],
  ]);
  const inbox = await client.mailboxOpen('INBOX', { readOnly: true });
  expect(inbox).toMatchObject({ exists: 1, uidNext: 2, readOnly: true });
  const query = { uid: true, size: true, internalDate: true, envelope: true, headers: true, source: true };
  const mail = await client.fetchOne('1', query, { uid: true });
  expect(mail).toMatchObject({
    uid: 1,
    size: mailOf('One').length,
    internalDate: new Date(AT),
    envelope: { subject: 'One', from: [{ name: 'Ann', address: 'ann@customer.example' }] },
    source: mailOf('One'),
  });
  expect(server.store.inbox.find(1)?.flags).toEqual([]);
});

test('I1: what is appended, moved and taken away keeps its uid for good', async () => {
  const server = await startImap();
  const client = await connectImap(server);
  expect(await client.append('Sent', mailOf('Mine'), ['\\Seen'], new Date(AT))).toMatchObject({ uid: 1 });
  await client.append('INBOX', mailOf('Two'), [], new Date(AT));
  await client.mailboxOpen('INBOX');
  const moved = await client.messageMove('1', 'Sent', { uid: true });
  expect(moved).toMatchObject({ uidMap: new Map([[1, 2]]) });
  await client.mailboxOpen('Sent');
  await client.messageDelete('2', { uid: true });
  await client.append('Sent', mailOf('Three'));
  expect(await client.search({ all: true }, { uid: true })).toEqual([1, 3]);
  const wanted = { messages: true, uidNext: true } as const;
  expect(await client.status('Sent', wanted)).toMatchObject({ messages: 2, uidNext: 4 });
});

test('I1: a search by day takes the day on which the server got the mail', async () => {
  const server = await startImap();
  for (const day of [1, 2, 3])
    server.store.inbox.add(mailOf(`${day}`), { receivedAt: Date.UTC(2026, 9, day, 23) });
  const client = await connectImap(server);
  await client.mailboxOpen('INBOX');
  expect(await client.search({ since: new Date('2026-10-02') }, { uid: true })).toEqual([2, 3]);
  expect(await client.search({ before: new Date('2026-10-02') }, { uid: true })).toEqual([1]);
  expect(await client.search({ uid: '9:*' }, { uid: true })).toEqual([3]);
  expect(await client.search({ subject: '2' }, { uid: true })).toEqual([2]);
});

test('I6: a token opens it where one is taken, and the reason of a refusal is heard', async () => {
  const server = await startImap({
    account: { ...LOGIN, password: null, acceptsToken: (token) => token === 'good' },
  });
  const withToken = (accessToken: string) => connectImap(server, { auth: { user: LOGIN.user, accessToken } });
  expect((await withToken('good')).usable).toBe(true);
  await expect(withToken('old')).rejects.toMatchObject({
    authenticationFailed: true,
    oauthError: { status: '400' },
  });
  await expect(connectImap(server)).rejects.toBeInstanceOf(Error);
  expect(JSON.stringify(server.sessions)).not.toContain('good');
});

test('I1: a wrong password is refused in words', async () => {
  const server = await startImap();
  server.account.password = 'another';
  await expect(connectImap(server)).rejects.toMatchObject({
    authenticationFailed: true,
    responseText: 'Invalid credentials',
  });
});
