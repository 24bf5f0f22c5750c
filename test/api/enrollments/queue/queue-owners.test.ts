import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { onDay } from '../../../support/rows/fixtures.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { QueueWorld, type Row } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
let row: Row;

const TASKS = ['tasks.mine', 'tasks.all'];
const own = (userId: string, column: 'arOwnerId' | 'salesOwnerId' = 'arOwnerId') =>
  api.db.customer.update({ where: { id: row.customerId }, data: { [column]: userId } });
const idsOf = async (key: string): Promise<string[]> =>
  (await api.ok('GET', `/v1/queue?customerId=${row.customerId}`, { key })).items.map((item: Json) => item.id);
const counted = async (key: string): Promise<number> =>
  (await api.ok('GET', `/v1/queue/counts?customerId=${row.customerId}`, { key })).total;
const statusOf = async (key: string) =>
  (await api.call('GET', `/v1/queue/${row.executionId}`, { key })).status;

beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  // Its assignee is the admin, who is primary user.
  row = await api.row({ steps: [{ type: 'call', timing: onDay(0, '08:00') }] });
  await api.hide(row.customerId);
});

describe('U3: an owner has all queue rows of the customer', () => {
  test.each([
    ['with `tasks.mine`', 'agent', {}],
    ['without any permission for tasks', 'agent', { taken: TASKS }],
    ['with the role viewer', 'viewer', {}],
  ] as const)('%s, whoever they are assigned to and whatever the groups', async (_name, role, rights) => {
    for (const column of ['arOwnerId', 'salesOwnerId'] as const) {
      const owner = await api.user(role, rights as object);
      await own(owner.id, column);
      expect([await idsOf(owner.key), await counted(owner.key)]).toEqual([[row.executionId], 1]);
      expect(await statusOf(owner.key)).toBe(200);
      await own(api.adminId, column);
    }
    const owner = await api.user(role, rights as object);
    await own(owner.id);
    expect((await api.act(row.executionId, 'assign', { assigneeId: owner.id }, owner.key)).status).toBe(200);
    expect((await api.act(row.executionId, 'complete', {}, owner.key)).status).toBe(200);
  });

  test('and of no other customer', async () => {
    const other = await api.row({ steps: [{ type: 'call', timing: onDay(0, '08:00') }] });
    const owner = await api.user('agent', { taken: TASKS });
    await own(owner.id);
    const listed = (await api.ok('GET', '/v1/queue', { key: owner.key })).items.map((item: Json) => item.id);
    expect(listed).toEqual([row.executionId]);
    expect((await api.act(other.executionId, 'complete', {}, owner.key)).status).toBe(404);
  });
});

test('U2: who owns nothing and has no permission for tasks is refused', async () => {
  const { key } = await api.user('agent', { taken: TASKS });
  expect((await api.call('GET', '/v1/queue', { key })).status).toBe(403);
  expect(await statusOf(key)).toBe(403);
});

test('U3: the assignee outside the group sees nothing of it', async () => {
  const assignee = await api.user('agent');
  await api.db.stepExecution.update({ where: { id: row.executionId }, data: { assigneeId: assignee.id } });
  expect([await idsOf(assignee.key), await statusOf(assignee.key)]).toEqual([[], 404]);
});

test('U3: managers see all tasks of the customers they may see, and none of others', async () => {
  const manager = await api.user('manager', { taken: ['tasks.all'] });
  expect([await idsOf(manager.key), await statusOf(manager.key)]).toEqual([[], 404]);
  await api.db.visibilityGroupCustomer.deleteMany({ where: { customerId: row.customerId } });
  expect([await idsOf(manager.key), await statusOf(manager.key)]).toEqual([[row.executionId], 200]);
});
