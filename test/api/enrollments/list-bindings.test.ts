import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { newId } from '../../../infra/ids.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { ACCEPTED } from '../../support/worlds/queue-world.ts';
import { email, ListWorld } from '../../support/worlds/list-world.ts';

const api = new ListWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.at('2030-06-03 10:00'));

const steps = [email(onDay(0), 'E1'), email(onDay(3), 'E2')];
const post = (path: string, body: object = {}) => api.call('POST', path, { body });

const followed = () => api.followed(steps);

async function bulk(
  type: 'addToList' | 'removeFromList',
  listId: string,
  customerIds: string[],
): Promise<Json> {
  const body = { selection: { customerIds }, action: { type, listId } };
  const { token } = await api.ok('POST', '/v1/customer-bulk-changes', { body });
  return api.ok('POST', `/v1/bulk-changes/${token}/apply`);
}

const statusesOf = async (customerId: string) => (await api.of(customerId)).map((row: Json) => row.status);

describe('S10, S17: removed while its mail leaves', () => {
  const rowOf = async (id: string, customerId: string, sequenceId: string) => {
    const executionId = await api.executionOf(id, 1);
    return { enrollmentId: id, customerId, sequenceId, executionId, contactId: '', invoiceId: '' };
  };

  test('what has not passed the fence never does, whoever takes the customer off', async () => {
    const ways = {
      member: ({ listId, customerId }: Json) => api.drop(listId, customerId),
      bulk: async ({ listId, customerId }: Json) =>
        (await bulk('removeFromList', listId, [customerId])).inFlight,
      enrollment: async ({ id }: Json) =>
        (await api.ok('POST', `/v1/enrollments/${id}/remove`, { body: {} })).inFlight,
    };
    for (const remove of Object.values(ways)) {
      const walk = await followed();
      const claim = await api.claim(await rowOf(walk.id, walk.customerId, walk.sequenceId));
      expect(await remove(walk)).toEqual([]);
      expect(await api.passFence(claim)).toBe(false);
      await api.add(walk.listId, walk.customerId);
      expect(await api.leaves(walk.id)).toBe('2030-06-03 10:00');
      await api.send(walk.id);
      expect(await api.db.message.count({ where: { enrollmentId: walk.id, status: 'sent' } })).toBe(1);
    }
  });

  const untilRemoved = async (enrollmentId: string): Promise<void> => {
    const where = { enrollmentId, kind: 'list' };
    while ((await api.db.hold.count({ where })) === 0) await new Promise(setImmediate);
  };

  test('what had begun is named with its outcome, by each way', async () => {
    const ways = [
      ({ listId, customerId }: Json) => api.drop(listId, customerId),
      async ({ listId, customerId }: Json) => (await bulk('removeFromList', listId, [customerId])).inFlight,
      async ({ executionId }: Json) => (await api.act(executionId, 'remove')).body.inFlight,
    ];
    for (const remove of ways) {
      const walk = await followed();
      const row = await rowOf(walk.id, walk.customerId, walk.sequenceId);
      const claim = await api.handedOver(row);
      // The server answers once the removal is committed, which waits for it then.
      const settling = untilRemoved(walk.id).then(() => api.settle(row, claim, ACCEPTED));
      const inFlight = await remove({ ...walk, ...row });
      await settling;
      const { messageId } = claim.mail;
      expect(inFlight).toEqual([{ messageId, stepExecutionId: row.executionId, outcome: 'sent' }]);
      expect(await statusesOf(walk.customerId)).toEqual(['paused']);
    }
  });
});

describe('S8, S17: after the end', () => {
  test('a member who never left is not enrolled anew; one who left and came back is, at the first step', async () => {
    const { listId, customerId, id } = await followed();
    await api.send(id);
    api.at('2030-06-06 10:00');
    await api.send(id, 2);
    expect(await statusesOf(customerId)).toEqual(['completed']);
    expect((await api.add(listId, customerId)).status).toBe(204);
    await reconcile(api.engine);
    await api.takeIn();
    expect(await statusesOf(customerId)).toEqual(['completed']);
    await api.drop(listId, customerId);
    await api.add(listId, customerId);
    const [, again] = await api.of(customerId);
    expect(again).toMatchObject({ status: 'active', startDate: '2030-06-06', nextStep: { label: 'E1' } });
  });

  test('a sequence that was archived and finishes follows its list no more; the list is free', async () => {
    const { listId, customerId, sequenceId } = await followed();
    await post(`/v1/sequences/${sequenceId}/archive`, { enrollments: 'finish' });
    await api.drop(listId, customerId);
    expect(await statusesOf(customerId)).toEqual(['active']);
    const next = await api.following({ listId, steps });
    await api.add(listId, customerId);
    const rows = await api.of(customerId);
    expect(rows.map((row: Json) => [row.sequence.id, row.status])).toEqual([
      [sequenceId, 'active'],
      [next, 'active'],
    ]);
  });
});

describe('S17: remove keeps the place', () => {
  test('without a list too: enrolling again, alone or by a file, goes on there', async () => {
    const sequenceId = await api.following({ steps });
    const customerId = await api.member();
    const { enrollment } = await api.enroll(sequenceId, customerId);
    await api.send(enrollment.id);
    for (const again of ['enroll', 'file']) {
      const removed = await api.ok('POST', `/v1/enrollments/${enrollment.id}/remove`, { body: {} });
      expect(removed).toMatchObject({ status: 'paused', inFlight: [] });
      expect((await post(`/v1/enrollments/${enrollment.id}/remove`)).status).toBe(409);
      const resumed = await post(`/v1/enrollments/${enrollment.id}/resume`);
      expect(resumed).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('enrol it again') },
      });
      const hold = await api.db.hold.findFirstOrThrow({
        where: { enrollmentId: enrollment.id, endedAt: null },
      });
      expect((await post(`/v1/holds/${hold.id}/end`)).status).toBe(409);
      if (again === 'enroll') {
        const { outcome, enrollment: same } = await api.enroll(sequenceId, customerId);
        expect([outcome, same.id]).toEqual(['updated', enrollment.id]);
      } else {
        const headers = { 'Content-Type': 'text/csv' };
        const path = `/v1/sequences/${sequenceId}/bulk-enrollments`;
        const { id } = await api.ok('POST', path, { raw: `${customerId}\n`, headers });
        await api.takeIn();
        expect(await api.ok('GET', `/v1/bulk-enrollments/${id}`)).toMatchObject({ listId: null, updated: 1 });
      }
      expect(await statusesOf(customerId)).toEqual(['active']);
      expect(await api.leaves(enrollment.id)).toBe('2030-06-06 09:00');
    }
    expect(
      (await api.auditActions(enrollment.id)).filter((each) => each === 'enrollment.removed'),
    ).toHaveLength(2);
  });

  test('enrolled by hand again, whoever left the list is not paused for it any more', async () => {
    const { listId, customerId, sequenceId, id } = await followed();
    await api.drop(listId, customerId);
    expect((await api.enroll(sequenceId, customerId)).enrollment.id).toBe(id);
    await reconcile(api.engine);
    expect(await statusesOf(customerId)).toEqual(['active']);
    await api.add(listId, customerId);
    await api.drop(listId, customerId);
    expect(await statusesOf(customerId)).toEqual(['paused']);
  });
});

describe('S17: every way onto a list and off it', () => {
  test('bulk changes: few at once, many by a durable operation; taken off, each is paused', async () => {
    const listId = await api.list();
    const sequenceId = await api.following({ listId, steps });
    const few = await Promise.all(Array.from({ length: 3 }, () => api.member()));
    expect(await bulk('addToList', listId, few)).toMatchObject({ changed: 3 });
    const count = () => api.db.enrollment.count({ where: { sequenceId } });
    expect(await count()).toBe(3);
    const at = new Date(api.now);
    const rows = Array.from({ length: 150 }, (_, n) => ({
      id: newId('customer'),
      name: `Many ${n}`,
      status: n < 10 ? 'inactive' : 'active',
      currency: 'USD',
      score: 0,
      properties: {},
      source: 'test',
      arVersion: 1,
      createdAt: at,
      updatedAt: at,
    }));
    await api.db.customer.createMany({ data: rows });
    const many = rows.map(({ id }) => id);
    await bulk('addToList', listId, many);
    expect(await count()).toBe(3);
    const progress = () => api.ok('GET', `/v1/sequences/${sequenceId}/list`);
    expect(await progress()).toMatchObject({ members: 153, pending: 150, running: 3 });
    await api.takeIn();
    expect(await progress()).toMatchObject({
      members: 153,
      pending: 0,
      running: 143,
      waiting: 10,
      removed: 0,
    });
    const { changed, inFlight } = await bulk('removeFromList', listId, [...few, ...many]);
    expect([changed, inFlight]).toEqual([153, []]);
    expect(await progress()).toMatchObject({ members: 0, running: 0, waiting: 0, removed: 153 });
    await bulk('addToList', listId, few);
    expect(await progress()).toMatchObject({ members: 3, running: 3, removed: 150 });
    expect(await count()).toBe(153);
  });

  test('O9: what nobody has done after a crash is done by the reconciler, and once', async () => {
    const { listId, customerId, sequenceId, id } = await followed();
    const joined = await api.member();
    const addedAt = new Date(api.now);
    await api.db.listMember.create({ data: { listId, customerId: joined, addedAt, addedById: api.adminId } });
    await api.db.listMember.delete({ where: { listId_customerId: { listId, customerId } } });
    api.now += 60_000;
    const report = await reconcile(api.engine);
    expect(report.listed).toBe(2);
    await api.takeIn();
    expect(await statusesOf(joined)).toEqual(['active']);
    expect((await api.of(customerId)).map((row: Json) => [row.id, row.status])).toEqual([[id, 'paused']]);
    expect((await reconcile(api.engine)).listed).toBe(0);
    expect(await api.db.enrollment.count({ where: { sequenceId } })).toBe(2);
  });

  test('O12: a start that Temporal did not take is made up for', async () => {
    const listId = await api.list();
    await api.add(listId, await api.member());
    const sequenceId = await api.draft({ listId, steps });
    const { startBulkEnrollment } = api.deps.lifecycle;
    api.deps.lifecycle.startBulkEnrollment = () => Promise.reject(new Error('away'));
    expect((await api.activate(sequenceId)).status).toBe(200);
    api.deps.lifecycle.startBulkEnrollment = startBulkEnrollment;
    const { id } = await api.db.bulkEnrollment.findFirstOrThrow({ where: { sequenceId } });
    api.now += 60_000;
    await reconcile(api.engine);
    expect(api.lifecycle.started).toContain(`bulk ${id}`);
    await api.takeIn();
    expect(await api.ok('GET', `/v1/bulk-enrollments/${id}`)).toMatchObject({
      listId,
      status: 'completed',
      total: 1,
    });
  });

  test('who is enrolled already is not enrolled twice, and the list decides from then on', async () => {
    const listId = await api.list();
    const sequenceId = await api.following({ listId, steps });
    const customerId = await api.member();
    const { enrollment } = await api.enroll(sequenceId, customerId);
    await api.add(listId, customerId);
    expect((await api.of(customerId)).map((row: Json) => row.id)).toEqual([enrollment.id]);
    await api.drop(listId, customerId);
    expect(await statusesOf(customerId)).toEqual(['paused']);
  });
});

describe('U3, S17: the list decides, not who edits it', () => {
  test('members hidden from who activates are enrolled, and uncounted in what they are told', async () => {
    const listId = await api.list();
    const [seen, hidden] = [await api.member(), await api.member()];
    for (const id of [seen, hidden]) await api.add(listId, id);
    await api.hide(hidden);
    const { key } = await api.user('manager');
    const sequenceId = await api.draft({ listId, steps });
    expect((await api.call('POST', `/v1/sequences/${sequenceId}/activate`, { body: {}, key })).status).toBe(
      200,
    );
    const read = async (who?: string) =>
      api.ok('GET', `/v1/sequences/${sequenceId}/list`, { ...(who && { key: who }) });
    expect(await read(key)).toMatchObject({ members: 1, pending: 1 });
    await api.takeIn();
    expect(await read(key)).toMatchObject({ members: 1, pending: 0, running: 1 });
    expect(await read()).toMatchObject({ members: 2, running: 2 });
    const { id } = await api.db.bulkEnrollment.findFirstOrThrow({ where: { sequenceId } });
    expect(await api.ok('GET', `/v1/bulk-enrollments/${id}`, { key })).toMatchObject({
      total: 1,
      enrolled: 1,
      pending: 0,
    });
    expect(await statusesOf(hidden)).toEqual(['active']);
  });
});
