import { expect, test } from '@jest/globals';
import { verifyMailbox } from '../../infra/mail/verify-mailbox.ts';
import type { AccessToken } from '../../infra/oauth/access-tokens.ts';
import { handOverOne, input, mailbox, pool, start } from '../support/servers/hand-over-fixture.ts';
import type { ScriptedSmtp } from '../support/servers/scripted-smtp.ts';

const USER = 'shared@firm.example';
const GOOD = 'ya29.good';
const tokens = (user: string, token: string) => user === USER && token === GOOD;
const renewed = (accessToken: string): AccessToken => {
  return { kind: 'token', user: USER, accessToken, signInId: 'one' };
};
const signedIn = (change: object = {}) => ({ user: USER, accessToken: GOOD, signInId: 'one', ...change });
const verify = (server: ScriptedSmtp, change: object = {}) =>
  verifyMailbox(mailbox(server.port, signedIn(change)), USER);
const send = (server: ScriptedSmtp, change: object = {}, kept = {}) =>
  handOverOne(input(server.port, { server: mailbox(server.port, signedIn(change)), ...kept }));
const words = (server: ScriptedSmtp) => server.sessions.map(({ commands }) => commands.slice(1));

test('I6: XOAUTH2: the token logs in to the mailbox that is named, and the mail leaves', async () => {
  const server = await start({ tokens });
  expect(await verify(server)).toEqual({ ok: true });
  expect((await send(server)).kind).toBe('sent');
  expect(words(server)[0]).toEqual(['AUTH XOAUTH2', `MAIL FROM:<${USER}>`, 'RSET', 'QUIT']);
});

test('I6: OAUTHBEARER where it is the only one offered; a server that offers neither is told so, and gets no token', async () => {
  const bearer = await start({ tokens, mechanisms: ['PLAIN', 'OAUTHBEARER'] });
  expect((await send(bearer)).kind).toBe('sent');
  const plain = await start({ tokens, mechanisms: ['PLAIN', 'LOGIN'] });
  expect(await verify(plain)).toEqual({
    ok: false,
    reply: expect.stringContaining('offers no sign-in by OAuth (XOAUTH2)'),
  });
  expect(words(plain)).toEqual([[]]);
});

test.each([
  ['XOAUTH2', '()'],
  ['OAUTHBEARER', '(AQ==)'],
])(
  'I6: %s: the challenge that explains an error is answered, and the reply behind it is shown',
  async (how, answer) => {
    const server = await start({ tokens, mechanisms: [how] });
    expect(await verify(server, { accessToken: 'bad' })).toEqual({
      ok: false,
      reply: '535 5.7.8 Authentication failed',
    });
    expect(words(server)).toEqual([[`AUTH ${how}`, answer]]);
  },
);

test('I6: a token that is refused is renewed once: with another one the mail leaves, over a new connection', async () => {
  const server = await start({ tokens });
  const asked: string[] = [];
  const renewToken = (refused: string) => {
    asked.push(refused);
    return Promise.resolve(renewed(GOOD));
  };
  expect((await send(server, { accessToken: 'old', renewToken })).kind).toBe('sent');
  expect(asked).toEqual(['old']);
  expect(server.sessions).toHaveLength(2);
  const hopeless = (refused: string) => {
    asked.push(refused);
    return Promise.resolve(renewed('worse'));
  };
  expect(await send(server, { accessToken: 'old', renewToken: hopeless })).toEqual({
    kind: 'mailbox_failure',
    reply: '535 5.7.8 Authentication failed',
  });
  expect(asked).toEqual(['old', 'old']);
});

test('I6: where a person has to sign in, that is what comes of a refused token; a login that is put off renews nothing', async () => {
  const server = await start({ tokens });
  const gone = { kind: 'reconnect', reason: 'invalid_grant' } as const;
  const renewToken = () => Promise.resolve(gone);
  expect(await send(server, { accessToken: 'old', renewToken })).toEqual({
    kind: 'mailbox_failure',
    reply: 'invalid_grant',
    needsSignIn: true,
  });
  server.replyAt('auth', '454 4.7.0 Temporary authentication failure');
  const never = () => Promise.reject(new Error('asked for another token'));
  expect(await send(server, { renewToken: never })).toEqual({
    kind: 'mailbox_failure',
    reply: '454 4.7.0 Temporary authentication failure',
  });
  const unavailable = () => Promise.reject(new Error('no database'));
  expect(await send(server, { accessToken: 'old', renewToken: unavailable })).toEqual({
    kind: 'mailbox_failure',
    reply: '535 5.7.8 Authentication failed',
  });
});

test('I6: no server makes us repeat a token, in whatever form it went over the wire', async () => {
  const server = await start({ tokens });
  const sasl = Buffer.from(`user=${USER}\x01auth=Bearer secret-token\x01\x01`).toString('base64');
  server.replyAt('auth', `535 5.7.8 you said secret-token, ${sasl}`);
  expect(await send(server, { accessToken: 'secret-token' })).toEqual({
    kind: 'mailbox_failure',
    reply: '535 5.7.8 you said ***, ***',
  });
});

test('I6: a connection is kept over a renewal, and never serves another sign-in', async () => {
  const server = await start({ tokens: (user) => user === USER });
  const kept = { pool: pool() };
  expect((await send(server, {}, kept)).kind).toBe('sent');
  expect((await send(server, { accessToken: 'the next one' }, kept)).kind).toBe('sent');
  expect(server.sessions).toHaveLength(1);
  expect((await send(server, { signInId: 'two' }, kept)).kind).toBe('sent');
  expect(server.sessions).toHaveLength(2);
});
