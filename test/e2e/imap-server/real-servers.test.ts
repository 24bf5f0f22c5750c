import { expect, test } from '@jest/globals';
import { dovecotProgram, startDovecot } from '../../support/servers/dovecot.ts';
import { deliverTo, testOnRealServers } from '../../support/servers/real-imap.ts';
import { connectImap, mailOf } from '../../support/servers/imap-fixture.ts';

const AT = Date.UTC(2026, 10, 30, 9);

testOnRealServers('I1: mail that is delivered is found by uid, with its date and bytes', async (server) => {
  const mails = ['One', 'Two'].map((subject) => ({ bytes: mailOf(subject), receivedAt: AT }));
  await deliverTo(server, mails);
  const auth = { user: server.user, pass: server.password };
  const client = await connectImap(server, { auth });
  await client.mailboxOpen('INBOX', { readOnly: true });
  const found = await client.fetchAll('1:*', { uid: true, internalDate: true, source: true }, { uid: true });
  expect(found.map(({ uid, internalDate, source }) => [uid, internalDate, source])).toEqual([
    [1, new Date(AT), mailOf('One')],
    [2, new Date(AT), mailOf('Two')],
  ]);
  await expect(connectImap(server, { auth: { ...auth, pass: 'wrong' } })).rejects.toMatchObject({
    authenticationFailed: true,
  });
});

testOnRealServers('I1: after a restart the port is the same', async (server, name) => {
  await deliverTo(server, [{ bytes: mailOf('One'), receivedAt: AT }]);
  await server.restart();
  const client = await connectImap(server, { auth: { user: server.user, pass: server.password } });
  const inbox = await client.mailboxOpen('INBOX');
  expect(inbox.exists).toBe(name === 'Dovecot' ? 1 : 0);
});

const onDovecot = dovecotProgram() === null ? test.skip : test;
onDovecot('I1: Dovecot that was rebuilt gives its mails other uids under another validity', async () => {
  const server = await startDovecot();
  try {
    await deliverTo(server, [{ bytes: mailOf('One'), receivedAt: AT }]);
    const validity = async () => {
      const client = await connectImap(server, { auth: { user: server.user, pass: server.password } });
      return (await client.mailboxOpen('INBOX')).uidValidity;
    };
    const before = await validity();
    await server.rebuild();
    expect(await validity()).not.toBe(before);
  } finally {
    await server.stop();
  }
});
