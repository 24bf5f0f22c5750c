import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AuthorizationServer, CLIENT } from '../../support/servers/authorization-server.ts';
import { CALLBACK, OauthWorld } from '../../support/worlds/oauth-world.ts';

const api = new OauthWorld();
const other = new AuthorizationServer({ redirectUri: CALLBACK });
beforeAll(() => Promise.all([api.open(), other.start()]));
afterAll(() => Promise.all([api.close(), other.stop()]));

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
      (await api.call('POST', '/v1/oauth-providers', { body: { name: 'firm', ...api.server.provider } }))
        .status,
    ).toBe(409);
  });

  test('neither a secret nor a sign-in goes to another server: the secret has to come again, and a person', async () => {
    const id = (
      await api.ok('POST', '/v1/oauth-providers', { body: { name: 'Moving', ...api.server.provider } })
    ).id;
    const box = await api.mailbox({ oauth: { providerId: id } });
    await api.connect(box.id);
    expect((await api.read(box.id)).status).toBe('working');
    const path = `/v1/oauth-providers/${id}`;
    const away = { tokenEndpoint: 'https://elsewhere.example/token' };
    const refused = await api.call('PATCH', path, { body: away });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'clientSecret']);
    await api.ok('PATCH', path, { body: { ...away, clientSecret: 'again' } });
    expect(await api.read(box.id)).toMatchObject({ status: 'reconnect', oauth: { status: 'reconnect' } });
    expect(await api.opened(box.id, 'refreshToken')).toBeNull();
    expect((await api.call('DELETE', path)).status).toBe(409);
  });
});

describe('I6: signing in', () => {
  test('by authorisation code with PKCE: the tokens are sealed, the mailbox is tried with them, and nothing shows them', async () => {
    const box = await api.mailbox({
      smtp: { host: 'smtp.firm.example', port: 587, security: 'starttls', user: 'ar@firm.example' },
    });
    expect(box).toMatchObject({ auth: 'oauth', oauth: { status: 'not_connected' }, status: 'unverified' });
    const { body } = await api.authorize(box.id);
    const url = new URL(body.url);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: CLIENT.clientId,
      redirect_uri: CALLBACK,
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'offline_access mail',
    });
    api.verified.length = 0;
    const way = await api.server.browse(body.url);
    const shown = await api.comeBack(way);
    expect([shown.status, shown.text]).toEqual([200, expect.stringContaining('is signed in')]);
    const token = await api.opened(box.id, 'accessToken');
    expect(await api.server.isOwn(token!)).toBe(true);
    expect(api.verified).toEqual([
      expect.objectContaining({ user: 'ar@firm.example', password: null, accessToken: token }),
    ]);
    expect(await api.read(box.id)).toMatchObject({
      status: 'working',
      oauth: { providerId: api.providerId, status: 'connected', connectedById: api.adminId },
    });
    const said = [shown.text, JSON.stringify(await api.read(box.id)), ...api.logLines].join('\n');
    const audit = JSON.stringify(
      (await api.database.db.audit.findMany({ orderBy: { id: 'asc' } })).map(({ before, after }) => [
        before,
        after,
      ]),
    );
    const state = url.searchParams.get('state')!;
    const refresh = await api.opened(box.id, 'refreshToken');
    for (const secret of [token!, refresh!, CLIENT.clientSecret, way.searchParams.get('code')!, state]) {
      expect(said).not.toContain(secret);
      expect(audit).not.toContain(secret);
    }
    const row = JSON.stringify([
      await api.stored(box.id),
      await api.database.db.oauthFlow.findMany({ orderBy: { createdAt: 'asc' } }),
    ]);
    for (const secret of [token!, refresh!, state]) expect(row).not.toContain(secret);
  });

  test('a way back is good once, for ten minutes, and for its own mailbox', async () => {
    const box = await api.mailbox();
    const first = await api.authorize(box.id);
    const way = await api.server.browse(first.body.url);
    expect((await api.comeBack(way)).status).toBe(200);
    expect((await api.comeBack(way)).status).toBe(400);
    const late = await api.server.browse((await api.authorize(box.id)).body.url);
    api.now += 10 * 60_000 + 1;
    const before = await api.stored(box.id);
    expect(await api.comeBack(late)).toMatchObject({
      status: 400,
      text: expect.stringContaining('ten minutes'),
    });
    for (const path of ['', '?state=made-up&code=x', '?state=a&state=b', '?code=x'])
      expect((await api.comeBack(new URL(CALLBACK + path))).status).toBe(400);
    expect(await api.stored(box.id)).toEqual(before);
  });

  test('an answer in the name of another issuer is refused, and so is a code of somebody else’s sign-in', async () => {
    const box = await api.mailbox();
    const mixed = await api.server.browse((await api.authorize(box.id)).body.url);
    mixed.searchParams.set('iss', other.url);
    expect(await api.comeBack(mixed)).toMatchObject({
      status: 400,
      text: expect.stringContaining('is not signed in'),
    });
    // Its code fits the challenge of another sign-in.
    const [one, two] = [await api.authorize(box.id), await api.authorize(box.id)];
    const [wayOne, wayTwo] = [await api.server.browse(one.body.url), await api.server.browse(two.body.url)];
    wayOne.searchParams.set('code', wayTwo.searchParams.get('code')!);
    expect(await api.comeBack(wayOne)).toMatchObject({
      status: 400,
      text: expect.stringContaining('invalid_grant'),
    });
    expect((await api.stored(box.id)).status).toBe('not_connected');
  });

  test('a person who says no is told so, in words that are no markup', async () => {
    const box = await api.mailbox();
    const state = new URL((await api.authorize(box.id)).body.url).searchParams.get('state')!;
    const way = new URL(CALLBACK);
    way.search = new URLSearchParams({
      state,
      iss: api.server.url,
      error: 'access_denied',
      error_description: '<script>alert(1)</script>',
    }).toString();
    const shown = await api.comeBack(way);
    expect(shown.status).toBe(400);
    expect(shown.text).toContain('access_denied: &lt;script&gt;');
    expect(shown.text).not.toContain('<script>');
  });

  test('who may: whoever manages mailboxes, and whom the mailbox belongs to; rights that are lost meanwhile count', async () => {
    const agent = await api.user('agent');
    const box = await api.mailbox();
    expect((await api.authorize(box.id, { key: agent.key })).status).toBe(403);
    await api.ok('PATCH', `/v1/mailboxes/${box.id}`, {
      body: { users: [{ userId: agent.id, fromAddress: null, isDefault: false }] },
    });
    const way = await api.server.browse((await api.authorize(box.id, { key: agent.key })).body.url);
    expect((await api.comeBack(way)).status).toBe(200);
    expect((await api.read(box.id)).oauth.connectedById).toBe(agent.id);
    const again = await api.server.browse((await api.authorize(box.id, { key: agent.key })).body.url);
    await api.ok('PATCH', `/v1/mailboxes/${box.id}`, { body: { users: [] } });
    expect((await api.comeBack(again)).status).toBe(409);
    const plain = await api.mailbox({ oauth: null });
    expect((await api.authorize(plain.id)).status).toBe(409);
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
        oauth: { providerId: api.providerId },
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
        oauth: { providerId: api.providerId },
      },
    });
    expect([clear.status, clear.body.errors[0].field]).toEqual([422, 'smtp.security']);
    const box = await api.mailbox({ oauth: null, smtp });
    expect(box).toMatchObject({ auth: 'password', oauth: null });
    const path = `/v1/mailboxes/${box.id}`;
    const turned = await api.ok('PATCH', path, { body: { oauth: { providerId: api.providerId } } });
    expect(turned).toMatchObject({ auth: 'oauth', smtp: { hasPassword: false }, status: 'unverified' });
    await api.connect(box.id);
    const renamed = await api.ok('PATCH', path, {
      body: { fromName: 'Other', smtp: { clientName: 'crm.firm.example' } },
    });
    expect(renamed.oauth.status).toBe('connected');
    const moved = await api.ok('PATCH', path, { body: { smtp: { host: 'smtp.attacker.example' } } });
    expect(moved).toMatchObject({ status: 'reconnect', oauth: { status: 'not_connected' } });
    expect(await api.opened(box.id, 'accessToken')).toBeNull();
    await api.connect(box.id);
    const imap = { host: 'imap.attacker.example', port: 993, security: 'tls' };
    expect((await api.ok('PATCH', path, { body: { imap } })).oauth.status).toBe('not_connected');
    const back = await api.ok('PATCH', path, {
      body: { oauth: null, smtp: { user: 'ar', password: 'new' } },
    });
    expect(back).toMatchObject({ auth: 'password', oauth: null, status: 'unverified' });
  });
});
