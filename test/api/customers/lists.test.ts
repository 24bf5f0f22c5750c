import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const create = (name: string) => api.ok('POST', '/v1/lists', { body: { name } });

test('lists: a list is made, renamed and deleted; its name is unique in any case; its customers stay', async () => {
  const list = await create('Autumn');
  expect(list).toMatchObject({ description: null, memberCount: 0, createdById: api.adminId });
  expect((await api.call('POST', '/v1/lists', { body: { name: ' AUTUMN ' } })).status).toBe(409);
  const changed = await api.ok('PATCH', `/v1/lists/${list.id}`, {
    body: { name: 'autumn', description: 'Calls' },
  });
  expect(changed).toMatchObject({ name: 'autumn', description: 'Calls' });
  const customer = await api.customer();
  await api.ok('PUT', `/v1/lists/${list.id}/members/${customer.id}`);
  expect((await api.call('DELETE', `/v1/lists/${list.id}`)).status).toBe(204);
  expect((await api.call('GET', `/v1/lists/${list.id}`)).status).toBe(404);
  expect((await api.call('GET', `/v1/customers/${customer.id}`)).status).toBe(200);
  expect(await api.auditActions(list.id)).toEqual(['list.created', 'list.updated', 'list.deleted']);
});

test('lists: they are listed by name, searched in any case, page by page', async () => {
  for (const name of ['Zeta one', 'zeta two', 'Other']) await create(name);
  const first = await api.ok('GET', '/v1/lists?search=ZETA&limit=1');
  const second = await api.ok('GET', `/v1/lists?search=ZETA&limit=1&cursor=${first.nextCursor}`);
  expect([first.items[0].name, second.items[0].name, second.nextCursor]).toEqual([
    'Zeta one',
    'zeta two',
    null,
  ]);
});

test('lists: a member is added once and removed once, and that is recorded at the customer', async () => {
  const list = await create('Members');
  const customers = [await api.customer({ name: 'A' }), await api.customer({ name: 'B' })];
  for (const { id } of [...customers, ...customers])
    await api.ok('PUT', `/v1/lists/${list.id}/members/${id}`);
  const path = `/v1/lists/${list.id}/members`;
  const first = await api.ok('GET', `${path}?limit=1`);
  const second = await api.ok('GET', `${path}?limit=1&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map((each: Json) => each.customerName)).toEqual(['A', 'B']);
  expect(await api.ok('GET', `/v1/lists/${list.id}`)).toMatchObject({ memberCount: 2 });
  for (let n = 0; n < 2; n += 1) await api.call('DELETE', `${path}/${customers[0].id}`);
  expect((await api.ok('GET', path)).items).toHaveLength(1);
  expect((await api.auditActions(customers[0].id)).slice(1)).toEqual([
    'customer.listJoined',
    'customer.listLeft',
  ]);
});

test('lists, U3: hidden members are neither shown nor counted, and cannot be added or removed', async () => {
  const agent = await api.user('agent');
  const list = await create('Hidden');
  const [seen, hidden] = [await api.customer(), await api.customer()];
  for (const { id } of [seen, hidden]) await api.ok('PUT', `/v1/lists/${list.id}/members/${id}`);
  const { db } = api.database;
  await db.visibilityGroup.create({
    data: { id: 'vgr_lists', name: 'L', nameKey: 'lists', createdAt: new Date() },
  });
  await db.visibilityGroupCustomer.create({ data: { groupId: 'vgr_lists', customerId: hidden.id } });
  const { key } = agent;
  expect(await api.ok('GET', `/v1/lists/${list.id}`, { key })).toMatchObject({ memberCount: 1 });
  const { items } = await api.ok('GET', `/v1/lists/${list.id}/members`, { key });
  expect(items.map((each: Json) => each.customerId)).toEqual([seen.id]);
  for (const method of ['PUT', 'DELETE']) {
    expect((await api.call(method, `/v1/lists/${list.id}/members/${hidden.id}`, { key })).status).toBe(404);
  }
  const viewer = await api.user('viewer');
  expect((await api.call('POST', '/v1/lists', { key: viewer.key, body: { name: 'X' } })).status).toBe(403);
});
