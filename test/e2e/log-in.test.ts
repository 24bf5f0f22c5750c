import { expect, test } from '@jest/globals';
import { verifyMailbox } from '../../infra/mail/verify-mailbox.ts';
import { AUTH, handOverOne, input, mailbox, start } from '../support/servers/hand-over-fixture.ts';
import type { ScriptedSmtp } from '../support/servers/scripted-smtp.ts';

const FROM = 'ar@firm.example';
const verify = (server: ScriptedSmtp, change: object = AUTH) =>
  verifyMailbox(mailbox(server.port, change), FROM);
const send = (server: ScriptedSmtp, change: object = AUTH) =>
  handOverOne(input(server.port, { server: mailbox(server.port, change) }));
const logins = (server: ScriptedSmtp) =>
  server.sessions.map(({ commands }) => commands.filter((line) => line.startsWith('AUTH')));

test.each([
  ['28a: PLAIN answers 504', ['PLAIN', 'LOGIN'], ['PLAIN'], ['AUTH PLAIN', 'AUTH LOGIN']],
  ['28b: LOGIN only', ['LOGIN'], [], ['AUTH LOGIN']],
  ['28c: PLAIN only', ['PLAIN'], [], ['AUTH PLAIN']],
  ['28d: CRAM-MD5 only', ['CRAM-MD5'], [], ['AUTH CRAM-MD5']],
  ['several that are no use before it', ['XOAUTH2', 'NTLM', 'GSSAPI', 'LOGIN'], [], ['AUTH LOGIN']],
  [
    'two that are not known',
    ['PLAIN', 'LOGIN', 'CRAM-MD5'],
    ['PLAIN', 'LOGIN'],
    ['AUTH PLAIN', 'AUTH LOGIN', 'AUTH CRAM-MD5'],
  ],
])('M1, D2: %s: verified, and the mail leaves', async (_what, mechanisms, unknown, expected) => {
  const server = await start({ auth: AUTH, mechanisms, unknown });
  expect(await verify(server)).toEqual({ ok: true });
  expect((await send(server)).kind).toBe('sent');
  expect(logins(server)).toEqual([expected, expected]);
});

test('28e: both answer 535: these words, and at most one try for each mechanism', async () => {
  const server = await start({ auth: AUTH });
  server.replyAt('auth', '535 5.7.8 bad', { times: Infinity });
  expect(await verify(server)).toEqual({ ok: false, reply: '535 5.7.8 bad' });
  expect(await send(server)).toEqual({ kind: 'mailbox_failure', reply: '535 5.7.8 bad' });
  expect(logins(server)).toEqual([
    ['AUTH PLAIN', 'AUTH LOGIN'],
    ['AUTH PLAIN', 'AUTH LOGIN'],
  ]);
});

test('D2: the answer about the password is shown, not that another way is closed, nor that the server hung up', async () => {
  const server = await start({ auth: AUTH, unknown: ['LOGIN'] });
  const wrong = { ...AUTH, password: 'wrong' };
  expect(await send(server, wrong)).toEqual({
    kind: 'mailbox_failure',
    reply: '535 5.7.8 Authentication failed',
  });
  const hanging = await start({ auth: AUTH });
  hanging.replyAt('auth', '535 5.7.8 no');
  hanging.dropAt('auth');
  expect(await send(hanging)).toEqual({ kind: 'mailbox_failure', reply: '535 5.7.8 no' });
});

test('D2: a login that is put off is no reason to try another way', async () => {
  const server = await start({ auth: AUTH });
  server.replyAt('auth', '454 4.7.0 Temporary authentication failure');
  expect(await send(server)).toEqual({
    kind: 'mailbox_failure',
    reply: '454 4.7.0 Temporary authentication failure',
  });
  expect(logins(server)).toEqual([['AUTH PLAIN']]);
});

test('D2: verify asks for the sender too, and sends nothing', async () => {
  const server = await start({ auth: AUTH });
  server.replyAt('mail', '553 5.7.1 <ar@firm.example>: Sender address rejected: not owned by user');
  expect(await verify(server)).toEqual({
    ok: false,
    reply: '553 5.7.1 <ar@firm.example>: Sender address rejected: not owned by user',
  });
  expect(await verify(server)).toEqual({ ok: true });
  expect(server.sessions[1]?.commands.slice(-3)).toEqual(['MAIL FROM:<ar@firm.example>', 'RSET', 'QUIT']);
  expect(server.messages).toEqual([]);
});

test('M1: it greets with the name of the mailbox', async () => {
  const server = await start();
  expect((await send(server, { clientName: 'crm.firm.example' })).kind).toBe('sent');
  expect(server.sessions[0]?.commands[0]).toBe('EHLO crm.firm.example');
});

test('D2: where the server says nothing, the words are for people and never those of a library', async () => {
  const server = await start();
  server.dropAt('mail', { times: Infinity });
  const dropped = await send(server, {});
  expect(dropped).toMatchObject({ kind: 'temporary', code: null });
  expect('reply' in dropped && dropped.reply).toBe(
    `The mail server 127.0.0.1:${server.port} closed the connection without a word.`,
  );
  await server.stop();
  const refused = await verify(server, {});
  expect('reply' in refused && refused.reply).toContain('does not accept connections (ECONNREFUSED)');
});
