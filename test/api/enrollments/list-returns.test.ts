import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { after, onDay } from '../../support/rows/fixtures.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { ACCEPTED } from '../../support/worlds/queue-world.ts';
import { call, email, ListWorld } from '../../support/worlds/list-world.ts';

const api = new ListWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.at('2030-06-03 10:00'));

const steps = [email(onDay(0), 'E1'), email(onDay(3), 'E2')];
const post = (path: string, body: object = {}) => api.call('POST', path, { body });
const told = async (customerId: string) =>
  (await api.of(customerId)).map((row: Json) => [row.status, row.stopReason ?? row.waitReason]);
const follow = (sequenceId: string, listId: string | null) =>
  api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { listId } });

describe('S17, S8: a list that a live sequence leaves and takes back', () => {
  for (const way of ['another list', 'none'] as const) {
    test(`${way} in between: who is through, or has stopped, does not begin anew`, async () => {
      const { listId, customerId: through, sequenceId, id } = await api.followed(steps);
      const [stopped, running] = [await api.member(), await api.member()];
      for (const each of [stopped, running]) await api.add(listId, each);
      const [{ id: stoppedId }] = await api.of(stopped);
      await post(`/v1/enrollments/${stoppedId}/stop`);
      await api.send(id);
      api.at('2030-06-06 10:00');
      await api.send(id, 2);
      await follow(sequenceId, way === 'none' ? null : await api.list());
      await api.takeIn();
      await follow(sequenceId, listId);
      await api.takeIn();
      await reconcile(api.engine);
      expect(await told(through)).toEqual([['completed', null]]);
      expect(await told(stopped)).toEqual([['stopped', 'manual']]);
      expect((await told(running)).map(([status]) => status)).toEqual(['active']);
      await api.drop(listId, running);
      expect(await told(running)).toEqual([['paused', 'removed']]);
      await api.drop(listId, through);
      await api.add(listId, through);
      expect((await told(through)).map(([status]) => status)).toEqual(['completed', 'active']);
    });
  }

  test('who is on both lists is paused for the one that is followed, also when it was followed before', async () => {
    const { listId, customerId, sequenceId, id } = await api.followed(steps);
    const other = await api.list();
    await api.add(other, customerId);
    await follow(sequenceId, other);
    await api.takeIn();
    await api.drop(listId, customerId);
    expect((await told(customerId)).map(([status]) => status)).toEqual(['active']);
    await api.add(listId, customerId);
    await follow(sequenceId, listId);
    await api.takeIn();
    await api.drop(other, customerId);
    expect((await told(customerId)).map(([status]) => status)).toEqual(['active']);
    await api.drop(listId, customerId);
    expect(await told(customerId)).toEqual([['paused', 'removed']]);
    expect((await api.of(customerId)).map((row) => row.id)).toEqual([id]);
  });

  test('who left a list that was not followed then is paused when it is followed again', async () => {
    const { listId, customerId, sequenceId } = await api.followed(steps);
    await follow(sequenceId, null);
    await api.drop(listId, customerId);
    await follow(sequenceId, listId);
    await reconcile(api.engine);
    expect(await told(customerId)).toEqual([['paused', 'removed']]);
  });
});

describe('S17: one customer, two lists, two sequences', () => {
  test('each follows its own list', async () => {
    const one = await api.followed(steps);
    const listId = await api.list();
    await api.add(listId, one.customerId);
    await api.following({ listId, steps });
    await api.drop(one.listId, one.customerId);
    expect(await told(one.customerId)).toEqual([
      ['paused', 'removed'],
      ['active', null],
    ]);
    await api.drop(listId, one.customerId);
    await api.add(one.listId, one.customerId);
    expect((await told(one.customerId)).map(([status]) => status)).toEqual(['active', 'paused']);
  });
});

describe('S1, S17: archived to finish', () => {
  test('who was removed, or waits to begin, stops: nobody could bring them back; who runs finishes', async () => {
    const { listId, customerId, sequenceId } = await api.followed(steps);
    const [runs, waits] = [await api.member(), await api.member({ status: 'suspended' })];
    for (const each of [runs, waits]) await api.add(listId, each);
    await api.drop(listId, customerId);
    await post(`/v1/sequences/${sequenceId}/archive`, { enrollments: 'finish' });
    expect(await told(customerId)).toEqual([['stopped', 'sequence_archived']]);
    expect(await told(waits)).toEqual([['stopped', 'sequence_archived']]);
    const [{ id, status }] = await api.of(runs);
    expect(status).toBe('active');
    const refused = await post(`/v1/enrollments/${id}/remove`);
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('stop the enrollment') },
    });
    expect((await told(runs)).map(([each]) => each)).toEqual(['active']);
  });
});

describe('S10, S17: removed while its mail is on its way, and back before the answer', () => {
  test('what was handed over counts once, whatever the list did meanwhile', async () => {
    const walk = await api.followed(steps);
    const executionId = await api.executionOf(walk.id, 1);
    const row = { ...walk, enrollmentId: walk.id, executionId, contactId: '', invoiceId: '' };
    const claim = await api.handedOver(row);
    const removing = api.drop(walk.listId, walk.customerId);
    await api.add(walk.listId, walk.customerId).catch(() => null);
    await api.settle(row, claim, ACCEPTED);
    await removing;
    await api.add(walk.listId, walk.customerId);
    expect(await api.db.message.count({ where: { enrollmentId: walk.id } })).toBe(1);
    expect(await api.leaves(walk.id)).toBe('2030-06-06 09:00');
  });

  test('a claim from before the removal never passes after the return', async () => {
    const walk = await api.followed(steps);
    const executionId = await api.executionOf(walk.id, 1);
    const row = { ...walk, enrollmentId: walk.id, executionId, contactId: '', invoiceId: '' };
    const claim = await api.claim(row);
    await api.drop(walk.listId, walk.customerId);
    await api.add(walk.listId, walk.customerId);
    await api.look(walk.id);
    expect(await api.passFence(claim)).toBe(false);
    await api.send(walk.id);
    expect(await api.db.message.count({ where: { enrollmentId: walk.id, status: 'sent' } })).toBe(1);
  });
});

describe('S17, S10, S16: what people and customers do while it is removed', () => {
  test('pause and resume hold beside the removal; a stop is final; added back after it, it begins anew', async () => {
    const { listId, customerId, id } = await api.followed(steps);
    await api.drop(listId, customerId);
    expect((await post(`/v1/enrollments/${id}/pause`)).status).toBe(200);
    expect((await post(`/v1/enrollments/${id}/resume`)).status).toBe(200);
    expect(await told(customerId)).toEqual([['paused', 'removed']]);
    expect((await post(`/v1/enrollments/${id}/pause`)).status).toBe(200);
    await api.add(listId, customerId);
    expect(await told(customerId)).toEqual([['paused', 'paused']]);
    await api.drop(listId, customerId);
    expect((await post(`/v1/enrollments/${id}/stop`)).status).toBe(200);
    await api.add(listId, customerId);
    expect((await told(customerId)).map(([status]) => status)).toEqual(['stopped', 'active']);
  });

  test('who waits to begin, is removed, becomes active and comes back begins then', async () => {
    const listId = await api.list();
    await api.following({ listId, steps });
    const customerId = await api.member({ status: 'suspended' });
    await api.add(listId, customerId);
    expect(await told(customerId)).toEqual([['paused', 'waiting_for_status']]);
    await api.drop(listId, customerId);
    expect(await told(customerId)).toEqual([['paused', 'removed']]);
    await api.status(customerId, 'active');
    expect(await told(customerId)).toEqual([['paused', 'removed']]);
    api.at('2030-06-05 14:00');
    await api.add(listId, customerId);
    const [{ id }] = await api.of(customerId);
    expect(await api.leaves(id)).toBe('2030-06-05 14:00');
  });

  test('suspended while removed it stops by its rule; added back it waits for the customer, at the first step', async () => {
    const { listId, customerId, id } = await api.followed(steps);
    await api.send(id);
    await api.drop(listId, customerId);
    await api.status(customerId, 'suspended');
    expect(await told(customerId)).toEqual([['stopped', 'customer_not_active']]);
    expect((await api.add(listId, customerId)).status).toBe(204);
    expect((await told(customerId))[1]).toEqual(['paused', 'waiting_for_status']);
  });
});

describe('S20, Q1: counts while it is removed', () => {
  test('it counts as paused, and its row in no queue', async () => {
    const { listId, customerId, sequenceId, id } = await api.followed([call(onDay(0, '08:00'))]);
    await api.look(id);
    const counts = async () => {
      const { enrollments, tasks } = await api.ok('GET', `/v1/sequences/${sequenceId}/overview`);
      const { total } = await api.ok('GET', `/v1/queue/counts?sequenceId=${sequenceId}`);
      return [enrollments.active, enrollments.paused, tasks.toDo, total];
    };
    expect(await counts()).toEqual([1, 0, 1, 1]);
    await api.drop(listId, customerId);
    expect(await counts()).toEqual([0, 1, 0, 0]);
    await api.add(listId, customerId);
    expect(await counts()).toEqual([1, 0, 1, 1]);
  });
});

describe('S12: begin and end', () => {
  const beginAt = '2030-06-10T06:00:00Z';
  async function waiting(more: object = {}) {
    const listId = await api.list();
    const customerId = await api.member();
    await api.add(listId, customerId);
    const sequenceId = await api.following({ listId, beginAt, steps, ...more });
    const [{ id }] = await api.of(customerId);
    return { listId, sequenceId, customerId, id: id as string };
  }

  test('a begin that is moved to now has come, and so has one that is taken away: it starts once a person resumes it', async () => {
    for (const begin of ['2030-06-03T08:00:00Z', null]) {
      const { sequenceId, id } = await waiting();
      await api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { beginAt: begin } });
      expect(await api.leaves(id)).toBeNull();
      await post(`/v1/sequences/${sequenceId}/resume`);
      expect(await api.leaves(id)).toBe('2030-06-03 10:00');
    }
  });

  test('an end that comes while it waits for its begin ends it', async () => {
    const { sequenceId, customerId } = await waiting({ endAt: '2030-06-12T06:00:00Z' });
    api.at('2030-06-12 08:00');
    await reconcile(api.engine);
    expect((await api.ok('GET', `/v1/sequences/${sequenceId}`)).status).toBe('ended');
    expect(await told(customerId)).toEqual([['stopped', 'sequence_ended']]);
  });

  test('removed before the begin, and back after it: it begins then', async () => {
    const { listId, sequenceId, customerId, id } = await waiting();
    await post(`/v1/sequences/${sequenceId}/resume`);
    await api.drop(listId, customerId);
    api.at('2030-06-11 12:00');
    expect(await api.leaves(id)).toBeNull();
    await api.add(listId, customerId);
    expect(await api.leaves(id)).toBe('2030-06-11 12:00');
  });
});

describe('S11: the rest of a delay over the change of the clocks', () => {
  test('two days are left on Saturday at nine; back on Tuesday at eight, it is due on Thursday at eight', async () => {
    api.now = Date.parse('2030-10-24T07:00:00Z');
    const { listId, customerId, id } = await api.followed([
      email(onDay(0, '08:00')),
      email(after(4, 'days')),
    ]);
    await api.send(id);
    const next = async () => (await api.ok('GET', `/v1/enrollments/${id}/explain`)).nextSendAt;
    const due = await next();
    api.now = Date.parse('2030-10-26T07:00:00Z');
    await api.drop(listId, customerId);
    api.now = Date.parse('2030-10-29T07:00:00Z');
    await api.add(listId, customerId);
    await api.look(id);
    expect([due, await next()]).toEqual(['2030-10-28T08:00:00.000Z', '2030-10-31T07:00:00.000Z']);
  });
});
