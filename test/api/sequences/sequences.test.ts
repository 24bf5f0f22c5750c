import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

let counter = 0;
const create = (change: object = {}): Promise<Json> =>
  api.ok('POST', '/v1/sequences', { body: { name: `Chase ${++counter}`, zone: 'Europe/Berlin', ...change } });
const call = {
  type: 'call',
  label: 'Call',
  timing: { kind: 'offset', days: 2 },
  instructions: 'Ring {{contact.name}}',
};
const fieldsOf = (body: Json): string[] => body.errors.map((error: Json) => error.field).sort();

test('S1: a sequence lives from draft to archived through the API', async () => {
  const { id } = await create({ primaryUserId: api.adminId });
  const path = `/v1/sequences/${id}`;
  const step = await api.ok('POST', `${path}/steps`, { body: call });
  await api.ok('POST', `${path}/steps`, {
    body: { ...call, timing: { kind: 'delay', amount: 1, unit: 'weeks' } },
  });
  expect((await api.ok('POST', `${path}/activate`)).status).toBe('active');
  expect((await api.ok('POST', `${path}/pause`, { body: { reason: 'holidays' } })).status).toBe('paused');
  expect((await api.ok('POST', `${path}/resume`)).status).toBe('active');
  await api.ok('PATCH', `${path}/steps/${step.id}`, { body: { timing: { kind: 'offset', days: 3 } } });
  await api.ok('POST', `${path}/steps/${step.id}/move`, { body: { position: 2 } });
  expect((await api.call('DELETE', `${path}/steps/${step.id}`)).status).toBe(204);
  expect((await api.ok('GET', path)).steps).toHaveLength(1);
  expect(await api.ok('GET', `${path}/overview`)).toMatchObject({
    status: 'active',
    steps: [{ type: 'call', mail: null }],
  });
  expect((await api.ok('POST', `${path}/end`)).status).toBe('ended');
  expect((await api.ok('POST', `${path}/archive`)).status).toBe('archived');
  expect((await api.call('POST', `${path}/resume`)).status).toBe(409);
  const drains = api.lifecycle.started.filter((what) => what.includes(id));
  expect(drains).toEqual([2, 3, 4, 5, 6, 7].map((version) => `change ${id}/${version}`));
});

test('S7: activation answers 422 with every problem, by the path of its field', async () => {
  const { id } = await create();
  await api.ok('POST', `/v1/sequences/${id}/steps`, {
    body: { type: 'email', label: 'Mail', timing: { kind: 'offset', days: 0 } },
  });
  const answer = await api.call('POST', `/v1/sequences/${id}/activate`, { body: {} });
  expect(answer.status).toBe(422);
  expect(fieldsOf(answer.body)).toEqual(['mailboxId', 'primaryUserId', 'steps[0].body', 'steps[0].subject']);
});

test('S3: header injection, foreign fields, wrong bounds and broken templates are refused with their fields', async () => {
  const { id } = await create();
  const email = { type: 'email', label: 'Mail', timing: { kind: 'offset', days: 0 } };
  const refused = async (body: object) => {
    const answer = await api.call('POST', `/v1/sequences/${id}/steps`, { body });
    expect(answer.status).toBe(422);
    return fieldsOf(answer.body);
  };
  const injected = { subject: 'Due\r\nBcc: a@b.example', cc: ['a@b.example\r\nX: y'] };
  expect(await refused({ ...email, ...injected })).toEqual(['cc[0]', 'subject']);
  expect(await refused({ ...email, timing: { kind: 'offset', days: -1, sendTime: '25:00' } })).toEqual([
    'timing.days',
    'timing.sendTime',
  ]);
  expect(await refused({ ...email, timing: { kind: 'sometimes' } })).toEqual(['timing.kind']);
  expect(await refused({ ...email, colour: 'red' })).toEqual(['colour']);
  expect(await refused({ ...email, body: '{{nope}}' })).toEqual(['body']);
  expect((await api.ok('GET', `/v1/sequences/${id}`)).steps).toEqual([]);
});

test('S2: taken names answer 409, unknown zones 422, absent sequences 404', async () => {
  const { name } = await create();
  const again = await api.call('POST', '/v1/sequences', { body: { name: name.toUpperCase(), zone: 'UTC' } });
  expect(again.status).toBe(409);
  const lost = await api.call('POST', '/v1/sequences', { body: { name: 'Lost', zone: 'Mars/Base' } });
  expect(fieldsOf(lost.body)).toEqual(['zone']);
  expect((await api.call('GET', '/v1/sequences/seq_01h455vb4pex5vsknk084sn02q')).status).toBe(404);
});

test('U1: viewers read, agents do not save, managers save and activate', async () => {
  const { id } = await create({ primaryUserId: api.adminId });
  const viewer = await api.user('viewer');
  expect((await api.call('GET', `/v1/sequences/${id}/overview`, { key: viewer.key })).status).toBe(200);
  const agent = await api.user('agent');
  expect((await api.call('POST', `/v1/sequences/${id}/steps`, { key: agent.key, body: call })).status).toBe(
    403,
  );
  const manager = await api.user('manager');
  expect((await api.call('POST', `/v1/sequences/${id}/steps`, { key: manager.key, body: call })).status).toBe(
    201,
  );
  expect((await api.call('POST', `/v1/sequences/${id}/activate`, { key: manager.key })).status).toBe(200);
  const bound = await api.user('manager', { taken: ['sequences.activate'] });
  expect((await api.call('POST', `/v1/sequences/${id}/pause`, { key: bound.key })).status).toBe(403);
});

test('O8: a repeated key replays a step, and a repeated activation is no conflict', async () => {
  const { id } = await create({ primaryUserId: api.adminId });
  const headers = { 'Idempotency-Key': `step-${id}` };
  const first = await api.ok('POST', `/v1/sequences/${id}/steps`, { body: call, headers });
  expect(await api.ok('POST', `/v1/sequences/${id}/steps`, { body: call, headers })).toEqual(first);
  const once = { headers: { 'Idempotency-Key': `activate-${id}` } };
  const activated = await api.ok('POST', `/v1/sequences/${id}/activate`, once);
  expect(await api.ok('POST', `/v1/sequences/${id}/activate`, once)).toEqual(activated);
  expect((await api.ok('GET', `/v1/sequences/${id}`)).steps).toHaveLength(1);
});

test('S19: a preview takes a saved or an unsaved step, never both, and is empty if nobody is enrolled', async () => {
  const { id } = await create();
  const path = `/v1/sequences/${id}/preview`;
  expect(await api.ok('POST', path, { body: { step: call } })).toEqual({ preview: null });
  expect((await api.call('POST', path, { body: {} })).status).toBe(422);
  const customer = await api.customer();
  const body = { step: { ...call, instructions: 'About {{customer.name}}' }, customerId: customer.id };
  const { preview } = await api.ok('POST', path, { body });
  expect(preview).toMatchObject({
    instructions: 'About Northwind',
    customer: { id: customer.id },
    problems: [],
  });
});

test('S20: the list is searched and filtered', async () => {
  const { id } = await create({ name: 'Needle in the list' });
  const found = await api.ok('GET', '/v1/sequences?search=NEEDLE&status=draft&limit=5');
  expect(found.items.map((item: Json) => item.id)).toEqual([id]);
  await api.ok('POST', `/v1/sequences/${id}/archive`);
  expect((await api.ok('GET', '/v1/sequences?search=needle')).items).toEqual([]);
  expect((await api.ok('GET', '/v1/sequences?search=needle&includeArchived=true')).items).toHaveLength(1);
});
