import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { onDay } from '../../../support/rows/fixtures.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { QueueWorld, type Row } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const call = { type: 'call' as const, timing: onDay(0, '08:00') };
const assign = (row: Row, assigneeId: string) => api.act(row.executionId, 'assign', { assigneeId });
const assigneeOf = async (row: Row) => (await api.execution(row.executionId)).assigneeId;
const patchUser = (id: string, body: object) => api.call('PATCH', `/v1/users/${id}`, { body });

/** A visibility group with its members. */
async function group(userIds: string[]): Promise<string> {
  const name = `Group ${userIds.length} ${(await api.user('viewer')).id.slice(-8)}`;
  const { id } = await api.ok('POST', '/v1/visibility-groups', { body: { name } });
  await members(id, userIds);
  return id;
}
const members = (id: string, userIds: string[]) =>
  api.ok('PUT', `/v1/visibility-groups/${id}/members`, { body: { userIds } });
const show = (row: Row, groupIds: string[]) =>
  api.ok('PUT', `/v1/customers/${row.customerId}/visibility-groups`, { body: { groupIds } });
const own = (row: Row, arOwnerId: string | null) =>
  api.ok('PATCH', `/v1/customers/${row.customerId}`, { body: { arOwnerId } });

let row: Row;
let [primary, agent]: { id: string; key: string }[] = [];
beforeEach(async () => {
  const { sequenceId } = await api.sequence({ steps: [call] });
  [primary, agent] = [await api.user('agent'), await api.user('agent')];
  await api.db.sequence.update({ where: { id: sequenceId }, data: { primaryUserId: primary!.id } });
  row = await api.row({ sequenceId });
});

describe('S18: an assignee sees the customer', () => {
  test('who does not is refused; a member of the group and an owner are not', async () => {
    await show(row, [await group([primary!.id])]);
    const refused = await assign(row, agent!.id);
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'assigneeId']);
    await own(row, agent!.id);
    expect((await assign(row, agent!.id)).status).toBe(200);
    expect((await assign(row, primary!.id)).status).toBe(200);
  });

  test('at a step, a member who sees none of the customers in the sequence is refused; one who sees some is not', async () => {
    const path = `/v1/sequences/${row.sequenceId}`;
    await api.ok('PATCH', path, { body: { memberIds: [agent!.id] } });
    await show(row, [await group([primary!.id])]);
    const [{ id }] = (await api.ok('GET', path)).steps;
    const assignee = { rule: 'user', userId: agent!.id };
    const name = () => api.call('PATCH', `${path}/steps/${id}`, { body: { assignee } });
    const body = { type: 'call', label: 'Again', timing: onDay(9, '08:00'), assignee };
    for (const answer of [await name(), await api.call('POST', `${path}/steps`, { body })])
      expect([answer.status, answer.body.errors.map(({ field }: Json) => field)]).toEqual([
        422,
        ['assignee.userId'],
      ]);
    await api.row({ sequenceId: row.sequenceId });
    expect((await name()).status).toBe(200);
  });

  const losses: [string, (groupId: string) => Promise<unknown>][] = [
    ['they leave the group', (id) => members(id, [primary!.id])],
    ['the customer moves to another group', async () => show(row, [await group([primary!.id])])],
    [
      'the group gets the customer',
      async () => {
        await show(row, []);
        const id = await group([primary!.id]);
        return api.ok('POST', `/v1/visibility-groups/${id}/customers`, { body: { add: [row.customerId] } });
      },
    ],
  ];

  test.each(losses)('when %s, the row goes to the primary user', async (_how, lose) => {
    const id = await group([primary!.id, agent!.id]);
    await show(row, [id]);
    await assign(row, agent!.id);
    await lose(id);
    expect(await assigneeOf(row)).toBe(primary!.id);
    expect(await api.auditActions(row.executionId)).toContain('stepExecution.assign');
  });

  test('S6: what is not ready yet and was lost follows another primary user again, as the step says', async () => {
    const { sequenceId } = await api.sequence({ steps: [{ ...call, timing: onDay(2, '08:00') }] });
    await api.db.sequence.update({ where: { id: sequenceId }, data: { primaryUserId: primary!.id } });
    const planned = await api.row({ sequenceId });
    const id = await group([primary!.id, agent!.id]);
    await show(planned, [id]);
    await assign(planned, agent!.id);
    await members(id, [primary!.id]);
    expect(await assigneeOf(planned)).toBe(primary!.id);
    await api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { primaryUserId: api.adminId } });
    await api.look(planned.enrollmentId);
    expect(await assigneeOf(planned)).toBe(api.adminId);
  });

  test('where the primary user does not see it either, to the AR owner, else to nobody', async () => {
    const id = await group([agent!.id]);
    await show(row, [id]);
    expect(await assigneeOf(row)).toBeNull();
    await assign(row, agent!.id);
    const owner = await api.user('agent');
    await own(row, owner.id);
    await members(id, []);
    expect(await assigneeOf(row)).toBe(owner.id);
    await own(row, null);
    expect(await assigneeOf(row)).toBeNull();
  });

  test('one who was an owner, by a bulk change and by a file', async () => {
    await show(row, [await group([primary!.id])]);
    const { externalId } = await api.db.customer.findUniqueOrThrow({ where: { id: row.customerId } });
    const other = await api.user('agent');
    const take = async () => {
      await own(row, agent!.id);
      await assign(row, agent!.id);
    };
    await take();
    const action = { type: 'setArOwner', userId: other.id };
    const { token } = await api.ok('POST', '/v1/customer-bulk-changes', {
      body: { selection: { customerIds: [row.customerId] }, action },
    });
    await api.ok('POST', `/v1/bulk-changes/${token}/apply`, { body: {} });
    expect(await assigneeOf(row)).toBe(primary!.id);
    await take();
    await api.call('POST', '/v1/imports?kind=customers', {
      raw: `external_id,name,ar_owner_email\n${externalId},Northwind,ada@example.com\n`,
      headers: { 'Content-Type': 'text/csv' },
    });
    expect(await assigneeOf(row)).toBe(primary!.id);
  });

  test('a row that is made later goes past whom it would be for and does not see it', async () => {
    const { customerId } = await api.payer();
    await show({ ...row, customerId }, [await group([agent!.id])]);
    await own({ ...row, customerId }, agent!.id);
    const { enrollment } = await api.enroll(row.sequenceId, customerId);
    await api.look(enrollment.id);
    const id = await api.executionOf(enrollment.id);
    expect((await api.execution(id)).assigneeId).toBe(agent!.id);
  });
});

describe('S18: a user who is deactivated', () => {
  test('leaves open rows to the primary user, or to a named successor; done ones stay theirs', async () => {
    const done = await api.row({ sequenceId: row.sequenceId });
    for (const each of [row, done]) await assign(each, agent!.id);
    await api.act(done.executionId, 'complete', {});
    expect((await patchUser(agent!.id, { isActive: false })).status).toBe(200);
    expect([await assigneeOf(row), await assigneeOf(done)]).toEqual([primary!.id, agent!.id]);
    const [leaver, successor] = [await api.user('agent'), await api.user('agent')];
    await assign(row, leaver.id);
    await api.ok('PATCH', `/v1/users/${leaver.id}`, { body: { isActive: false, successorId: successor.id } });
    expect(await assigneeOf(row)).toBe(successor.id);
  });

  test('needs a successor where they are primary user, who then is', async () => {
    const bare = await patchUser(primary!.id, { isActive: false });
    expect([bare.status, bare.body.errors[0].field]).toEqual([409, 'successorId']);
    expect((await api.ok('GET', `/v1/users/${primary!.id}`)).isActive).toBe(true);
    for (const successorId of [primary!.id, 'usr_01h455vb4pex5vsknk084sn02q']) {
      const answer = await patchUser(primary!.id, { isActive: false, successorId });
      expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'successorId']);
    }
    const early = await patchUser(primary!.id, { successorId: agent!.id });
    expect([early.status, early.body.errors[0].field]).toEqual([422, 'successorId']);
    await api.ok('PATCH', `/v1/users/${primary!.id}`, { body: { isActive: false, successorId: agent!.id } });
    const sequence = await api.ok('GET', `/v1/sequences/${row.sequenceId}`);
    expect([sequence.primaryUserId, await assigneeOf(row)]).toEqual([agent!.id, agent!.id]);
    expect(await api.auditActions(row.sequenceId)).toContain('sequence.update');
  });
});

describe('S18: whose tasks the rows of a sequence are', () => {
  const seen = async (key: string): Promise<string[]> =>
    (await api.ok('GET', `/v1/queue?customerId=${row.customerId}`, { key })).items.map(
      (each: Json) => each.id,
    );

  test('its team works them, whoever they were given to and also nobody; others see none', async () => {
    const member = await api.user('agent');
    await api.db.sequenceMember.create({ data: { sequenceId: row.sequenceId, userId: member.id } });
    for (const assigneeId of [primary!.id, null]) {
      await api.act(row.executionId, 'assign', { assigneeId });
      expect([await seen(primary!.key), await seen(member.key)]).toEqual([
        [row.executionId],
        [row.executionId],
      ]);
      expect(await seen(agent!.key)).toEqual([]);
      expect((await api.act(row.executionId, 'complete', {}, agent!.key)).status).toBe(404);
    }
    await assign(row, agent!.id);
    expect(await seen(agent!.key)).toEqual([row.executionId]);
  });
});
