import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OauthWorld } from '../../support/worlds/oauth-world.ts';

const HOUR = 3_600_000;
const api = new OauthWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

describe('I6: tokens', () => {
  test('twenty workers renew a token once before it expires, and keep the new way to renew it', async () => {
    const box = await api.mailbox();
    await api.connect(box.id);
    const before = await api.opened(box.id, 'refreshToken');
    expect(await api.tokenOf(box.id)).toMatchObject({
      kind: 'token',
      accessToken: await api.opened(box.id, 'accessToken'),
    });
    api.now += HOUR - 4 * 60_000;
    api.server.grants.length = 0;
    const early = await api.byWorkers(20, box.id);
    expect(api.server.grants).toEqual(['refresh_token']);
    expect(early.every(({ kind }) => kind === 'token')).toBe(true);
    expect(await api.opened(box.id, 'refreshToken')).not.toBe(before);
    // And once more when it has expired: nobody has one to go on with.
    api.now += 2 * HOUR;
    api.server.grants.length = 0;
    const late = await api.byWorkers(20, box.id);
    expect(api.server.grants).toEqual(['refresh_token']);
    const token = await api.opened(box.id, 'accessToken');
    expect(new Set(late.map((each) => (each.kind === 'token' ? each.accessToken : each.kind)))).toEqual(
      new Set([token]),
    );
  });

  test('a token server that is not there costs nothing while the token lives, and is no reason to sign in again', async () => {
    const box = await api.mailbox();
    await api.connect(box.id);
    api.now += HOUR - 4 * 60_000;
    for (const fault of [
      { status: 503, body: '{}' },
      { status: 400, body: '{"error":"invalid_client"}' },
      'hang',
    ] as const) {
      api.server.fault = fault;
      expect((await api.tokenOf(box.id)).kind).toBe('token');
    }
    api.now += HOUR;
    api.server.fault = {
      status: 400,
      body: '{"error":"invalid_client","error_description":"secret expired"}',
    };
    expect(await api.tokenOf(box.id)).toEqual({
      kind: 'unavailable',
      reason: 'invalid_client: secret expired',
    });
    expect(await api.ok('POST', `/v1/mailboxes/${box.id}/verify`)).toMatchObject({
      status: 'failing',
      statusReason: 'invalid_client: secret expired',
      oauth: { status: 'connected' },
    });
    api.server.fault = null;
    expect(await api.ok('POST', `/v1/mailboxes/${box.id}/verify`)).toMatchObject({ status: 'working' });
  });

  test('a refused renewal: the mailbox has to be signed in again, is told of once, and tried no more', async () => {
    const box = await api.mailbox();
    await api.connect(box.id);
    await api.server.revokeAll((await api.opened(box.id, 'refreshToken'))!);
    api.now += 2 * HOUR;
    const all = await api.byWorkers(20, box.id);
    expect(all.map(({ kind }) => kind)).toEqual(Array.from({ length: 20 }, () => 'reconnect'));
    expect(await api.read(box.id)).toMatchObject({
      status: 'reconnect',
      statusReason: expect.stringContaining('invalid_grant'),
      oauth: { status: 'reconnect' },
    });
    const told = { entityId: box.id, kind: 'reconnect' };
    expect(await api.database.db.change.count({ where: told })).toBe(1);
    api.verified.length = 0;
    expect((await api.ok('POST', `/v1/mailboxes/${box.id}/verify`)).status).toBe('reconnect');
    expect(api.verified).toEqual([]);
    await api.connect(box.id);
    expect(await api.read(box.id)).toMatchObject({
      status: 'working',
      statusReason: null,
      oauth: { status: 'connected' },
    });
  });

  test('a token that a server refuses is renewed once for all who had it refused', async () => {
    const box = await api.mailbox();
    await api.connect(box.id);
    const token = (await api.opened(box.id, 'accessToken'))!;
    api.server.grants.length = 0;
    const again = await Promise.all([
      api.tokenOf(box.id, token),
      api.tokenOf(box.id, token),
      api.tokenOf(box.id, token),
    ]);
    expect(api.server.grants).toEqual(['refresh_token']);
    const fresh = await api.opened(box.id, 'accessToken');
    expect(fresh).not.toBe(token);
    for (const each of again) expect(each).toMatchObject({ kind: 'token', accessToken: fresh });
  });

  test('O10: keys rotate over tokens, verifiers and the secret of the provider, and all of it opens on', async () => {
    const box = await api.mailbox();
    await api.connect(box.id);
    await api.authorize(box.id);
    const counted = await api.deps.store.sealedSecrets.findSealedWith(api.deps.db, {
      keyIds: [api.deps.secrets.keyId],
      limit: 10_000,
    });
    const ids = counted.map(({ id }) => id);
    expect(ids.filter((id) => id === box.id)).toHaveLength(2);
    expect(ids).toContain(api.providerId);
    for (const secret of counted) {
      const anew = api.deps.secrets.seal(api.deps.secrets.open(secret.sealed));
      expect(await api.deps.store.sealedSecrets.replace(api.deps.db, { ...secret, anew })).toBe(true);
    }
    expect((await api.tokenOf(box.id)).kind).toBe('token');
  });
});
