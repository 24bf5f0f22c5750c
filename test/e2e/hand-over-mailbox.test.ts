import { expect, test } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import type { SmtpServer } from '../../infra/mail/smtp-server.ts';
import { verifyMailbox } from '../../infra/mail/verify-mailbox.ts';
import { TEST_CERTIFICATE } from '../support/servers/test-certificate.ts';
import { handOverOne, AUTH, start, mailbox, input, listen } from '../support/servers/hand-over-fixture.ts';

test('D2: no server, a lost greeting and a 554 greeting are failures of the mailbox', async () => {
  const server = await start();
  server.dropAt('connect');
  expect((await handOverOne(input(server.port))).kind).toBe('mailbox_failure');
  server.replyAt('connect', '554 5.3.2 no service here');
  expect(await handOverOne(input(server.port))).toEqual({
    kind: 'mailbox_failure',
    reply: '554 5.3.2 no service here',
  });
  server.hold('connect');
  const timeouts = { connectMs: 50, greetingMs: 50 };
  expect((await handOverOne(input(server.port, { timeouts }))).kind).toBe('mailbox_failure');
  await server.stop();
  expect(await handOverOne(input(server.port))).toMatchObject({
    kind: 'mailbox_failure',
    reply: expect.stringContaining('ECONNREFUSED'),
  });
});

test('D2: a 421 greeting is temporary', async () => {
  const server = await start();
  server.replyAt('connect', '421 4.3.2 too many connections');
  expect(await handOverOne(input(server.port))).toMatchObject({
    kind: 'temporary',
    code: 421,
    reply: '421 4.3.2 too many connections',
  });
});

test('D2: any failure of the login is a failure of the mailbox, and the password is never told', async () => {
  const server = await start({ auth: AUTH });
  const wrong = { user: AUTH.user, password: 'Tr0ub4dor' };
  const send = (change: Partial<SmtpServer>): ReturnType<typeof handOverOne> =>
    handOverOne(input(server.port, { server: mailbox(server.port, change) }));
  expect(await send(wrong)).toEqual({ kind: 'mailbox_failure', reply: '535 5.7.8 Authentication failed' });
  server.replyAt('auth', '535 you said Tr0ub4dor');
  expect(await send(wrong)).toEqual({ kind: 'mailbox_failure', reply: '535 you said ***' });
  server.replyAt('auth', '454 4.7.0 temporary authentication failure');
  expect((await send(AUTH)).kind).toBe('mailbox_failure');
  server.dropAt('auth');
  expect((await send(AUTH)).kind).toBe('mailbox_failure');
  expect(await send({})).toEqual({ kind: 'mailbox_failure', reply: '530 5.7.0 Authentication required' });
});

test('M1: verify connects and logs in for real, and repeats the words of the server', async () => {
  const server = await start({ auth: AUTH });
  expect(await verifyMailbox(mailbox(server.port, AUTH))).toEqual({ ok: true });
  expect(server.sessions[0]?.commands.at(-1)).toBe('QUIT');
  expect(await verifyMailbox(mailbox(server.port, { ...AUTH, password: 'wrong' }))).toEqual({
    ok: false,
    reply: '535 5.7.8 Authentication failed',
  });
});

test('D2: starttls with a server that does not offer it is a failure of the mailbox, never plain text', async () => {
  const server = await start({ auth: AUTH });
  const result = await handOverOne(
    input(server.port, { server: mailbox(server.port, { ...AUTH, security: 'starttls' }) }),
  );
  expect(result.kind).toBe('mailbox_failure');
  expect(server.sessions[0]?.commands.some((line) => /^(AUTH|MAIL)/.test(line))).toBe(false);
});

test.each(['starttls', 'tls'] as const)(
  'M1: with %s a certificate nobody trusts is a failure, a trusted one works',
  async (security) => {
    const logins: unknown[] = [];
    const server = new SMTPServer({
      ...TEST_CERTIFICATE,
      secure: security === 'tls',
      onAuth({ username, password }, session, done) {
        logins.push({ username, password, isSecure: session.secure });
        done(null, { user: username });
      },
    });
    const port = await listen(server);
    const trusting = mailbox(port, { ...AUTH, security, certificateAuthority: TEST_CERTIFICATE.cert });
    const { certificateAuthority: _unused, ...distrusting } = trusting;
    const refused = await verifyMailbox(distrusting);
    expect(refused).toEqual({ ok: false, reply: expect.stringMatching(/certificate/i) });
    expect(logins).toEqual([]);
    expect(await verifyMailbox(trusting)).toEqual({ ok: true });
    expect((await handOverOne(input(port, { server: trusting }))).kind).toBe('sent');
    const login = { username: AUTH.user, password: AUTH.password, isSecure: true };
    expect(logins).toEqual([login, login]);
  },
);
