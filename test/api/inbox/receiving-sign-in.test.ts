import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startImap } from '../../support/servers/imap-fixture.ts';
import { OauthWorld } from '../../support/worlds/oauth-world.ts';

const api = new OauthWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const woken = (id: string) => api.lifecycle.started.filter((what) => what === `mailbox ${id}`).length;

test('I6, I1: who signs a mailbox in has it followed at once, by the token; a token taken back is renewed', async () => {
  const tokens = new Set<string>();
  const server = await startImap({
    account: { user: 'team@firm.example', password: null, acceptsToken: (token) => tokens.has(token) },
  });
  const imap = { host: '127.0.0.1', port: server.port, security: 'none', user: 'team@firm.example' };
  const { id } = await api.mailbox({ imap });
  const before = woken(id);
  await api.connect(id);
  expect(woken(id)).toBeGreaterThan(before);
  // Not known to that server yet, neither the first nor the renewed one.
  expect(server.sessions).toHaveLength(2);
  const failing = (await api.read(id)).following;
  expect(failing).toMatchObject({ status: 'failing', reason: expect.stringMatching(/^\[AUTH/) });
  const token = (await api.opened(id, 'accessToken'))!;
  tokens.add(token);
  const tried = await api.ok('POST', `/v1/mailboxes/${id}/verify`);
  expect(tried.following).toMatchObject({ status: 'connecting', reason: null });
  expect(server.sessions).toHaveLength(3);
  for (const secret of [token, Buffer.from(token).toString('base64')])
    expect(JSON.stringify([failing, tried, api.logLines])).not.toContain(secret);
});
