import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AudienceGroup, AudienceNode } from '../../../contracts/automations/audiences.ts';
import { EffectWorld, type Action } from '../../support/worlds/effect-world.ts';

let api: EffectWorld;
beforeEach(async () => {
  api = new EffectWorld();
  await api.open();
  api.now = Date.parse('2030-06-20T08:00:00Z');
});
afterEach(() => api.close());

const all = (...nodes: AudienceNode[]): AudienceGroup => ({ kind: 'all', nodes });
const scoreOf = (customerId: string) => api.ok('GET', `/v1/customers/${customerId}/score`);

/** Case 22: overdue +20, label `vip` +10, at least 3 calls in June +15. */
const points = (vip: string): Action => ({
  kind: 'compute_score',
  criteria: [
    {
      name: 'Overdue',
      points: 20,
      when: all({ kind: 'field', field: 'overdue', op: 'more_than', value: '0', currency: 'EUR' }),
    },
    { name: 'VIP', points: 10, when: all({ kind: 'field', field: 'labels', op: 'has_any', value: [vip] }) },
    {
      name: 'Calls',
      points: 15,
      when: all({
        kind: 'records',
        of: 'calls',
        measure: 'count',
        op: 'at_least',
        value: 3,
        period: { from: '2030-06-01', to: '2030-06-30' },
      }),
    },
  ],
});

test('A4, case 22: a score by criteria is worked out anew in each pass, and says what held', async () => {
  const pass = await api.pass();
  const [{ id }, vip] = [await api.customer({ name: 'Yves' }), await api.label('vip')];
  await api.ok('PUT', `/v1/customers/${id}/labels/${vip}`);
  await api.invoice(id, { issuedOn: '2030-04-01', dueOn: '2030-05-01' });
  for (const day of ['03', '05', '10']) {
    const call = { kind: 'call', direction: 'outbound', occurredAt: `2030-06-${day}T10:00:00Z` };
    await api.ok('POST', `/v1/customers/${id}/communications`, { body: call });
  }
  expect(await scoreOf(id)).toEqual({ customerId: id, score: null, explanation: null });
  expect(await api.act(pass, id, points(vip))).toMatchObject({
    status: 'done',
    data: { hasChanged: true, before: null, score: 45 },
  });
  const [overdue, isVip, calls] = [
    { name: 'Overdue', points: 20 },
    { name: 'VIP', points: 10 },
    { name: 'Calls', points: 15 },
  ];
  expect(await scoreOf(id)).toEqual({
    customerId: id,
    score: 45,
    explanation: {
      automationId: pass.automationId,
      actionKey: 'a1',
      kind: 'compute_score',
      criteria: [overdue, isVip, calls],
      at: '2030-06-20T08:00:00.000Z',
    },
  });
  const next = { ...pass, passId: await api.nextPass(pass.automationId) };
  const before = await api.written();
  expect(await api.act(next, id, points(vip))).toMatchObject({ data: { hasChanged: false, score: 45 } });
  expect(await api.written()).toEqual({ ...before, effects: before.effects + 1 });
  await api.ok('DELETE', `/v1/customers/${id}/labels/${vip}`);
  const last = { ...pass, passId: await api.nextPass(pass.automationId) };
  expect(await api.act(last, id, points(vip))).toMatchObject({ data: { before: 45, score: 35 } });
  expect((await scoreOf(id)).explanation.criteria).toEqual([overdue, calls]);
  expect(await api.changesOf(id)).toContainEqual({
    kind: 'customer.updated',
    originId: pass.automationId,
    depth: 1,
  });
});

test('A4, case 22 b and c: adding grows by each pass, a missing score counts from 0, and setting sets', async () => {
  const pass = await api.pass();
  const { id } = await api.customer();
  for (const score of [5, 10, 15]) {
    const next = { ...pass, passId: await api.nextPass(pass.automationId) };
    await api.act(next, id, { kind: 'add_score', value: 5 });
    expect(await scoreOf(id)).toMatchObject({ score, explanation: { kind: 'add_score', criteria: [] } });
  }
  const last = { ...pass, passId: await api.nextPass(pass.automationId) };
  await api.act(last, id, { kind: 'set_score', value: 7 });
  expect(await scoreOf(id)).toMatchObject({ score: 7, explanation: { kind: 'set_score', criteria: [] } });
  const before = await api.written();
  expect(await api.act(last, id, { kind: 'set_score', value: 7 }, { key: 'a2' })).toMatchObject({
    data: { hasChanged: false },
  });
  expect(await api.act(last, id, { kind: 'add_score', value: 0 }, { key: 'a3' })).toMatchObject({
    data: { hasChanged: false },
  });
  expect(await api.written()).toEqual({ ...before, effects: before.effects + 2 });
});

test('A4: another score by hand or by a file takes the explanation away; the same one leaves it', async () => {
  const pass = await api.pass();
  const { id } = await api.customer({ externalId: 'C-1' });
  await api.act(pass, id, { kind: 'set_score', value: 7 });
  await api.ok('PATCH', `/v1/customers/${id}`, { body: { score: 7 } });
  expect((await scoreOf(id)).explanation).not.toBeNull();
  await api.ok('PATCH', `/v1/customers/${id}`, { body: { score: 8 } });
  expect(await scoreOf(id)).toEqual({ customerId: id, score: 8, explanation: null });
  await api.act(pass, id, { kind: 'set_score', value: 9 }, { key: 'a2' });
  const item = { externalId: 'C-1', name: 'Northwind', score: null };
  await api.ok('POST', '/v1/sync/customers', { body: { items: [item] } });
  expect(await scoreOf(id)).toEqual({ customerId: id, score: null, explanation: null });
});

test('A4, C1: a score beyond the bounds is refused and stays as it was', async () => {
  const pass = await api.pass();
  const { id } = await api.customer({ score: 999_999 });
  expect(await api.act(pass, id, { kind: 'add_score', value: 5 })).toMatchObject({
    status: 'failed',
    reason: 'validation',
  });
  expect(await scoreOf(id)).toMatchObject({ score: 999_999 });
});

test('A4, A8: overdue is judged by the day of the pass, also where nobody has brought the table forward', async () => {
  const pass = await api.pass();
  const { id } = await api.customer();
  await api.invoice(id, { issuedOn: '2030-06-01', dueOn: '2030-06-20' });
  const vip = await api.label('vip');
  expect(await api.act(pass, id, points(vip))).toMatchObject({ data: { score: 0 } });
  api.now += 24 * 60 * 60_000;
  expect(await api.act(pass, id, points(vip), { key: 'a2' })).toMatchObject({ data: { score: 20 } });
});

test('A4, A3: a criterion with an empty group, or a field that is gone, is refused with its path', async () => {
  const pass = await api.pass();
  const { id } = await api.customer();
  const criteria = [{ name: 'Nobody', points: 5, when: all() }];
  expect(await api.act(pass, id, { kind: 'compute_score', criteria })).toMatchObject({
    status: 'failed',
    reason: 'validation',
    detail: expect.stringContaining('criteria[0].when'),
  });
});

test('U3: the score of a hidden customer is not found', async () => {
  const viewer = await api.user('viewer');
  const { id } = await api.customer();
  expect((await api.call('GET', `/v1/customers/${id}/score`, { key: viewer.key })).status).toBe(200);
  await api.hide(id);
  expect((await api.call('GET', `/v1/customers/${id}/score`, { key: viewer.key })).status).toBe(404);
});
