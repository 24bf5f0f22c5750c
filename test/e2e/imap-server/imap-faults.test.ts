import { expect, test } from '@jest/globals';
import { connectImap, mailOf, startImap } from '../../support/servers/imap-fixture.ts';

const AT = Date.UTC(2026, 10, 30, 9);
const query = { uid: true, source: true } as const;

test('I1: the connection breaks in the middle of an answer, once', async () => {
  const server = await startImap();
  server.store.inbox.add(mailOf('One'), { receivedAt: AT });
  server.faults.cutAt('UID FETCH', { afterBytes: 40 });
  const client = await connectImap(server);
  await client.mailboxOpen('INBOX');
  await expect(client.fetchOne('1', query, { uid: true })).rejects.toMatchObject({ code: 'NoConnection' });
  const again = await connectImap(server);
  await again.mailboxOpen('INBOX');
  expect(await again.fetchOne('1', query, { uid: true })).toMatchObject({ source: mailOf('One') });
});

test('I1: a cut after a command has done it, a cut before it has not', async () => {
  const server = await startImap();
  server.faults.cutBefore('APPEND');
  await expect((await connectImap(server)).append('Sent', mailOf('One'))).rejects.toBeInstanceOf(Error);
  expect(server.store.folder('Sent')?.count).toBe(0);
  server.faults.cutAt('APPEND');
  await expect((await connectImap(server)).append('Sent', mailOf('Two'))).rejects.toBeInstanceOf(Error);
  expect(server.store.folder('Sent')?.count).toBe(1);
});

test('I1: a server that hangs up with words, and one that puts off', async () => {
  const server = await startImap();
  server.faults.byeAt('connect', '[UNAVAILABLE] Maintenance');
  await expect(connectImap(server)).rejects.toBeInstanceOf(Error);
  server.faults.refuseAt('SELECT', '[INUSE] Locked', { times: 2 });
  const client = await connectImap(server);
  await expect(client.mailboxOpen('INBOX')).rejects.toMatchObject({ responseText: 'Locked' });
});

test('I1: a server that stops answering goes on where it stood', async () => {
  const server = await startImap();
  const held = server.faults.holdAt('SELECT');
  const client = await connectImap(server);
  const opening = client.mailboxOpen('INBOX');
  expect(await held.reached).toMatchObject({ user: 'ar@firm.example', folder: null });
  held.release();
  expect(await opening).toMatchObject({ exists: 0 });
});

test('I1: an answer in small pieces is the same answer', async () => {
  const server = await startImap();
  server.store.inbox.add(mailOf('One'), { receivedAt: AT });
  const client = await connectImap(server);
  server.faults.slowness = { bytes: 7, everyMs: 1 };
  await client.mailboxOpen('INBOX');
  expect(await client.fetchOne('1', query, { uid: true })).toMatchObject({ source: mailOf('One') });
});

test('I1: a folder that was rebuilt has other uids under another validity, and its sessions end', async () => {
  const server = await startImap();
  for (const subject of ['a', 'b']) server.store.inbox.add(mailOf(subject), { receivedAt: AT });
  server.store.inbox.remove([1]);
  const client = await connectImap(server);
  const before = await client.mailboxOpen('INBOX');
  server.store.inbox.renumber(77, 1);
  await client.noop().catch(() => undefined);
  const again = await connectImap(server);
  const after = await again.mailboxOpen('INBOX');
  expect([before.uidNext, after.uidValidity, after.uidNext]).toEqual([3, 77n, 2]);
  expect(server.sessions[0]?.isClosed).toBe(true);
});
