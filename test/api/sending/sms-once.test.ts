import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SmsWorld } from '../../support/worlds/sms-world.ts';

const api = new SmsWorld();
const start = api.now;
beforeAll(() => api.open());
beforeEach(() => {
  api.now = start;
  api.gateway.reset();
  api.useGateway();
});
afterAll(() => api.close());

describe('at most once', () => {
  test('D1: no answer behind the fence is in doubt; nothing is sent again before a person says so', async () => {
    const row = await api.smsRow();
    api.gateway.next({ cut: 'before_answer', isTaken: true });
    await api.send(row);
    expect(await api.standing(row)).toBe('uncertain uncertain');
    expect((await api.act(row.executionId, 'retry')).status).toBe(409);
    expect((await api.act(row.executionId, 'mark-sent')).status).toBe(200);
    expect([await api.standing(row), api.gateway.taken.length]).toEqual(['done', 1]);
    const said = await api.db.communication.findMany({
      where: { enrollmentId: row.enrollmentId, kind: 'sms' },
      orderBy: { id: 'asc' },
    });
    expect(said).toHaveLength(1);
  });

  test('D1: after ten minutes a person may have it tried again', async () => {
    const row = await api.smsRow();
    api.gateway.next({ cut: 'before_answer', isTaken: false });
    await api.send(row);
    api.now += 11 * 60_000;
    expect((await api.act(row.executionId, 'retry')).status).toBeLessThan(300);
    await api.send(row);
    expect([await api.standing(row), api.gateway.taken.length]).toEqual(['done', 1]);
  });

  test('D1, M7: with a gateway that remembers keys it is tried again under the same one, and arrives once', async () => {
    api.gateway.knowsKeys = true;
    api.useGateway({ idempotentMs: 24 * 3_600_000 });
    const row = await api.smsRow();
    api.gateway.next({ cut: 'before_answer', isTaken: true });
    await expect(api.send(row)).rejects.toMatchObject({ type: 'retrying' });
    expect(await api.standing(row)).toContain('planned retrying');
    api.now += 5 * 60_000;
    await api.send(row);
    expect(await api.standing(row)).toBe('done');
    expect([api.gateway.calls.length, api.gateway.taken.length]).toEqual([2, 1]);
    expect(new Set(api.gateway.calls.map(({ key }) => key)).size).toBe(1);
    expect(await api.message(row)).toMatchObject({ status: 'sent', gatewayId: 'SM1' });
  });

  test('D1: beyond what such a gateway remembers only a person can tell', async () => {
    api.gateway.knowsKeys = true;
    api.useGateway({ idempotentMs: 3_600_000 });
    const row = await api.smsRow();
    api.gateway.next({ cut: 'before_answer', isTaken: true });
    await expect(api.send(row)).rejects.toMatchObject({ type: 'retrying' });
    api.now += 2 * 3_600_000;
    await api.send(row);
    expect([await api.standing(row), api.gateway.calls.length]).toEqual(['uncertain uncertain', 1]);
  });

  test('D1: what is in doubt is not sent to somebody else', async () => {
    api.gateway.knowsKeys = true;
    api.useGateway({ idempotentMs: 24 * 3_600_000 });
    const row = await api.smsRow({ phone: '+49 174 1111111' });
    api.gateway.next({ cut: 'before_answer', isTaken: true });
    await expect(api.send(row)).rejects.toMatchObject({ type: 'retrying' });
    await api.db.contact.update({ where: { id: row.contactId }, data: { phone: '+49 174 2222222' } });
    api.now += 5 * 60_000;
    await api.send(row);
    expect([await api.standing(row), api.gateway.calls.length]).toEqual(['uncertain uncertain', 1]);
  });

  test('D1, S10: a stop before the fence leaves the gateway without a request', async () => {
    const row = await api.smsRow();
    api.beforeFence(() => api.ok('POST', `/v1/enrollments/${row.enrollmentId}/stop`, { body: {} }));
    expect(await api.send(row)).toMatchObject({ kind: 'finished' });
    expect([api.gateway.connections > 0, api.gateway.calls]).toEqual([true, []]);
  });

  test('D1, M7: a number that opts out between claim and fence gets nothing', async () => {
    const row = await api.smsRow({ phone: '+49 174 3333333' });
    const body = { channel: 'sms', address: '+491743333333' };
    api.beforeFence(() => api.ok('POST', '/v1/suppressions', { body }));
    await api.send(row);
    expect([api.gateway.calls, await api.standing(row)]).toEqual([[], 'error all_suppressed']);
  });

  test('S24: a sender that is retired between claim and fence sends nothing', async () => {
    const [{ id }, heir] = [await api.sender(), await api.sender()];
    const row = await api.smsRow({ smsSenderId: id });
    const body = { successorId: heir.id };
    api.beforeFence(() => api.ok('POST', `/v1/sms-senders/${id}/retire`, { body }));
    await api.send(row);
    expect(api.gateway.taken.map(({ from }) => from)).toEqual([heir.number]);
  });
});

describe('D3: what is suppressed while it is on its way passes no fence', () => {
  test('an sms to a number that a person named, and that is no contact’s', async () => {
    const row = await api.smsRow();
    await api.ok('PATCH', `/v1/queue/${row.executionId}`, { body: { to: ['+49 151 55555555'] } });
    const body = { channel: 'sms', address: '0151 5555 5555', reason: 'manual' };
    api.beforeFence(() => api.ok('POST', '/v1/suppressions', { body }));
    await api.send(row);
    expect([await api.standing(row), api.gateway.calls]).toEqual(['error all_suppressed', []]);
  });

  test('an email to such an address', async () => {
    const row = await api.row();
    await api.ok('PATCH', `/v1/queue/${row.executionId}`, { body: { to: ['Else@where.example'] } });
    const claimed = await api.claim(row);
    const body = { channel: 'email', address: 'else@Where.example', reason: 'manual' };
    await api.ok('POST', '/v1/suppressions', { body });
    expect(await api.passFence(claimed)).toBe(false);
  });
});
