import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const keyOf = async (userId: string, as?: string): Promise<string> =>
  (
    await api.ok('POST', `/v1/users/${userId}/api-keys`, {
      body: { label: 'k' },
      ...(as !== undefined && { key: as }),
    })
  ).key;
const status = async (key: string, method: string, path: string, body?: object) =>
  (await api.call(method, path, { key, body })).status;
const promote = (id: string) => api.ok('PATCH', `/v1/users/${id}`, { body: { role: 'admin' } });

describe('U2: a key that somebody made for a user, when the user rises', () => {
  test('goes on as far as its maker could; the user’s own, and an admin’s, grow', async () => {
    const maker = await api.user('manager', { granted: ['users.manage'] });
    const agent = await api.user('agent');
    const made = await keyOf(agent.id, maker.key);
    const own = await keyOf(agent.id, agent.key);
    const byAdmin = await keyOf(agent.id);
    const group = (name: string) => ({ name });
    expect(await status(made, 'GET', '/v1/queue')).toBe(200);
    await promote(agent.id);
    // The manager has no `visibility.manage`, nor has the key in their hands.
    expect(await status(made, 'POST', '/v1/visibility-groups', group('one'))).toBe(403);
    expect(await status(made, 'PATCH', `/v1/users/${maker.id}`, { role: 'admin' })).toBe(403);
    expect(await status(made, 'GET', '/v1/queue')).toBe(200);
    expect(await status(made, 'POST', '/v1/lists', group('of a manager'))).toBe(201);
    // It says of itself what it may do.
    const { role, permissions } = await api.ok('GET', '/v1/me', { key: made });
    expect([role, permissions.includes('visibility.manage')]).toEqual(['manager', false]);
    expect(await api.ok('GET', '/v1/me', { key: own })).toMatchObject({ role: 'admin' });
    expect(await status(own, 'POST', '/v1/visibility-groups', group('two'))).toBe(201);
    expect(await status(byAdmin, 'POST', '/v1/visibility-groups', group('three'))).toBe(201);
  });

  test('shows no customer that its maker may not see as an admin would, and makes no wider key', async () => {
    const maker = await api.user('manager', { granted: ['users.manage'] });
    const agent = await api.user('agent');
    const made = await keyOf(agent.id, maker.key);
    await promote(agent.id);
    const customer = await api.customer();
    const { id } = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Nobody' } });
    await api.ok('PUT', `/v1/customers/${customer.id}/visibility-groups`, { body: { groupIds: [id] } });
    expect(await status(agent.key, 'GET', `/v1/customers/${customer.id}`)).toBe(200);
    expect(await status(made, 'GET', `/v1/customers/${customer.id}`)).toBe(404);
    const child = await keyOf(agent.id, made);
    expect(await status(child, 'GET', `/v1/customers/${customer.id}`)).toBe(404);
    expect(await status(child, 'POST', '/v1/visibility-groups', { name: 'four' })).toBe(403);
  });

  test('falls with the user, whoever made it', async () => {
    const agent = await api.user('manager');
    const made = await keyOf(agent.id);
    await api.ok('PATCH', `/v1/users/${agent.id}`, { body: { role: 'viewer' } });
    expect(await status(made, 'POST', '/v1/lists', { name: 'too late' })).toBe(403);
  });
});
