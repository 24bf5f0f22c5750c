import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAccessTokens } from '../../../commands/sending/access-tokens.ts';
import { createOauthClient } from '../../../infra/oauth/oauth-client.ts';
import { ApiFixture, PUBLIC_URL } from '../../support/servers/api-fixture.ts';
import { AuthorizationServer, CLIENT } from '../../support/servers/authorization-server.ts';

const CALLBACK = `${PUBLIC_URL}/oauth/callback`;
const HOUR = 3_600_000;
const api = new ApiFixture();
const server = new AuthorizationServer({ redirectUri: CALLBACK });
const other = new AuthorizationServer({ redirectUri: CALLBACK });

let providerId = '';
let names = 0;

beforeAll(async () => {
  await Promise.all([api.open(), server.start(), other.start()]);
  providerId = (await api.ok('POST', '/v1/oauth-providers', { body: { name: 'Firm', ...server.provider } }))
    .id;
});
afterAll(() => Promise.all([api.close(), server.stop(), other.stop()]));

async function mailbox(change: object = {}) {
  const body = {
    name: `Shared ${++names}`,
    fromAddress: `shared${names}@firm.example`,
    fromName: 'Firm',
    zone: 'UTC',
    smtp: { host: 'smtp.firm.example', port: 587, security: 'starttls' },
    oauth: { providerId },
    ...change,
  };
  return api.ok('POST', '/v1/mailboxes', { body });
}
const read = (id: string) => api.ok('GET', `/v1/mailboxes/${id}`);
const authorize = (id: string, options = {}) =>
  api.call('POST', `/v1/mailboxes/${id}/oauth/authorize`, options);
/** What the browser shows of the way back. */
async function comeBack(way: URL): Promise<{ status: number; text: string }> {
  const response = await fetch(api.url + way.pathname + way.search);
  return { status: response.status, text: await response.text() };
}
async function connect(id: string) {
  const { body } = await authorize(id);
  return comeBack(await server.browse(body.url));
}
const stored = (mailboxId: string) =>
  api.database.db.mailboxOauth.findUniqueOrThrow({ where: { mailboxId } });
const opened = async (mailboxId: string, column: 'accessToken' | 'refreshToken') => {
  const sealed = (await stored(mailboxId))[column];
  return sealed === null ? null : api.deps.secrets.open(sealed);
};
const tokenOf = (id: string, refused?: string) => api.deps.tokens!.accessTokenOf(id, refused);
/** As many tokens as there are workers, each a process of its own. */
const byWorkers = (count: number, id: string) =>
  Promise.all(
    Array.from({ length: count }, () => {
      const oauth = createOauthClient({ answerSeconds: 2 });
      return createAccessTokens({ ...api.deps, oauth }).accessTokenOf(id);
    }),
  );

describe('I6: providers', () => {
  test('Microsoft and Google are ready-made; any other is named by its endpoints', async () => {
    const made = await api.ok('POST', '/v1/oauth-providers', {
      body: {
        kind: 'microsoft',
        name: 'Microsoft',
        clientId: 'app',
        clientSecret: 'hidden',
        tenant: 'firm.example',
      },
    });
    expect(made).toMatchObject({
      authorizationEndpoint: 'https://login.microsoftonline.com/firm.example/oauth2/v2.0/authorize',
      tokenEndpoint: 'https://login.microsoftonline.com/firm.example/oauth2/v2.0/token',
      scopes: expect.arrayContaining(['offline_access', 'https://outlook.office.com/SMTP.Send']),
      hasClientSecret: true,
      redirectUri: CALLBACK,
    });
    const google = await api.ok('POST', '/v1/oauth-providers', {
      body: { kind: 'google', name: 'Google', clientId: 'app' },
    });
    expect(google).toMatchObject({
      issuer: 'https://accounts.google.com',
      scopes: ['https://mail.google.com/'],
    });
    const bad = await api.call('POST', '/v1/oauth-providers', {
      body: {
        kind: 'custom',
        name: 'X',
        clientId: 'app',
        authorizationEndpoint: 'http://login.example.com/auth',
        scopes: ['two words'],
        tenant: 'x',
      },
    });
    expect(bad.status).toBe(422);
    expect(bad.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'authorizationEndpoint',
      'scopes[0]',
      'tenant',
      'tokenEndpoint',
    ]);
    expect(
      (await api.call('POST', '/v1/oauth-providers', { body: { name: 'firm', ...server.provider } })).status,
    ).toBe(409);
  });

  test('neither a secret nor a sign-in goes to another server: the secret has to come again, and a person', async () => {
    const id = (await api.ok('POST', '/v1/oauth-providers', { body: { name: 'Moving', ...server.provider } }))
      .id;
    const box = await mailbox({ oauth: { providerId: id } });
    await connect(box.id);
    expect((await read(box.id)).status).toBe('working');
    const path = `/v1/oauth-providers/${id}`;
    const away = { tokenEndpoint: 'https://elsewhere.example/token' };
    const refused = await api.call('PATCH', path, { body: away });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'clientSecret']);
    await api.ok('PATCH', path, { body: { ...away, clientSecret: 'again' } });
    expect(await read(box.id)).toMatchObject({ status: 'reconnect', oauth: { status: 'reconnect' } });
    expect(await opened(box.id, 'refreshToken')).toBeNull();
    expect((await api.call('DELETE', path)).status).toBe(409);
  });
});

describe('I6: signing in', () => {
  test('by authorisation code with PKCE: the tokens are sealed, the mailbox is tried with them, and nothing shows them', async () => {
    const box = await mailbox({
      smtp: { host: 'smtp.firm.example', port: 587, security: 'starttls', user: 'ar@firm.example' },
    });
    expect(box).toMatchObject({ auth: 'oauth', oauth: { status: 'not_connected' }, status: 'unverified' });
    const { body } = await authorize(box.id);
    const url = new URL(body.url);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: CLIENT.clientId,
      redirect_uri: CALLBACK,
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'offline_access mail',
    });
    api.verified.length = 0;
    const way = await server.browse(body.url);
    const shown = await comeBack(way);
    expect([shown.status, shown.text]).toEqual([200, expect.stringContaining('is signed in')]);
    const token = await opened(box.id, 'accessToken');
    expect(await server.isOwn(token!)).toBe(true);
    expect(api.verified).toEqual([
      expect.objectContaining({ user: 'ar@firm.example', password: null, accessToken: token }),
    ]);
    expect(await read(box.id)).toMatchObject({
      status: 'working',
      oauth: { providerId, status: 'connected', connectedById: api.adminId },
    });
    const said = [shown.text, JSON.stringify(await read(box.id)), ...api.logLines].join('\n');
    const audit = JSON.stringify(
      (await api.database.db.audit.findMany()).map(({ before, after }) => [before, after]),
    );
    const state = url.searchParams.get('state')!;
    const refresh = await opened(box.id, 'refreshToken');
    for (const secret of [token!, refresh!, CLIENT.clientSecret, way.searchParams.get('code')!, state]) {
      expect(said).not.toContain(secret);
      expect(audit).not.toContain(secret);
    }
    const row = JSON.stringify([await stored(box.id), await api.database.db.oauthFlow.findMany()]);
    for (const secret of [token!, refresh!, state]) expect(row).not.toContain(secret);
  });

  test('a way back is good once, for ten minutes, and for its own mailbox', async () => {
    const box = await mailbox();
    const first = await authorize(box.id);
    const way = await server.browse(first.body.url);
    expect((await comeBack(way)).status).toBe(200);
    expect((await comeBack(way)).status).toBe(400);
    const late = await server.browse((await authorize(box.id)).body.url);
    api.now += 10 * 60_000 + 1;
    const before = await stored(box.id);
    expect(await comeBack(late)).toMatchObject({ status: 400, text: expect.stringContaining('ten minutes') });
    for (const path of ['', '?state=made-up&code=x', '?state=a&state=b', '?code=x'])
      expect((await comeBack(new URL(CALLBACK + path))).status).toBe(400);
    expect(await stored(box.id)).toEqual(before);
  });

  test('an answer in the name of another issuer is refused, and so is a code of somebody else’s sign-in', async () => {
    const box = await mailbox();
    const mixed = await server.browse((await authorize(box.id)).body.url);
    mixed.searchParams.set('iss', other.url);
    expect(await comeBack(mixed)).toMatchObject({
      status: 400,
      text: expect.stringContaining('is not signed in'),
    });
    // Its code fits the challenge of another sign-in.
    const [one, two] = [await authorize(box.id), await authorize(box.id)];
    const [wayOne, wayTwo] = [await server.browse(one.body.url), await server.browse(two.body.url)];
    wayOne.searchParams.set('code', wayTwo.searchParams.get('code')!);
    expect(await comeBack(wayOne)).toMatchObject({
      status: 400,
      text: expect.stringContaining('invalid_grant'),
    });
    expect((await stored(box.id)).status).toBe('not_connected');
  });

  test('a person who says no is told so, in words that are no markup', async () => {
    const box = await mailbox();
    const state = new URL((await authorize(box.id)).body.url).searchParams.get('state')!;
    const way = new URL(CALLBACK);
    way.search = new URLSearchParams({
      state,
      iss: server.url,
      error: 'access_denied',
      error_description: '<script>alert(1)</script>',
    }).toString();
    const shown = await comeBack(way);
    expect(shown.status).toBe(400);
    expect(shown.text).toContain('access_denied: &lt;script&gt;');
    expect(shown.text).not.toContain('<script>');
  });

  test('who may: whoever manages mailboxes, and whom the mailbox belongs to; rights that are lost meanwhile count', async () => {
    const agent = await api.user('agent');
    const box = await mailbox();
    expect((await authorize(box.id, { key: agent.key })).status).toBe(403);
    await api.ok('PATCH', `/v1/mailboxes/${box.id}`, {
      body: { users: [{ userId: agent.id, fromAddress: null, isDefault: false }] },
    });
    const way = await server.browse((await authorize(box.id, { key: agent.key })).body.url);
    expect((await comeBack(way)).status).toBe(200);
    expect((await read(box.id)).oauth.connectedById).toBe(agent.id);
    const again = await server.browse((await authorize(box.id, { key: agent.key })).body.url);
    await api.ok('PATCH', `/v1/mailboxes/${box.id}`, { body: { users: [] } });
    expect((await comeBack(again)).status).toBe(409);
    const plain = await mailbox({ oauth: null });
    expect((await authorize(plain.id)).status).toBe(409);
  });

  test('a mailbox has a password or a provider; its tokens never go to another server', async () => {
    const smtp = { host: 'smtp.firm.example', port: 587, security: 'starttls', user: 'ar', password: 'x' };
    const both = await api.call('POST', '/v1/mailboxes', {
      body: {
        name: 'Both',
        fromAddress: 'b@firm.example',
        fromName: 'B',
        zone: 'UTC',
        smtp,
        oauth: { providerId },
      },
    });
    expect([both.status, both.body.errors[0].field]).toEqual([422, 'smtp.password']);
    const clear = await api.call('POST', '/v1/mailboxes', {
      body: {
        name: 'Clear',
        fromAddress: 'c@firm.example',
        fromName: 'C',
        zone: 'UTC',
        smtp: { host: 'smtp.firm.example', port: 25, security: 'none' },
        oauth: { providerId },
      },
    });
    expect([clear.status, clear.body.errors[0].field]).toEqual([422, 'smtp.security']);
    const box = await mailbox({ oauth: null, smtp });
    expect(box).toMatchObject({ auth: 'password', oauth: null });
    const path = `/v1/mailboxes/${box.id}`;
    const turned = await api.ok('PATCH', path, { body: { oauth: { providerId } } });
    expect(turned).toMatchObject({ auth: 'oauth', smtp: { hasPassword: false }, status: 'unverified' });
    await connect(box.id);
    const renamed = await api.ok('PATCH', path, {
      body: { fromName: 'Other', smtp: { clientName: 'crm.firm.example' } },
    });
    expect(renamed.oauth.status).toBe('connected');
    const moved = await api.ok('PATCH', path, { body: { smtp: { host: 'smtp.attacker.example' } } });
    expect(moved).toMatchObject({ status: 'reconnect', oauth: { status: 'not_connected' } });
    expect(await opened(box.id, 'accessToken')).toBeNull();
    await connect(box.id);
    const imap = { host: 'imap.attacker.example', port: 993, security: 'tls' };
    expect((await api.ok('PATCH', path, { body: { imap } })).oauth.status).toBe('not_connected');
    const back = await api.ok('PATCH', path, {
      body: { oauth: null, smtp: { user: 'ar', password: 'new' } },
    });
    expect(back).toMatchObject({ auth: 'password', oauth: null, status: 'unverified' });
  });
});

describe('I6: tokens', () => {
  test('twenty workers renew a token once before it expires, and keep the new way to renew it', async () => {
    const box = await mailbox();
    await connect(box.id);
    const before = await opened(box.id, 'refreshToken');
    expect(await tokenOf(box.id)).toMatchObject({
      kind: 'token',
      accessToken: await opened(box.id, 'accessToken'),
    });
    api.now += HOUR - 4 * 60_000;
    server.grants.length = 0;
    const early = await byWorkers(20, box.id);
    expect(server.grants).toEqual(['refresh_token']);
    expect(early.every(({ kind }) => kind === 'token')).toBe(true);
    expect(await opened(box.id, 'refreshToken')).not.toBe(before);
    // And once more when it has expired: nobody has one to go on with.
    api.now += 2 * HOUR;
    server.grants.length = 0;
    const late = await byWorkers(20, box.id);
    expect(server.grants).toEqual(['refresh_token']);
    const token = await opened(box.id, 'accessToken');
    expect(new Set(late.map((each) => (each.kind === 'token' ? each.accessToken : each.kind)))).toEqual(
      new Set([token]),
    );
  });

  test('a token server that is not there costs nothing while the token lives, and is no reason to sign in again', async () => {
    const box = await mailbox();
    await connect(box.id);
    api.now += HOUR - 4 * 60_000;
    for (const fault of [
      { status: 503, body: '{}' },
      { status: 400, body: '{"error":"invalid_client"}' },
      'hang',
    ] as const) {
      server.fault = fault;
      expect((await tokenOf(box.id)).kind).toBe('token');
    }
    api.now += HOUR;
    server.fault = { status: 400, body: '{"error":"invalid_client","error_description":"secret expired"}' };
    expect(await tokenOf(box.id)).toEqual({ kind: 'unavailable', reason: 'invalid_client: secret expired' });
    expect(await api.ok('POST', `/v1/mailboxes/${box.id}/verify`)).toMatchObject({
      status: 'failing',
      statusReason: 'invalid_client: secret expired',
      oauth: { status: 'connected' },
    });
    server.fault = null;
    expect(await api.ok('POST', `/v1/mailboxes/${box.id}/verify`)).toMatchObject({ status: 'working' });
  });

  test('a refused renewal: the mailbox has to be signed in again, is told of once, and tried no more', async () => {
    const box = await mailbox();
    await connect(box.id);
    await server.revokeAll((await opened(box.id, 'refreshToken'))!);
    api.now += 2 * HOUR;
    const all = await byWorkers(20, box.id);
    expect(all.map(({ kind }) => kind)).toEqual(Array.from({ length: 20 }, () => 'reconnect'));
    expect(await read(box.id)).toMatchObject({
      status: 'reconnect',
      statusReason: expect.stringContaining('invalid_grant'),
      oauth: { status: 'reconnect' },
    });
    const told = { entityId: box.id, kind: 'reconnect' };
    expect(await api.database.db.change.count({ where: told })).toBe(1);
    api.verified.length = 0;
    expect((await api.ok('POST', `/v1/mailboxes/${box.id}/verify`)).status).toBe('reconnect');
    expect(api.verified).toEqual([]);
    await connect(box.id);
    expect(await read(box.id)).toMatchObject({
      status: 'working',
      statusReason: null,
      oauth: { status: 'connected' },
    });
  });

  test('a token that a server refuses is renewed once for all who had it refused', async () => {
    const box = await mailbox();
    await connect(box.id);
    const token = (await opened(box.id, 'accessToken'))!;
    server.grants.length = 0;
    const again = await Promise.all([tokenOf(box.id, token), tokenOf(box.id, token), tokenOf(box.id, token)]);
    expect(server.grants).toEqual(['refresh_token']);
    const fresh = await opened(box.id, 'accessToken');
    expect(fresh).not.toBe(token);
    for (const each of again) expect(each).toMatchObject({ kind: 'token', accessToken: fresh });
  });

  test('O10: keys rotate over tokens, verifiers and the secret of the provider, and all of it opens on', async () => {
    const box = await mailbox();
    await connect(box.id);
    await authorize(box.id);
    const counted = await api.deps.store.sealedSecrets.findSealedWith(api.deps.db, {
      keyIds: [api.deps.secrets.keyId],
      limit: 10_000,
    });
    const ids = counted.map(({ id }) => id);
    expect(ids.filter((id) => id === box.id)).toHaveLength(2);
    expect(ids).toContain(providerId);
    for (const secret of counted) {
      const anew = api.deps.secrets.seal(api.deps.secrets.open(secret.sealed));
      expect(await api.deps.store.sealedSecrets.replace(api.deps.db, { ...secret, anew })).toBe(true);
    }
    expect((await tokenOf(box.id)).kind).toBe('token');
  });
});
