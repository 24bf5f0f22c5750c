import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { API_DEFAULTS } from '../../../api/deps.ts';
import { ApiFixture, type Answer } from '../../support/servers/api-fixture.ts';
import { statementsOf } from '../../support/servers/count-statements.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());
afterEach(() => {
  api.deps.config.publicUrl = API_DEFAULTS.publicUrl;
});

const cookieOf = ({ headers }: Answer): string => headers.get('set-cookie')?.split(';')[0] ?? '';

interface SignedIn {
  cookie: string;
  csrf: string;
  id: string;
}
const signIn = async (body: object): Promise<SignedIn> => {
  const answer = await api.call('POST', '/v1/sessions', { key: null, body });
  expect(answer.status).toBe(201);
  return { cookie: cookieOf(answer), csrf: answer.body.csrfToken, id: answer.body.id };
};
/** A call as the page makes it: with the cookie, writes with the CSRF token. */
const asPage = (method: string, path: string, { cookie, csrf }: SignedIn, body?: object, headers = {}) =>
  api.call(method, path, {
    key: null,
    headers: { Cookie: cookie, ...(method !== 'GET' && { 'X-CSRF-Token': csrf }), ...headers },
    ...(body !== undefined && { body }),
  });
const me = async (session: SignedIn) => (await asPage('GET', '/v1/me', session)).status;
const past = (seconds: number) => new Date(Date.now() - seconds * 1_000);

test('W1: a key signs a browser in by a cookie that no script reads and no other site sends', async () => {
  const answer = await api.call('POST', '/v1/sessions', { key: null, body: { key: api.adminKey } });
  expect(answer.status).toBe(201);
  expect(answer.headers.get('set-cookie')).toMatch(
    /^followthrough=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  const { createdAt, idleUntil, expiresAt, csrfToken } = answer.body;
  expect(Date.parse(idleUntil) - Date.parse(createdAt)).toBe(12 * 3_600_000);
  expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(7 * 24 * 3_600_000);
  const session = { cookie: cookieOf(answer), csrf: csrfToken, id: answer.body.id };
  expect((await asPage('GET', '/v1/me', session)).body.id).toBe(api.adminId);
  expect((await asPage('GET', '/v1/session', session)).body).toMatchObject({ id: session.id, csrfToken });
  expect((await api.call('GET', '/v1/session')).status).toBe(404);

  api.deps.config.publicUrl = 'https://console.example';
  const secure = await api.call('POST', '/v1/sessions', {
    key: null,
    body: { key: api.adminKey },
    headers: { Origin: 'https://console.example' },
  });
  expect(secure.headers.get('set-cookie')).toMatch(/^__Host-followthrough=.*; SameSite=Strict; Secure$/);
});

test('W1: writes by cookie need the CSRF token and our own pages; reads and calls with a key do not', async () => {
  const session = await signIn({ key: api.adminKey });
  const body = { name: 'By a page', currency: 'EUR' };
  const write = (given: Partial<SignedIn>, headers = {}) =>
    asPage('POST', '/v1/customers', { ...session, ...given }, body, headers);
  const other = await signIn({ key: api.adminKey });
  for (const csrf of ['', 'nonsense', other.csrf]) {
    const answer = await write({ csrf });
    expect(answer.body).toMatchObject({ status: 403, type: 'urn:followthrough:problem:cross_site' });
  }
  for (const headers of [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])
    expect([headers, (await write({}, headers)).status]).toEqual([headers, 403]);
  expect((await write({})).status).toBe(201);
  expect((await write({}, { Origin: api.url, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(201);
  expect((await write({}, { Origin: API_DEFAULTS.publicUrl })).status).toBe(201);
  expect((await asPage('GET', '/v1/me', session, undefined, { Origin: 'https://evil.example' })).status).toBe(
    200,
  );
  const signing = { key: null, body: { key: api.adminKey }, headers: { Origin: 'https://evil.example' } };
  expect((await api.call('POST', '/v1/sessions', signing)).status).toBe(403);
  // A key is no cookie: nobody else's page can send it, so nothing is asked beside it.
  const keyed = await api.call('POST', '/v1/customers', {
    body,
    headers: { Cookie: session.cookie, Origin: 'https://evil.example' },
  });
  expect(keyed.status).toBe(201);
  const wrongKey = { key: 'wrong', headers: { Cookie: session.cookie } };
  expect((await api.call('GET', '/v1/me', wrongKey)).status).toBe(401);
});

test('W1: behind https only the public address writes, whatever a proxy calls the host', async () => {
  api.deps.config.publicUrl = 'https://console.example';
  const own = { Origin: 'https://console.example' };
  const answer = await api.call('POST', '/v1/sessions', {
    key: null,
    body: { key: api.adminKey },
    headers: own,
  });
  const session = { cookie: cookieOf(answer), csrf: answer.body.csrfToken, id: answer.body.id };
  const end = (headers: object) => asPage('DELETE', '/v1/session', session, undefined, headers);
  expect((await end({ Origin: api.url })).status).toBe(403);
  // The name without the prefix could be set by others of the domain.
  const bare = { ...session, cookie: session.cookie.replace('__Host-', '') };
  expect(await me(bare)).toBe(401);
  expect((await end(own)).status).toBe(204);
});

test('U2, W1: a session does what its key may at the moment, and no more', async () => {
  const maker = await api.user('viewer', { granted: ['users.manage'] });
  const viewer = await api.user('viewer');
  const { key } = await api.ok('POST', `/v1/users/${viewer.id}/api-keys`, {
    key: maker.key,
    body: { label: 'x' },
  });
  const [own, made] = [await signIn({ key: viewer.key }), await signIn({ key })];
  const rights = async (session: SignedIn) => {
    const { body } = await asPage('GET', '/v1/me', session);
    return { role: body.role, mayManage: body.permissions.includes('settings.manage') };
  };
  await api.ok('PATCH', `/v1/users/${viewer.id}`, { body: { role: 'admin' } });
  expect(await rights(own)).toEqual({ role: 'admin', mayManage: true });
  expect(await rights(made)).toEqual({ role: 'viewer', mayManage: false });
  await api.ok('PATCH', `/v1/users/${viewer.id}`, { body: { role: 'agent' } });
  expect(await rights(own)).toEqual({ role: 'agent', mayManage: false });
  expect((await asPage('PATCH', '/v1/organisation', own, { name: 'Mine' })).status).toBe(403);
});

test('W1: a session ends with its key, its user, without use, at its end, and by signing out', async () => {
  const { db } = api.database;
  const agent = await api.user('agent');
  const { id: apiKeyId, key } = await api.ok('POST', `/v1/users/${agent.id}/api-keys`, {
    body: { label: 'short', expiresAt: new Date(Date.now() + 3_600_000).toISOString() },
  });
  const [revoked, lasting] = [await signIn({ key }), await signIn({ key: agent.key })];
  const { expiresAt } = await db.session.findUniqueOrThrow({ where: { id: revoked.id } });
  expect(expiresAt.getTime()).toBeLessThan(Date.now() + 3_600_001);
  await db.apiKey.update({ where: { id: apiKeyId }, data: { expiresAt: past(1) } });
  expect([await me(revoked), await me(lasting)]).toEqual([401, 200]);
  await db.apiKey.update({ where: { id: apiKeyId }, data: { expiresAt: null } });
  expect(await me(revoked)).toBe(200);
  await api.ok('POST', `/v1/api-keys/${apiKeyId}/revoke`);
  expect([await me(revoked), await me(lasting)]).toEqual([401, 200]);

  const where = { id: lasting.id };
  await db.session.update({ where, data: { lastUsedAt: past(12 * 3_600 + 1) } });
  expect(await me(lasting)).toBe(401);
  await db.session.update({ where, data: { lastUsedAt: past(11 * 3_600) } });
  expect(await me(lasting)).toBe(200);
  // That call was a use: another twelve hours from now on.
  expect((await db.session.findUniqueOrThrow({ where })).lastUsedAt.getTime()).toBeGreaterThan(
    past(60).getTime(),
  );
  await db.session.update({ where, data: { expiresAt: past(1) } });
  expect(await me(lasting)).toBe(401);

  const [one, two, three] = [
    await signIn({ key: agent.key }),
    await signIn({ key: agent.key }),
    await signIn({ key: agent.key }),
  ];
  const out = await asPage('DELETE', '/v1/session', one);
  expect([out.status, out.headers.get('set-cookie')]).toEqual([
    204,
    expect.stringMatching(/^followthrough=; Max-Age=0;/),
  ]);
  expect([await me(one), await me(two)]).toEqual([401, 200]);
  expect((await asPage('DELETE', '/v1/sessions', two)).status).toBe(204);
  expect([await me(two), await me(three)]).toEqual([401, 401]);
  const last = await signIn({ key: agent.key });
  await api.ok('PATCH', `/v1/users/${agent.id}`, { body: { isActive: false } });
  expect(await me(last)).toBe(401);
  expect(await api.auditActions(one.id)).toEqual(['session.created', 'session.ended']);
});

test('W1: a user has twenty sessions at most: the one left alone for longest makes room, and expired ones go', async () => {
  const { db } = api.database;
  const agent = await api.user('agent');
  const all: SignedIn[] = [];
  for (let n = 0; n < 20; n += 1) all.push(await signIn({ key: agent.key }));
  await db.session.update({ where: { id: all[7]!.id }, data: { lastUsedAt: past(3_600) } });
  const gone = await signIn({ key: api.adminKey });
  await db.session.update({ where: { id: gone.id }, data: { expiresAt: past(1) } });
  all.push(await signIn({ key: agent.key }));
  const left = await db.session.findMany({ where: { key: { userId: agent.id } }, orderBy: { id: 'asc' } });
  expect(left.map(({ id }) => id).sort()).toEqual(
    all
      .filter((_, n) => n !== 7)
      .map(({ id }) => id)
      .sort(),
  );
  expect(await db.session.count({ where: { id: gone.id } })).toBe(0);
});

test('W1: a sign-in link is of whoever has the key, works once and for minutes, and only while the key does', async () => {
  const { db } = api.database;
  const agent = await api.user('agent');
  const make = (headers = {}) => api.call('POST', '/v1/sign-in-codes', { key: agent.key, headers });
  const once = { 'Idempotency-Key': 'one-link' };
  const { code, url, expiresAt } = (await make(once)).body;
  expect((await make(once)).body.code).toBe(code);
  expect(url).toBe(`${API_DEFAULTS.publicUrl}/#code=${code}`);
  expect(Date.parse(expiresAt)).toBeLessThan(Date.now() + 10 * 60_000 + 1_000);
  const attempts = await Promise.all(
    [1, 2, 3].map(() => api.call('POST', '/v1/sessions', { key: null, body: { code } })),
  );
  expect(attempts.map(({ status }) => status).sort()).toEqual([201, 401, 401]);
  const signedIn = attempts.find(({ status }) => status === 201)!;
  const session = { cookie: cookieOf(signedIn), csrf: signedIn.body.csrfToken, id: signedIn.body.id };
  expect(await me(session)).toBe(200);
  expect((await asPage('POST', '/v1/sign-in-codes', session)).status).toBe(403);

  const late = (await make()).body.code;
  await db.signInCode.updateMany({ data: { expiresAt: past(1) } });
  const exchange = async (given: string) =>
    (await api.call('POST', '/v1/sessions', { key: null, body: { code: given } })).status;
  expect(await exchange(late)).toBe(401);
  const orphan = (await make()).body.code;
  expect(await db.signInCode.count()).toBe(1);
  await db.apiKey.updateMany({ where: { userId: agent.id }, data: { revokedAt: new Date() } });
  expect(await exchange(orphan)).toBe(401);
});

test('W1: no token, code or key of a sign-in is stored, logged or audited', async () => {
  const agent = await api.user('agent');
  const { code } = await api.ok('POST', '/v1/sign-in-codes', {
    key: agent.key,
    headers: { 'Idempotency-Key': 'kept' },
  });
  const session = await signIn({ code });
  await asPage('GET', '/v1/me', session);
  const other = await signIn({ key: agent.key });
  const { db } = api.database;
  const stored = JSON.stringify([
    await db.session.findMany({ orderBy: { id: 'asc' } }),
    await db.signInCode.findMany({ orderBy: { hash: 'asc' } }),
    (await db.audit.findMany({ orderBy: { id: 'asc' } })).map(({ before, after }) => ({ before, after })),
    await db.idempotencyKey.findMany({ orderBy: { key: 'asc' } }),
    (await db.change.findMany({ orderBy: { seq: 'asc' } })).map(({ data }) => data),
    api.logLines,
  ]);
  for (const secret of [
    code,
    agent.key,
    session.cookie.split('=')[1]!,
    session.csrf,
    other.cookie.split('=')[1]!,
    other.csrf,
  ])
    expect(stored).not.toContain(secret);
});

test('W1: a session is asked for in one statement, and its use is noted once a minute', async () => {
  const session = await signIn({ key: api.adminKey });
  const { db } = api.database;
  const find = async () => (await db.session.findUniqueOrThrow({ where: { id: session.id } })).lastUsedAt;
  const before = await find();
  const statements = await statementsOf(() => me(session));
  expect(statements.filter((text) => /\bsession\b/.test(text))).toHaveLength(1);
  expect(await find()).toEqual(before);
});

test('W1: a sign-in names a key or a code, not both, and says which is wrong', async () => {
  const refused = async (body: object) => (await api.call('POST', '/v1/sessions', { key: null, body })).body;
  for (const body of [{}, { key: 'a', code: 'b' }])
    expect((await refused(body)).errors).toEqual([
      { field: 'key', message: expect.stringContaining('or a code') },
    ]);
  expect(await refused({ key: `ft_${'A'.repeat(43)}` })).toMatchObject({
    status: 401,
    detail: expect.stringContaining('key'),
  });
  expect(await refused({ code: 'B'.repeat(43) })).toMatchObject({
    status: 401,
    detail: expect.stringContaining('link'),
  });
  const unknown = { cookie: `followthrough=${'C'.repeat(43)}`, csrf: '', id: '' };
  expect((await asPage('GET', '/v1/me', unknown)).body.detail).toBe('The session is over: sign in again.');
});
