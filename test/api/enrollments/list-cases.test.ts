import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { call, email, ListWorld } from '../../support/worlds/list-world.ts';

const api = new ListWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.at('2030-06-03 08:00'));

const E1_E2 = [email(onDay(0), 'E1'), email(after(4, 'days'), 'E2')];
const E1_OFFSETS = [email(onDay(0), 'E1'), email(onDay(3), 'E2')];
const post = (path: string, body: object = {}) => api.call('POST', path, { body });

/** A member whose first mail left Monday 09:00, so that the second, four days later, is due Friday 2030-06-07 09:00. */
async function begun() {
  const listId = await api.list();
  const customerId = await api.member();
  await api.add(listId, customerId);
  const sequenceId = await api.following({ listId, steps: E1_E2 });
  const [{ id }] = await api.of(customerId);
  api.at('2030-06-03 09:00');
  await api.send(id);
  expect(await api.leaves(id)).toBe('2030-06-07 09:00');
  return { listId, customerId, sequenceId, id };
}

describe('case 13: off the list and back', () => {
  test('13a: paused with the rest of its delay, and goes on there: the same enrollment, the first mail never again', async () => {
    const { listId, customerId, id } = await begun();
    api.at('2030-06-05 09:00');
    expect(await api.drop(listId, customerId)).toEqual([]);
    expect((await api.of(customerId))[0]).toMatchObject({
      status: 'paused',
      waitReason: 'removed',
      nextStep: { label: 'E2' },
    });
    expect(await api.leaves(id)).toBeNull();
    api.at('2030-06-10 15:00');
    await api.add(listId, customerId);
    expect((await api.of(customerId)).map((row) => [row.id, row.status])).toEqual([[id, 'active']]);
    expect(await api.leaves(id)).toBe('2030-06-12 15:00');
    expect(await api.db.message.count({ where: { enrollmentId: id } })).toBe(1);
    const thread = await api.db.communication.findMany({
      where: { enrollmentId: id },
      orderBy: { id: 'asc' },
    });
    const told = thread.map(({ data }) => (data as { event?: string } | null)?.event);
    expect(told).toEqual(expect.arrayContaining(['enrolled', 'removed', 'resumed']));
  });

  test('13b: what a person paused stays paused through a removal and return', async () => {
    const { listId, customerId, id } = await begun();
    api.at('2030-06-04 09:00');
    expect((await post(`/v1/enrollments/${id}/pause`)).status).toBe(200);
    api.at('2030-06-05 09:00');
    await api.drop(listId, customerId);
    api.at('2030-06-06 12:00');
    await api.add(listId, customerId);
    expect((await api.of(customerId))[0]).toMatchObject({ status: 'paused', waitReason: 'paused' });
    api.at('2030-06-07 10:00');
    expect((await post(`/v1/enrollments/${id}/resume`)).status).toBe(200);
    expect(await api.leaves(id)).toBe('2030-06-10 10:00');
  });

  test('13c: five times off and on within a minute is one enrollment, late by no more than that', async () => {
    const { listId, customerId, id } = await begun();
    for (let n = 0; n < 5; n += 1) {
      api.now = Date.parse('2030-06-05T07:00:00Z') + n * 10_000;
      await api.drop(listId, customerId);
      api.now += 5_000;
      await api.add(listId, customerId);
    }
    expect((await api.of(customerId)).map((row) => [row.id, row.status])).toEqual([[id, 'active']]);
    expect(await api.leaves(id)).toBe('2030-06-07 09:00');
    expect(await api.db.hold.count({ where: { enrollmentId: id, kind: 'list' } })).toBe(5);
  });

  test('13d: remove from sequence takes the customer off both; added again, the same row is back in the queue, once', async () => {
    const listId = await api.list();
    const customerId = await api.member();
    await api.add(listId, customerId);
    const sequenceId = await api.following({ listId, steps: [call(onDay(0, '11:00'))] });
    const [{ id }] = await api.of(customerId);
    api.at('2030-06-03 11:00');
    await api.look(id);
    const executionId = await api.executionOf(id, 1);
    const rows = async (query = '') => {
      const { items } = await api.ok('GET', `/v1/queue?sequenceId=${sequenceId}${query}`);
      return items.map((row: { id: string; status: string }) => [row.id, row.status]);
    };
    expect(await rows()).toEqual([[executionId, 'ready']]);
    expect(await rows(`&listId=${listId}`)).toEqual([[executionId, 'ready']]);
    api.at('2030-06-04 10:00');
    const removed = await api.act(executionId, 'remove', { reason: 'Wrong segment' });
    expect(removed).toMatchObject({ status: 200, body: { inFlight: [] } });
    expect(await rows()).toEqual([]);
    expect((await api.ok('GET', `/v1/lists/${listId}/members`)).items).toEqual([]);
    expect((await api.act(executionId, 'remove')).status).toBe(409);
    expect((await api.act(executionId, 'complete')).status).toBe(409);
    const explained = await api.ok('GET', `/v1/enrollments/${id}/explain`);
    expect(explained.reasons[0]).toMatchObject({
      code: 'removed',
      text: expect.stringContaining('Wrong segment'),
    });
    api.at('2030-06-06 10:00');
    await api.add(listId, customerId);
    await api.look(id);
    expect(await rows()).toEqual([[executionId, 'ready']]);
    expect(await api.of(customerId)).toHaveLength(1);
  });
});

describe('case 14: adding never fails', () => {
  test('14: a suspended customer waits visibly, and begins when it is active', async () => {
    const listId = await api.list();
    await api.following({ listId, steps: E1_OFFSETS });
    const customerId = await api.member({ status: 'suspended' });
    expect((await api.add(listId, customerId)).status).toBe(204);
    const [{ id }] = await api.of(customerId);
    expect((await api.of(customerId))[0]).toMatchObject({
      status: 'paused',
      waitReason: 'waiting_for_status',
    });
    const explained = await api.ok('GET', `/v1/enrollments/${id}/explain`);
    expect(explained.nextSendAt).toBeNull();
    expect(explained.reasons).toMatchObject([{ code: 'waiting_for_status' }]);
    expect((await post(`/v1/enrollments/${id}/resume`)).status).toBe(409);
    api.at('2030-06-05 14:00');
    await api.status(customerId, 'active');
    expect(api.lifecycle.woken).toContain(id);
    expect(await api.leaves(id)).toBe('2030-06-05 14:00');
    await api.send(id);
    expect(await api.leaves(id)).toBe('2030-06-08 09:00');
    // Once it has begun the stop rule holds as for anybody.
    await api.status(customerId, 'suspended');
    expect((await api.of(customerId))[0]).toMatchObject({
      status: 'stopped',
      stopReason: 'customer_not_active',
    });
  });

  test('14b: added while the sequence is paused: the same times', async () => {
    const listId = await api.list();
    const sequenceId = await api.following({ listId, steps: E1_OFFSETS });
    await post(`/v1/sequences/${sequenceId}/pause`);
    const customerId = await api.member();
    expect((await api.add(listId, customerId)).status).toBe(204);
    expect((await api.of(customerId))[0]).toMatchObject({ status: 'paused', waitReason: 'sequence_paused' });
    const [{ id }] = await api.of(customerId);
    expect(await api.leaves(id)).toBeNull();
    api.at('2030-06-05 14:00');
    await post(`/v1/sequences/${sequenceId}/resume`);
    expect(await api.leaves(id)).toBe('2030-06-05 14:00');
    await api.send(id);
    expect(await api.leaves(id)).toBe('2030-06-08 09:00');
  });
});

describe('case 15: one list, two sequences', () => {
  test('15: the second is refused with the name of the first, until that has ended', async () => {
    const listId = await api.list();
    const spring = await api.following({ listId, name: 'Spring', steps: E1_E2 });
    const summer = await api.draft({ listId, name: 'Summer', steps: E1_E2 });
    const refused = await api.activate(summer);
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('"Spring"'), sequence: { id: spring, name: 'Spring' } },
    });
    expect(await api.ok('GET', `/v1/sequences/${summer}`)).toMatchObject({
      status: 'draft',
      activationProblems: [{ field: 'listId', message: expect.stringContaining('Spring') }],
    });
    const bare = await api.draft({ listId, steps: [] });
    const fields = (await api.activate(bare)).body.errors.map((error: { field: string }) => error.field);
    expect(fields).toEqual(['steps', 'listId']);
    expect((await post(`/v1/sequences/${spring}/end`)).status).toBe(200);
    expect((await api.activate(summer)).status).toBe(200);
  });

  test('15: of two activated in the same second exactly one goes', async () => {
    for (let round = 0; round < 5; round += 1) {
      const listId = await api.list();
      const drafts = [await api.draft({ listId, steps: E1_E2 }), await api.draft({ listId, steps: E1_E2 })];
      const answers = await Promise.all(drafts.map((id) => api.activate(id)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
  });
});
