import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { call, email, ListWorld } from '../../support/worlds/list-world.ts';

const api = new ListWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.at('2030-06-03 08:00'));

const post = (path: string, body: object = {}) => api.call('POST', path, { body });

describe('case 23: begin and end', () => {
  const steps = [email(onDay(0), 'E1')];
  const beginAt = '2030-06-10T06:00:00Z';

  async function waiting() {
    const listId = await api.list();
    const customerId = await api.member();
    await api.add(listId, customerId);
    const sequenceId = await api.following({ listId, beginAt, steps });
    const [{ id }] = await api.of(customerId);
    return { listId, sequenceId, customerId, id };
  }

  test('23a: paused until a person resumes it and begin arrives; the first mail leaves at its time on that day', async () => {
    const { sequenceId, customerId, id } = await waiting();
    expect(await api.leaves(id)).toBeNull();
    api.at('2030-06-05 12:00');
    expect((await post(`/v1/sequences/${sequenceId}/resume`)).body).toMatchObject({
      status: 'paused',
      pausedBecause: [{ kind: 'begin', reason: 'waiting for begin', until: '2030-06-10T06:00:00.000Z' }],
    });
    expect((await api.of(customerId))[0]).toMatchObject({
      status: 'paused',
      waitReason: 'waiting_for_begin',
    });
    expect(await api.leaves(id)).toBe('2030-06-10 09:00');
    api.at('2030-06-10 08:01');
    expect((await api.ok('GET', `/v1/sequences/${sequenceId}`)).status).toBe('active');
    expect(await api.leaves(id)).toBe('2030-06-10 09:00');
  });

  test('23b: resumed only after begin it starts then, and what has passed leaves at once', async () => {
    const { sequenceId, id } = await waiting();
    api.at('2030-06-11 10:00');
    expect(await api.leaves(id)).toBeNull();
    api.at('2030-06-12 10:00');
    expect((await post(`/v1/sequences/${sequenceId}/resume`)).body.status).toBe('active');
    expect(await api.leaves(id)).toBe('2030-06-12 10:00');
  });

  test('23c: before begin nobody is enrolled by hand: 409 with the reason', async () => {
    const { sequenceId } = await waiting();
    await post(`/v1/sequences/${sequenceId}/resume`);
    const customerId = await api.member();
    expect(await post(`/v1/sequences/${sequenceId}/enrollments`, { customerId })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('waiting for its begin at 2030-06-10T06:00:00.000Z') },
    });
  });

  test('S12: a begin that is moved takes with it the start of whoever begins with the sequence', async () => {
    const { sequenceId, id } = await waiting();
    await post(`/v1/sequences/${sequenceId}/resume`);
    const body = { beginAt: '2030-06-13T06:00:00Z' };
    expect((await api.call('PATCH', `/v1/sequences/${sequenceId}`, { body })).status).toBe(200);
    expect(await api.leaves(id)).toBe('2030-06-13 09:00');
  });

  test('23d: at the end it ends by itself: what was due before has left, the rest stops, nothing follows later', async () => {
    const endAt = '2030-06-07T10:00:00Z';
    const mails = await api.list();
    const steps = [email(onDay(0, '08:00'), 'E1'), email(after(99, 'hours'), 'E2')];
    const mailing = await api.following({ listId: mails, endAt, steps });
    const calls = await api.list();
    const none = { amount: 5, unit: 'days', target: { kind: 'next' } };
    const decides = {
      outcomeLabels: ['spoke'],
      conditions: [{ outcome: 'spoke', target: { kind: 'next' } }],
    };
    const calling = await api.following({
      listId: calls,
      endAt,
      steps: [call(onDay(0, '08:00'), { ...decides, fallback: none }), email(after(0, 'minutes'))],
    });
    const join = async (listId: string, local: string): Promise<string> => {
      api.at(local);
      const customerId = await api.member();
      await api.add(listId, customerId);
      return (await api.of(customerId))[0].id;
    };
    const a = await join(mails, '2030-06-03 08:30');
    await api.send(a);
    const b = await join(mails, '2030-06-03 09:30');
    await api.send(b);
    const c = await join(calls, '2030-06-03 12:00');
    const d = await join(calls, '2030-06-03 12:00');
    expect((await api.act(await api.executionOf(d, 1), 'complete')).status).toBe(200);
    await api.look(d);
    expect([await api.leaves(a), await api.leaves(b)]).toEqual(['2030-06-07 11:30', '2030-06-07 12:30']);
    api.at('2030-06-07 11:30');
    await api.send(a, 2);
    api.at('2030-06-07 12:00');
    await reconcile(api.engine);
    for (const id of [mailing, calling])
      expect((await api.ok('GET', `/v1/sequences/${id}`)).status).toBe('ended');
    for (const id of [b, c, d]) {
      await api.look(id);
      expect(await api.ok('GET', `/v1/enrollments/${id}`)).toMatchObject({
        status: 'stopped',
        stopReason: 'sequence_ended',
      });
    }
    expect((await api.execution(await api.executionOf(c, 1))).status).toBe('cancelled');
    api.at('2030-06-07 12:30');
    const marked = await api.act(await api.executionOf(d, 1), 'mark-as', { outcome: 'spoke' });
    expect(marked).toMatchObject({ status: 200, body: { outcome: 'spoke' } });
    await api.look(d);
    expect(await api.db.message.count({ where: { enrollmentId: { in: [b, c, d] } } })).toBe(1);
    expect((await post(`/v1/sequences/${mailing}/resume`)).status).toBe(409);
    const count = () => api.db.enrollment.count({ where: { sequenceId: mailing } });
    const before = await count();
    expect((await api.add(mails, await api.member())).status).toBe(204);
    expect(await count()).toBe(before);
  });
});
