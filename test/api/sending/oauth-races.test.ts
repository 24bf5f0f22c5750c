import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { OauthWorld } from '../../support/worlds/oauth-world.ts';

const api = new OauthWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
afterEach(() => void (api.server.onToken = () => Promise.resolve()));

/** A mailbox with a provider of its own, and the way back of a sign-in that was begun. */
async function begun() {
  const body = { name: `Race ${Date.now()}`, ...api.server.provider };
  const providerId: string = (await api.ok('POST', '/v1/oauth-providers', { body })).id;
  const box = await api.mailbox({ oauth: { providerId } });
  const way = await api.server.browse((await api.authorize(box.id)).body.url);
  return { providerId, box, way };
}
const away = { tokenEndpoint: 'https://elsewhere.example/token', clientSecret: 'again' };

/** Somebody changes something while the code is being exchanged. */
const meanwhile = (change: () => Promise<unknown>): void => {
  api.server.onToken = async () => void (await change());
};

describe('I6: what changes while somebody signs in', () => {
  test('one way back that is called twice at once connects once', async () => {
    const { box, way } = await begun();
    api.server.grants.length = 0;
    const shown = await Promise.all([api.comeBack(way), api.comeBack(way), api.comeBack(way)]);
    expect(shown.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect(api.server.grants).toEqual(['authorization_code']);
    const told = { entityId: box.id, kind: 'connected' };
    expect(await api.database.db.change.count({ where: told })).toBe(1);
  });

  test('a code is never shown to a token endpoint that the provider got meanwhile', async () => {
    const { providerId, box, way } = await begun();
    await api.ok('PATCH', `/v1/oauth-providers/${providerId}`, { body: away });
    expect((await api.comeBack(way)).status).toBe(400);
    expect(await api.opened(box.id, 'refreshToken')).toBeNull();
    expect((await api.read(box.id)).oauth.status).toBe('not_connected');
  });

  test('tokens of a server are not kept for another that the provider got while they came', async () => {
    const { providerId, box, way } = await begun();
    meanwhile(() => api.ok('PATCH', `/v1/oauth-providers/${providerId}`, { body: away }));
    expect((await api.comeBack(way)).status).toBe(409);
    expect(await api.opened(box.id, 'refreshToken')).toBeNull();
    expect((await api.read(box.id)).oauth.status).toBe('not_connected');
  });

  test('a new name of the provider changes nothing', async () => {
    const { providerId, box, way } = await begun();
    meanwhile(() => api.ok('PATCH', `/v1/oauth-providers/${providerId}`, { body: { name: 'Renamed' } }));
    expect((await api.comeBack(way)).status).toBe(200);
    expect((await api.read(box.id)).oauth.status).toBe('connected');
  });

  test.each([
    [
      'retired',
      (id: string) => api.ok('POST', `/v1/mailboxes/${id}/retire`, { body: { successorId: null } }),
    ],
    [
      'given a password',
      (id: string) =>
        api.ok('PATCH', `/v1/mailboxes/${id}`, { body: { oauth: null, smtp: { user: 'a', password: 'b' } } }),
    ],
  ])('a mailbox that is %s before or while the code is exchanged keeps no tokens', async (_what, change) => {
    for (const isBefore of [true, false]) {
      const { box, way } = await begun();
      if (isBefore) await change(box.id);
      else meanwhile(() => change(box.id));
      expect((await api.comeBack(way)).status).toBe(409);
      api.server.onToken = () => Promise.resolve();
      const signIn = await api.database.db.mailboxOauth.findUnique({ where: { mailboxId: box.id } });
      expect(signIn?.refreshToken ?? null).toBeNull();
    }
  });
});
