import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { AccessToken } from '../../../infra/oauth/access-tokens.ts';
import { LOGIN, startImap } from '../../support/servers/imap-fixture.ts';
import { FollowingWorld, letter } from '../../support/worlds/following-world.ts';

const world = new FollowingWorld();
beforeAll(() => world.open());
afterAll(() => world.close());

const USER = 'shared@firm.example';
let asked: (string | undefined)[] = [];
beforeEach(() => void (asked = []));

const token = (accessToken: string): AccessToken => ({
  kind: 'token',
  user: USER,
  accessToken,
  signInId: 'a',
});

/** A server that lets tokens in, and a mailbox that signs in by them. */
async function signedIn(answer: (refused: string | undefined) => AccessToken, user: string | null = null) {
  const imap = await startImap({
    account: { user: user ?? USER, password: null, acceptsToken: (given) => given === 'good token' },
  });
  imap.store.inbox.add(letter('a'), { receivedAt: world.now });
  await world.follow({ ...imap, ...LOGIN });
  const data = { imapUser: user, imapSecret: null };
  await world.db.mailbox.update({ where: { id: world.mailboxId }, data });
  world.deps = {
    ...world.deps,
    tokens: {
      accessTokenOf: (_mailboxId, refused) => {
        asked.push(refused);
        return Promise.resolve(answer(refused));
      },
    },
  };
  return imap;
}

test.each([
  ['the mailbox that the sign-in is for', null],
  ['the shared mailbox that is named', 'team@firm.example'],
])('I6: a mailbox that signs in by OAuth is followed with its token, as %s', async (_who, user) => {
  await signedIn(() => token('good token'), user);
  await world.workUntil(() => world.ids.includes('a'));
  expect(await world.state()).toMatchObject({ followStatus: 'following', followFailures: 0 });
  expect(asked).toEqual([undefined]);
});

test('I6: a token that is refused is renewed once, and that is tried once more', async () => {
  const imap = await signedIn((refused) => token(refused === undefined ? 'taken back' : 'good token'));
  await world.workUntil(() => world.ids.includes('a'));
  expect(asked).toEqual([undefined, 'taken back']);
  expect(imap.sessions).toHaveLength(2);
});

test('I6: refused again, it is left alone like a wrong password, and no word shows a token', async () => {
  const imap = await signedIn(() => token('one that nobody accepts'));
  const ended = await world.work().ended;
  expect(ended).toEqual({
    directive: { kind: 'wait', until: world.now + 5 * 60_000, reason: 'login' },
  });
  expect(imap.sessions).toHaveLength(2);
  const state = await world.state();
  expect(state).toMatchObject({ followStatus: 'failing', followFailures: 1 });
  expect(state.followReason).toMatch(/^\[AUTHENTICATIONFAILED\]/);
  expect(JSON.stringify([ended, state.followReason])).not.toContain('nobody accepts');
});

test('I6: one that a person has to sign in says so, and its server is not asked', async () => {
  const imap = await signedIn(() => ({ kind: 'reconnect', reason: 'invalid_grant: gone' }));
  for (const minutes of [5, 10])
    expect(await world.work().ended).toEqual({
      directive: { kind: 'wait', until: world.now + minutes * 60_000, reason: 'sign_in' },
    });
  expect(await world.state()).toMatchObject({
    followStatus: 'reconnect',
    followReason: 'invalid_grant: gone',
  });
  expect(imap.sessions).toEqual([]);
  const { deps } = world;
  world.deps = { ...deps, tokens: { accessTokenOf: () => Promise.resolve(token('good token')) } };
  await world.workUntil(() => world.ids.includes('a'));
  expect(await world.state()).toMatchObject({ followStatus: 'following', followReason: null });
});

test('I6: a provider that is not there is no reason to sign in: it is asked less and less often', async () => {
  await signedIn(() => ({ kind: 'unavailable', reason: 'The provider does not answer.' }));
  await world.db.mailbox.update({ where: { id: world.mailboxId }, data: { followFailures: 5 } });
  expect(await world.work().ended).toMatchObject({
    directive: { kind: 'wait', until: world.now + 160_000, reason: 'connection' },
  });
  expect(await world.state()).toMatchObject({
    followStatus: 'failing',
    followReason: 'The provider does not answer.',
  });
});
