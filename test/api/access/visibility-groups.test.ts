import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const group = (name: string): Promise<Json> => api.ok('POST', '/v1/visibility-groups', { body: { name } });

test('U3: groups are created, listed and renamed by admins; a name is unique in any case', async () => {
  const { id } = await group('Key accounts');
  expect((await api.call('POST', '/v1/visibility-groups', { body: { name: 'KEY ACCOUNTS' } })).status).toBe(
    409,
  );
  const path = `/v1/visibility-groups/${id}`;
  expect(await api.ok('PATCH', path, { body: { name: 'key accounts' } })).toMatchObject({
    name: 'key accounts',
  });
  expect((await api.ok('GET', '/v1/visibility-groups?limit=1')).items[0]).toMatchObject({
    id,
    name: 'key accounts',
    memberCount: 0,
    customerCount: 0,
  });
  const manager = await api.user('manager');
  expect((await api.call('GET', '/v1/visibility-groups', { key: manager.key })).status).toBe(403);
  expect(await api.auditActions(id)).toEqual(['visibilityGroup.created', 'visibilityGroup.renamed']);
});

test('U3: members of a group are replaced as a whole, and only users can be members', async () => {
  const { id } = await group('North');
  const [one, two] = [await api.user('agent'), await api.user('viewer')];
  const put = (userIds: string[]) =>
    api.call('PUT', `/v1/visibility-groups/${id}/members`, { body: { userIds } });
  expect((await put([one.id, two.id, one.id])).body.items).toHaveLength(2);
  expect((await put([two.id])).body.items).toMatchObject([{ id: two.id }]);
  const unknown = await put(['usr_01h455vb4pex5vsknk084sn02q']);
  expect([unknown.status, unknown.body.errors]).toEqual([
    422,
    [{ field: 'userIds[0]', message: 'is no user' }],
  ]);
  expect((await api.ok('GET', `/v1/visibility-groups/${id}/members`)).items).toMatchObject([{ id: two.id }]);
});

test('U3: customers enter and leave groups single and bulk; only members, owners and admins go on seeing them', async () => {
  const { id } = await group('South');
  const owner = await api.user('agent');
  const member = await api.user('agent');
  const [first, second, third] = [
    await api.customer({ arOwnerId: owner.id }),
    await api.customer(),
    await api.customer(),
  ];
  await api.ok('PUT', `/v1/visibility-groups/${id}/members`, { body: { userIds: [member.id] } });
  const path = `/v1/visibility-groups/${id}/customers`;
  const change = (body: object): Promise<Json> => api.ok('POST', path, { body });
  const unknown = 'cus_01h455vb4pex5vsknk084sn02q';
  expect(await change({ add: [first.id, second.id, unknown] })).toEqual({
    added: 2,
    removed: 0,
    unchanged: 0,
    unknown: 1,
  });
  expect(await change({ add: [first.id, third.id], remove: [second.id] })).toEqual({
    added: 1,
    removed: 1,
    unchanged: 1,
    unknown: 0,
  });
  const seenBy = async (key: string) =>
    (await api.ok('GET', '/v1/customers', { key })).items.map((row: Json) => row.id).sort();
  expect(await seenBy(member.key)).toEqual([first.id, second.id, third.id].sort());
  expect(await seenBy(owner.key)).toEqual([first.id, second.id].sort());
  expect((await api.ok('GET', path)).items.map((row: Json) => row.id).sort()).toEqual(
    [first.id, third.id].sort(),
  );
  expect((await api.call('DELETE', `/v1/visibility-groups/${id}`)).status).toBe(409);

  const single = `/v1/customers/${third.id}/visibility-groups`;
  expect(await api.ok('PUT', single, { body: { groupIds: [] } })).toEqual({ items: [] });
  expect(await seenBy(owner.key)).toEqual([first.id, second.id, third.id].sort());
  await api.ok('PUT', single, { body: { groupIds: [id, id] } });
  expect(await api.ok('GET', single)).toEqual({ items: [{ id, name: 'South' }] });
  const wrong = await api.call('PUT', single, { body: { groupIds: ['vgr_01h455vb4pex5vsknk084sn02q'] } });
  expect(wrong.status).toBe(422);
  expect(await api.auditActions(third.id)).toEqual([
    'customer.created',
    'customer.visibilityChanged',
    'customer.visibilityChanged',
    'customer.visibilityChanged',
  ]);
});

test('U3: a group without customers can be removed, with its memberships', async () => {
  const { id } = await group('Short-lived');
  await api.ok('PUT', `/v1/visibility-groups/${id}/members`, { body: { userIds: [api.adminId] } });
  expect((await api.call('DELETE', `/v1/visibility-groups/${id}`)).status).toBe(204);
  expect((await api.call('GET', `/v1/visibility-groups/${id}`)).status).toBe(404);
});

test('U3: a customer that enters a group while the group is removed is never left hidden in a group that is gone', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { id } = await group(`Race ${round}`);
    const customer = await api.customer();
    const [removed, added] = await Promise.all([
      api.call('DELETE', `/v1/visibility-groups/${id}`),
      api.call('POST', `/v1/visibility-groups/${id}/customers`, { body: { add: [customer.id] } }),
    ]);
    const outcomes = [removed.status === 204, added.status === 200 && added.body.added === 1];
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(added.status).not.toBe(500);
  }
});
