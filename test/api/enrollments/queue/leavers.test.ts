import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { onDay } from '../../../support/rows/fixtures.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { QueueWorld, type Row } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

type Person = { id: string; key: string };
let [leaver, successor, primary]: Person[] = [];
let row: Row;

const leave = (id: string, body: object = {}) =>
  api.call('PATCH', `/v1/users/${id}`, { body: { isActive: false, ...body } });
const sequenceOf = (id = row.sequenceId): Promise<Json> => api.ok('GET', `/v1/sequences/${id}`);
const patch = (body: object) => api.ok('PATCH', `/v1/sequences/${row.sequenceId}`, { body });
const assigneeOf = async (id: string) => (await api.execution(id)).assigneeId;

/** A call that is ready and a task of the day after tomorrow, both of a team member who is named. */
beforeEach(async () => {
  [leaver, successor, primary] = [await api.user('agent'), await api.user('agent'), await api.user('agent')];
  const steps = [0, 2].map((day) => ({ type: 'call' as const, timing: onDay(day, '08:00') }));
  const { sequenceId, stepIds } = await api.sequence({ steps });
  await api.ok('PATCH', `/v1/sequences/${sequenceId}`, {
    body: { primaryUserId: primary!.id, memberIds: [leaver!.id] },
  });
  for (const id of stepIds)
    await api.ok('PATCH', `/v1/sequences/${sequenceId}/steps/${id}`, {
      body: { assignee: { rule: 'user', userId: leaver!.id } },
    });
  row = await api.row({ sequenceId });
});

describe('S18: a team member who is deactivated', () => {
  test('hands rows, place in the team and the steps that name them to a successor, also what is not ready yet', async () => {
    const { version } = await sequenceOf();
    expect((await leave(leaver!.id, { successorId: successor!.id })).status).toBe(200);
    const after = await sequenceOf();
    expect([after.primaryUserId, after.memberIds, after.version]).toEqual([
      primary!.id,
      [successor!.id],
      version + 1,
    ]);
    const named = { rule: 'user', userId: successor!.id };
    expect(after.steps.map(({ assignee }: Json) => assignee)).toEqual([named, named]);
    const upcoming = await api.executionOf(row.enrollmentId, 1);
    expect([await assigneeOf(row.executionId), await assigneeOf(upcoming)]).toEqual([
      successor!.id,
      successor!.id,
    ]);
    await api.look(row.enrollmentId);
    expect(await assigneeOf(upcoming)).toBe(successor!.id);
  });

  test('what the AR owner or somebody chosen had stays the successor’s when it is looked at again', async () => {
    const { steps } = await sequenceOf();
    const [owned, given] = [await api.row({ sequenceId: row.sequenceId }), row];
    const upcoming = await api.executionOf(owned.enrollmentId, 1);
    await api.ok('PATCH', `/v1/customers/${owned.customerId}`, { body: { arOwnerId: leaver!.id } });
    for (const [n, rule] of ['primary_user', 'ar_owner'].entries())
      await api.ok('PATCH', `/v1/sequences/${row.sequenceId}/steps/${steps[n].id}`, {
        body: { assignee: { rule } },
      });
    await api.look(owned.enrollmentId);
    expect(await assigneeOf(upcoming)).toBe(leaver!.id);
    const chosen = await api.executionOf(given.enrollmentId, 1);
    await api.act(chosen, 'assign', { assigneeId: leaver!.id });
    await leave(leaver!.id, { successorId: successor!.id });
    for (const { enrollmentId } of [owned, given]) await api.look(enrollmentId);
    expect([await assigneeOf(upcoming), await assigneeOf(chosen)]).toEqual([successor!.id, successor!.id]);
  });

  test('is told as edits are: audit of sequence, steps and rows, a version, and changes', async () => {
    await leave(leaver!.id, { successorId: successor!.id });
    const { steps, version } = await sequenceOf();
    expect((await api.auditActions(row.sequenceId)).at(-1)).toBe('sequence.update');
    expect((await api.auditActions(steps[1].id)).at(-1)).toBe('step.update');
    expect((await api.auditActions(row.executionId)).at(-1)).toBe('stepExecution.assign');
    const versions = await api.db.sequenceVersion.findMany({
      where: { sequenceId: row.sequenceId },
      orderBy: { version: 'asc' },
    });
    expect(versions.map((each) => each.version)).toContain(version);
    const changes = await api.db.change.findMany({
      where: { entityId: { in: [row.sequenceId, row.executionId] } },
      orderBy: { seq: 'desc' },
      take: 4,
    });
    expect(changes.map(({ kind }) => kind).sort()).toEqual([
      'assign',
      'settings_edited',
      'step_edited',
      'step_edited',
    ]);
  });

  test('without a successor leaves the team, and steps and rows are the primary user’s', async () => {
    expect((await leave(leaver!.id)).status).toBe(200);
    const after = await sequenceOf();
    expect([after.memberIds, after.steps[0].assignee]).toEqual([[], { rule: 'primary_user' }]);
    const upcoming = await api.executionOf(row.enrollmentId, 1);
    expect([await assigneeOf(row.executionId), await assigneeOf(upcoming)]).toEqual([
      primary!.id,
      primary!.id,
    ]);
  });

  test('a successor who is in the team or leads it is there once; who stays is not touched', async () => {
    await patch({ memberIds: [leaver!.id, successor!.id] });
    const other = await api.sequence({ steps: [{ type: 'call', timing: onDay(0, '08:00') }] });
    const before = await sequenceOf(other.sequenceId);
    await leave(leaver!.id, { successorId: primary!.id });
    expect((await sequenceOf()).memberIds).toEqual([successor!.id]);
    expect(await sequenceOf(other.sequenceId)).toEqual(before);
  });
});

describe('S18: a primary user who is deactivated', () => {
  const lead = () => patch({ primaryUserId: leaver!.id, memberIds: [] });

  test('needs a successor, named sequences say which, drafts among them; nothing is stored without', async () => {
    await lead();
    const draft = await api.ok('POST', '/v1/sequences', {
      body: { name: `Draft of ${leaver!.id}`, zone: 'UTC', primaryUserId: leaver!.id },
    });
    const refused = await leave(leaver!.id);
    expect([refused.status, refused.body.errors[0].field]).toEqual([409, 'successorId']);
    expect(refused.body.detail).toContain(draft.name);
    expect((await api.ok('GET', `/v1/users/${leaver!.id}`)).isActive).toBe(true);
    await leave(leaver!.id, { successorId: successor!.id });
    const led = [await sequenceOf(), await sequenceOf(draft.id)];
    expect(led.map(({ primaryUserId }) => primaryUserId)).toEqual([successor!.id, successor!.id]);
  });

  test('also of an archived sequence that finishes; not of one that has ended', async () => {
    await lead();
    const path = `/v1/sequences/${row.sequenceId}`;
    await api.ok('POST', `${path}/archive`, { body: { enrollments: 'finish' } });
    expect((await leave(leaver!.id)).status).toBe(409);
    await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/stop`, { body: {} });
    expect((await leave(leaver!.id)).status).toBe(200);
  });
});

describe('S18, M1: mailboxes of a user who is deactivated', () => {
  const smtp = { host: 'localhost', port: 25, security: 'none' };
  async function mailbox(users: object[]): Promise<string> {
    const name = `Box of ${leaver!.id} ${users.length}`;
    const sender = { fromAddress: 'box@acme.example', fromName: 'AR', aliases: ['ada@acme.example'] };
    return (await api.ok('POST', '/v1/mailboxes', { body: { name, ...sender, zone: 'UTC', smtp, users } }))
      .id;
  }
  const usersOf = async (id: string) =>
    (await api.ok('GET', `/v1/mailboxes/${id}`)).users.map(({ userId, fromAddress, isDefault }: Json) => [
      userId,
      fromAddress,
      isDefault,
    ]);
  const ofLeaver = () => ({ userId: leaver!.id, fromAddress: 'ada@acme.example', isDefault: true });

  test('are the successor’s, as the default of one who has none', async () => {
    const id = await mailbox([ofLeaver()]);
    await leave(leaver!.id, { successorId: successor!.id });
    expect(await usersOf(id)).toEqual([[successor!.id, 'ada@acme.example', true]]);
    expect((await api.auditActions(id)).at(-1)).toBe('mailbox.updated');
  });

  test('a successor keeps the default and the address that they have; without one nobody gets them', async () => {
    const own = await mailbox([{ userId: successor!.id, isDefault: true }]);
    const shared = await mailbox([ofLeaver(), { userId: primary!.id }]);
    await leave(leaver!.id, { successorId: successor!.id });
    expect(await usersOf(own)).toEqual([[successor!.id, null, true]]);
    expect(new Set(await usersOf(shared))).toEqual(
      new Set([
        [primary!.id, null, false],
        [successor!.id, 'ada@acme.example', false],
      ]),
    );
    await patch({ primaryUserId: api.adminId });
    await leave(successor!.id);
    expect(await usersOf(shared)).toEqual([[primary!.id, null, false]]);
  });
});
