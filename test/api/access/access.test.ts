import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

test('U2: a missing, malformed or unknown key is answered with 401 and a challenge', async () => {
  const unknown = `ft_${'A'.repeat(43)}`;
  for (const key of [null, 'nonsense', unknown, `${api.adminKey}x`]) {
    const answer = await api.call('GET', '/v1/customers', { key });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ type: 'urn:followthrough:problem:unauthenticated', status: 401 });
  }
});

test('U1: a permission that the role does not have is answered with 403, before the body is looked at', async () => {
  const viewer = await api.user('viewer');
  const answer = await api.call('POST', '/v1/customers', { key: viewer.key, body: { nonsense: 1 } });
  expect(answer.status).toBe(403);
  expect(answer.body.detail).toContain('customers.save');
  expect((await api.call('GET', '/v1/customers', { key: viewer.key })).status).toBe(200);
});

test('U1: permissions are granted and taken over the preset of the role', async () => {
  const granted = await api.user('viewer', { granted: ['customers.save'] });
  const body = { name: 'By a viewer', currency: 'EUR' };
  expect((await api.call('POST', '/v1/customers', { key: granted.key, body })).status).toBe(201);
  const taken = await api.user('agent', { taken: ['customers.read'] });
  expect((await api.call('GET', '/v1/customers', { key: taken.key })).status).toBe(403);
  const me = await api.ok('GET', '/v1/me', { key: taken.key });
  expect(me).toMatchObject({ id: taken.id, role: 'agent', taken: ['customers.read'] });
  expect(me.permissions).not.toContain('customers.read');
});

test('U2: a revoked key, an expired key and the keys of an inactive user are refused at the next call', async () => {
  const agent = await api.user('agent');
  const { items } = await api.ok('GET', '/v1/api-keys', { key: agent.key });
  expect(items).toHaveLength(1);
  await api.ok('POST', `/v1/api-keys/${items[0].id}/revoke`, { key: agent.key });
  expect((await api.call('GET', '/v1/me', { key: agent.key })).status).toBe(401);

  const { id, key } = await api.ok('POST', `/v1/users/${agent.id}/api-keys`, {
    body: { label: 'short', expiresAt: '2999-01-01T00:00:00Z' },
  });
  expect((await api.call('GET', '/v1/me', { key })).status).toBe(200);
  await api.database.db.apiKey.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } });
  expect((await api.call('GET', '/v1/me', { key })).status).toBe(401);

  const other = await api.user('agent');
  await api.ok('PATCH', `/v1/users/${other.id}`, { body: { isActive: false } });
  expect((await api.call('GET', '/v1/me', { key: other.key })).status).toBe(401);
});

test('U2: a key is stored hashed, shown once, and not to be seen in lists, audit log or replies kept for replay', async () => {
  const headers = { 'Idempotency-Key': 'one-key-please' };
  const options = { body: { label: 'ERP' }, headers };
  const first = await api.ok('POST', `/v1/users/${api.adminId}/api-keys`, options);
  const again = await api.ok('POST', `/v1/users/${api.adminId}/api-keys`, options);
  expect(again).toEqual(first);
  const { db } = api.database;
  const stored = JSON.stringify([
    await db.apiKey.findMany({ orderBy: { id: 'asc' } }),
    (await db.audit.findMany({ orderBy: { id: 'asc' } })).map(({ before, after }) => ({ before, after })),
    await db.idempotencyKey.findMany({ orderBy: { key: 'asc' } }),
    (await db.change.findMany({ orderBy: { seq: 'asc' } })).map(({ data }) => data),
    await api.ok('GET', '/v1/api-keys'),
    api.logLines,
  ]);
  expect(stored).not.toContain(first.key);
  expect(stored).not.toContain(api.adminKey);
});

test('U2: the last use is noted at most once a minute', async () => {
  const agent = await api.user('agent');
  const find = () => api.database.db.apiKey.findFirstOrThrow({ where: { userId: agent.id } });
  await api.ok('GET', '/v1/me', { key: agent.key });
  const first = (await find()).lastUsedAt;
  expect(first).not.toBeNull();
  await api.ok('GET', '/v1/me', { key: agent.key });
  expect((await find()).lastUsedAt).toEqual(first);
});

test('U1: nobody who is no admin makes admins, gives more than they have, or manages keys of others', async () => {
  const manager = await api.user('manager', { granted: ['users.manage'] });
  const { key } = manager;
  const create = (role: string, granted: string[] = []) =>
    api.call('POST', '/v1/users', {
      key,
      body: { name: 'X', email: `${role}-${granted.length}@x.example`, role, granted },
    });
  expect((await create('admin')).status).toBe(403);
  expect((await create('agent', ['audit.read'])).status).toBe(403);
  expect((await create('agent')).status).toBe(201);
  expect(
    (await api.call('PATCH', `/v1/users/${api.adminId}`, { key, body: { isActive: false } })).status,
  ).toBe(403);
  const makeKey = { key, body: { label: 'x' } };
  expect((await api.call('POST', `/v1/users/${api.adminId}/api-keys`, makeKey)).status).toBe(403);
  const agent = await api.user('agent');
  const other = { key: agent.key, body: { label: 'x' } };
  expect((await api.call('POST', `/v1/users/${manager.id}/api-keys`, other)).status).toBe(403);
});

test('U2: users.manage alone makes no key of somebody who may do more, and changes nothing of them', async () => {
  const { key } = await api.user('viewer', { granted: ['users.manage'] });
  const [agent, viewer] = [await api.user('agent'), await api.user('viewer')];
  const inactive = await api.user('agent');
  await api.ok('PATCH', `/v1/users/${inactive.id}`, { body: { isActive: false } });
  const users = () =>
    api.database.db.user.findMany({
      include: {
        permissions: { orderBy: { permission: 'asc' } },
        keys: { select: { id: true }, orderBy: { id: 'asc' } },
      },
      orderBy: { id: 'asc' },
    });
  const before = await users();

  const made = await api.call('POST', `/v1/users/${agent.id}/api-keys`, { key, body: { label: 'x' } });
  expect([made.status, made.body.title]).toEqual([403, 'A permission is missing']);
  expect(made.body.detail).toMatch(/^Nobody makes keys of a user who may do more .* customers\.save, .*\.$/);
  const changes: [string, object][] = [
    [agent.id, { role: 'viewer' }],
    [agent.id, { taken: ['customers.save'] }],
    [agent.id, { email: 'mine@x.example' }],
    [agent.id, { isActive: false }],
    [inactive.id, { isActive: true }],
    [viewer.id, { role: 'agent' }],
    [viewer.id, { granted: ['customers.save'] }],
  ];
  for (const [userId, body] of changes) {
    const answer = await api.call('PATCH', `/v1/users/${userId}`, { key, body });
    expect([body, answer.status]).toEqual([body, 403]);
    expect(answer.body.detail).toContain('customers.save');
  }
  expect(await users()).toEqual(before);

  await api.ok('PATCH', `/v1/users/${viewer.id}`, { key, body: { email: `${viewer.id}@x.example` } });
  await api.ok('POST', `/v1/users/${viewer.id}/api-keys`, { key, body: { label: 'x' } });
});

test('U2: everybody makes keys of their own, and nobody makes keys of others without users.manage', async () => {
  const [agent, other] = [await api.user('agent'), await api.user('agent')];
  const make = (userId: string) =>
    api.call('POST', `/v1/users/${userId}/api-keys`, { key: agent.key, body: { label: 'x' } });
  expect((await make(agent.id)).status).toBe(201);
  expect((await make(other.id)).status).toBe(403);
});

test('U2: an admin gives nothing that was taken from them, neither to others nor to themselves', async () => {
  const bound = await api.user('admin', { taken: ['audit.read'] });
  const body = { name: 'X', email: 'bound@x.example', role: 'admin' };
  const asks: [string, string, object][] = [
    ['POST', '/v1/users', body],
    ['POST', `/v1/users/${api.adminId}/api-keys`, { label: 'x' }],
    ['PATCH', `/v1/users/${api.adminId}`, { name: 'X' }],
    ['PATCH', `/v1/users/${bound.id}`, { taken: [] }],
  ];
  for (const [method, path, asked] of asks) {
    const answer = await api.call(method, path, { key: bound.key, body: asked });
    expect([path, answer.status]).toEqual([path, 403]);
    expect(answer.body.detail).toContain('audit.read');
  }
  await api.ok('POST', '/v1/users', { key: bound.key, body: { ...body, taken: ['audit.read'] } });
});

test('U2: the last active admin with every permission keeps them: nobody could give them back', async () => {
  await api.user('admin', { taken: ['audit.read'] });
  for (const body of [{ taken: ['audit.read'] }, { isActive: false }, { role: 'manager' }]) {
    expect((await api.call('PATCH', `/v1/users/${api.adminId}`, { body })).status).toBe(409);
  }
  const second = await api.user('admin');
  const take = (userId: string, key: string) =>
    api.call('PATCH', `/v1/users/${userId}`, { key, body: { taken: ['audit.read'] } });
  const answers = await Promise.all([take(api.adminId, second.key), take(second.id, api.adminKey)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)]);
  const { db } = api.database;
  const isWhole = { isActive: true, role: 'admin', permissions: { none: { isGranted: false } } };
  expect(await db.user.count({ where: isWhole })).toBe(1);
  await db.userPermission.deleteMany({ where: { userId: api.adminId } });
  await db.user.updateMany({
    where: { role: 'admin', id: { not: api.adminId } },
    data: { isActive: false },
  });
});

test('U2, U3: nobody makes keys of a user who sees customers that are hidden from them', async () => {
  const granted = ['users.manage'];
  const [one, decider] = [
    await api.user('agent', { granted }),
    await api.user('agent', { granted: [...granted, 'visibility.manage'] }),
  ];
  const [member, owner, other] = [await api.user('agent'), await api.user('agent'), await api.user('agent')];
  const customer = await api.customer({ arOwnerId: owner.id });
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Of members' } });
  const of = `/v1/visibility-groups/${group.id}`;
  await api.ok('POST', `${of}/customers`, { body: { add: [customer.id] } });
  await api.ok('PUT', `${of}/members`, { body: { userIds: [member.id] } });
  const make = async (userId: string, key: string) =>
    (await api.call('POST', `/v1/users/${userId}/api-keys`, { key, body: { label: 'x' } })).status;
  expect(await make(member.id, one.key)).toBe(403);
  expect(await make(owner.id, one.key)).toBe(403);
  expect(await make(other.id, one.key)).toBe(201);
  expect(await make(one.id, one.key)).toBe(201);
  expect(await make(member.id, decider.key)).toBe(201);
  await api.ok('PUT', `${of}/members`, { body: { userIds: [member.id, one.id] } });
  expect(await make(member.id, one.key)).toBe(201);
  expect(await make(owner.id, one.key)).toBe(201);
});

test('U1: the last active admin stays one, also when two admins remove each other at once', async () => {
  expect((await api.call('PATCH', `/v1/users/${api.adminId}`, { body: { role: 'viewer' } })).status).toBe(
    409,
  );
  const second = await api.user('admin');
  const answers = await Promise.all([
    api.call('PATCH', `/v1/users/${api.adminId}`, { key: second.key, body: { isActive: false } }),
    api.call('PATCH', `/v1/users/${second.id}`, { body: { isActive: false } }),
  ]);
  const admins = await api.database.db.user.count({ where: { role: 'admin', isActive: true } });
  expect(admins).toBe(1);
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  await api.database.db.user.update({ where: { id: api.adminId }, data: { isActive: true } });
});

test('U3: a customer in a visibility group is absent for others, visible to members, owners and admins', async () => {
  const [outsider, member, owner] = [
    await api.user('agent'),
    await api.user('agent'),
    await api.user('agent'),
  ];
  const customer = await api.customer({ name: 'Hidden Ltd', arOwnerId: owner.id });
  const contact = await api.ok('POST', `/v1/customers/${customer.id}/contacts`, { body: { name: 'Jo' } });
  const invoice = await api.invoice(customer.id);
  const { db } = api.database;
  await db.visibilityGroup.create({ data: { id: 'vgr_1', name: 'G', nameKey: 'g', createdAt: new Date() } });
  await db.visibilityGroupUser.create({ data: { groupId: 'vgr_1', userId: member.id } });
  await db.visibilityGroupCustomer.create({ data: { groupId: 'vgr_1', customerId: customer.id } });
  const paths = [
    `/v1/customers/${customer.id}`,
    `/v1/customers/${customer.id}/contacts`,
    `/v1/customers/${customer.id}/communications`,
    `/v1/contacts/${contact.id}`,
    `/v1/invoices/${invoice.id}`,
  ];
  for (const path of paths) {
    expect((await api.call('GET', path, { key: outsider.key })).status).toBe(404);
    for (const key of [member.key, owner.key, api.adminKey])
      expect((await api.call('GET', path, { key })).status).toBe(200);
  }
  const writes: [string, string, object][] = [
    ['PATCH', `/v1/customers/${customer.id}`, { name: 'X' }],
    ['POST', `/v1/customers/${customer.id}/contacts`, { name: 'X' }],
    ['PATCH', `/v1/contacts/${contact.id}`, { name: 'X' }],
    ['POST', `/v1/invoices/${invoice.id}/payments`, { amount: '1' }],
    ['POST', `/v1/invoices/${invoice.id}/dispute`, { reason: 'x' }],
  ];
  for (const [method, path, body] of writes) {
    expect((await api.call(method, path, { key: outsider.key, body })).status).toBe(404);
  }
  const seen = async (key: string) =>
    JSON.stringify([
      await api.ok('GET', '/v1/customers?search=hidden', { key }),
      await api.ok('GET', `/v1/invoices?customerId=${customer.id}`, { key }),
    ]).includes(customer.id);
  expect(await seen(outsider.key)).toBe(false);
  expect(await seen(member.key)).toBe(true);
});
