import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../../../infra/ids.ts';
import { onDay } from '../../../support/rows/fixtures.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { QueueWorld, type Row } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

type Person = { id: string; key: string };
let [primary, agent]: Person[] = [];
let row: Row;
const call = { type: 'call' as const, timing: onDay(0, '08:00') };

const group = async (userIds: string[]): Promise<string> => {
  const { id } = await api.ok('POST', '/v1/visibility-groups', { body: { name: newId('visibilityGroup') } });
  await api.ok('PUT', `/v1/visibility-groups/${id}/members`, { body: { userIds } });
  return id;
};
const show = ({ customerId }: Row, groupIds: string[]) =>
  api.ok('PUT', `/v1/customers/${customerId}/visibility-groups`, { body: { groupIds } });
const own = ({ customerId }: Row, arOwnerId: string) =>
  api.ok('PATCH', `/v1/customers/${customerId}`, { body: { arOwnerId } });
const assign = ({ executionId }: Row, assigneeId: string) => api.act(executionId, 'assign', { assigneeId });
const assigneeOf = async ({ executionId }: Row) => (await api.execution(executionId)).assigneeId;
const patchUser = (id: string, body: object) => api.call('PATCH', `/v1/users/${id}`, { body });

beforeEach(async () => {
  const { sequenceId } = await api.sequence({ steps: [call, { ...call, timing: onDay(2, '08:00') }] });
  [primary, agent] = [await api.user('agent'), await api.user('agent')];
  await api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { primaryUserId: primary!.id } });
  row = await api.row({ sequenceId });
});

describe('S18: an assignee who loses sight of the customer loses the row', () => {
  test('one who is no admin any more', async () => {
    const admin = await api.user('admin');
    await show(row, [await group([primary!.id])]);
    await assign(row, admin.id);
    expect((await patchUser(admin.id, { role: 'agent' })).status).toBe(200);
    expect(await assigneeOf(row)).toBe(primary!.id);
  });

  test('one whose group has the customer no more, while another group has', async () => {
    const [theirs, other] = [await group([agent!.id]), await group([primary!.id])];
    await show(row, [theirs, other]);
    await assign(row, agent!.id);
    await api.ok('POST', `/v1/visibility-groups/${theirs}/customers`, { body: { remove: [row.customerId] } });
    expect(await assigneeOf(row)).toBe(primary!.id);
  });

  test('not one who stays an owner, or sees by another group', async () => {
    const [one, two] = [await group([agent!.id]), await group([agent!.id, primary!.id])];
    await show(row, [one, two]);
    await assign(row, agent!.id);
    await api.ok('PUT', `/v1/visibility-groups/${one}/members`, { body: { userIds: [] } });
    expect(await assigneeOf(row)).toBe(agent!.id);
    await own(row, agent!.id);
    await api.ok('PUT', `/v1/visibility-groups/${two}/members`, { body: { userIds: [primary!.id] } });
    expect(await assigneeOf(row)).toBe(agent!.id);
  });
});

describe('S18: who leaves', () => {
  test('a successor gets the rows of customers whom they see; of others the primary user, then the AR owner', async () => {
    const [successor, owner] = [await api.user('agent'), await api.user('agent')];
    const [forPrimary, forOwner] = [
      await api.row({ sequenceId: row.sequenceId }),
      await api.row({ sequenceId: row.sequenceId }),
    ];
    await show(forPrimary, [await group([agent!.id, primary!.id])]);
    await own(forOwner, owner.id);
    await show(forOwner, [await group([agent!.id])]);
    for (const each of [row, forPrimary, forOwner]) await assign(each, agent!.id);
    await patchUser(agent!.id, { isActive: false, successorId: successor.id });
    expect([await assigneeOf(row), await assigneeOf(forPrimary), await assigneeOf(forOwner)]).toEqual([
      successor.id,
      primary!.id,
      owner.id,
    ]);
  });

  test('an AR owner who is not active is nobody: what is for them goes to the primary user, and nothing can be given to them', async () => {
    const path = `/v1/sequences/${row.sequenceId}`;
    const { steps } = await api.ok('GET', path);
    for (const { id } of steps)
      await api.ok('PATCH', `${path}/steps/${id}`, { body: { assignee: { rule: 'ar_owner' } } });
    const payer = await api.payer();
    await own({ ...row, ...payer }, agent!.id);
    await patchUser(agent!.id, { isActive: false });
    const { enrollment } = await api.enroll(row.sequenceId, payer.customerId);
    await api.look(enrollment.id);
    const executionId = await api.executionOf(enrollment.id);
    expect(await assigneeOf({ ...row, executionId })).toBe(primary!.id);
    const refused = [
      await assign(row, agent!.id),
      await api.call('PATCH', path, { body: { primaryUserId: agent!.id, memberIds: [agent!.id] } }),
    ];
    expect(refused.map(({ status, body }) => [status, body.errors.map(({ field }: Json) => field)])).toEqual([
      [422, ['assigneeId']],
      [422, ['primaryUserId', 'memberIds[0]']],
    ]);
  });

  test('what was done stays theirs in the results, under their name (S20)', async () => {
    await assign(row, agent!.id);
    await api.act(row.executionId, 'complete', {});
    await patchUser(agent!.id, { isActive: false });
    const { items } = await api.ok('GET', `/v1/results?groupBy=user&sequenceId=${row.sequenceId}`);
    const shown = items.map(({ key, name, tasks }: Json) => [key, name, tasks.completed]);
    expect(shown).toContainEqual([agent!.id, 'A agent', 1]);
    const rows = await api.ok('GET', `/v1/results/rows?figure=tasks.completed&userId=${agent!.id}`);
    expect(rows.items.map(({ id }: Json) => id)).toEqual([row.executionId]);
  });
});

describe('S6, S18: another primary user of a sequence that runs', () => {
  test('gets what comes next; what is ready stays with whom it was', async () => {
    const upcoming = await api.executionOf(row.enrollmentId, 1);
    await api.ok('PATCH', `/v1/sequences/${row.sequenceId}`, { body: { primaryUserId: agent!.id } });
    await api.look(row.enrollmentId);
    const planned = (await api.execution(upcoming)).assigneeId;
    expect([await assigneeOf(row), planned]).toEqual([primary!.id, agent!.id]);
  });
});
