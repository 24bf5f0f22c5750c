import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RELATED_RECORD_KINDS } from '../../../contracts/receivables/kinds.ts';
import { PROPERTY_ENTITIES } from '../../../contracts/customers/kinds.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const define = (body: Json): Promise<Json> => api.ok('POST', '/v1/properties', { body });
const customer = (body: Json = {}) =>
  api.call('POST', '/v1/customers', { body: { name: 'Ahorn', currency: 'EUR', ...body } });

test('A3: whatever has custom properties can have them defined', () => {
  expect([...PROPERTY_ENTITIES].sort()).toEqual(['customer', ...RELATED_RECORD_KINDS].sort());
});

test('A3: names of properties are unique in any case among those of what has them, archived ones included', async () => {
  const size = await define({ name: 'Size', type: 'number' });
  expect(size).toMatchObject({ entity: 'customer', label: null, choices: [], isArchived: false });
  const again = await api.call('POST', '/v1/properties', { body: { name: 'SIZE', type: 'text' } });
  expect(again).toMatchObject({ status: 409, body: { errors: [{ field: 'name', message: 'is taken' }] } });
  expect(await define({ entity: 'card', name: 'size', type: 'text' })).toMatchObject({ entity: 'card' });
  await api.ok('PATCH', `/v1/properties/${size.id}`, { body: { isArchived: true } });
  expect((await api.call('POST', '/v1/properties', { body: { name: 'size', type: 'text' } })).status).toBe(
    409,
  );
  const names = async (query: string) =>
    (await api.ok('GET', `/v1/properties?entity=customer${query}`)).items.map(({ name }: Json) => name);
  expect(await names('')).not.toContain('Size');
  expect(await names('&includeArchived=true')).toContain('Size');
  await api.ok('PATCH', `/v1/properties/${size.id}`, { body: { isArchived: false } });
  expect(await api.ok('GET', `/v1/properties/${size.id}`)).toMatchObject({ isArchived: false });
});

test('A3: choices belong to the type choice, which needs them; name and type stay', async () => {
  const refused = (body: Json) => api.call('POST', '/v1/properties', { body });
  for (const body of [
    { name: 'a', type: 'choice' },
    { name: 'a', type: 'text', choices: ['x'] },
    { name: 'a', type: 'choice', choices: ['x', 'X'] },
    { name: 'a', type: 'choice', choices: [] },
  ])
    expect(await refused(body)).toMatchObject({ status: 422, body: { errors: [{ field: 'choices' }] } });
  const { id } = await define({ name: 'plain', type: 'text' });
  const change = (body: Json) => api.call('PATCH', `/v1/properties/${id}`, { body });
  expect((await change({ choices: ['x'] })).body.errors).toEqual([
    { field: 'choices', message: 'belongs to the type choice' },
  ]);
  expect((await change({ type: 'number' })).status).toBe(422);
  expect((await change({ label: 'Plain text' })).body).toMatchObject({ label: 'Plain text', name: 'plain' });
});

test('A3: values that are set are what their properties were defined as; others are free, and null takes one away', async () => {
  await define({ name: 'tier', type: 'choice', choices: ['gold', 'silver'] });
  await define({ name: 'seats', type: 'number' });
  await define({ name: 'renewal_on', type: 'day' });
  await define({ name: 'isKey', type: 'flag' });
  const good = { tier: 'gold', seats: 3, renewal_on: '2030-07-01', isKey: true, free: 'anything' };
  expect(await customer({ properties: good })).toMatchObject({ status: 201, body: { properties: good } });
  const bad = { tier: 'bronze', seats: '3', renewal_on: '2030-02-30', isKey: 'yes', Tier: 'gold', free: 5 };
  const { status, body } = await customer({ properties: bad });
  expect([status, body.errors]).toEqual([
    422,
    [
      { field: 'properties.tier', message: 'must be one of gold, silver' },
      { field: 'properties.seats', message: 'must be a number' },
      { field: 'properties.renewal_on', message: 'must be a day like 2026-11-30' },
      { field: 'properties.isKey', message: 'must be true or false' },
      { field: 'properties.Tier', message: 'is spelled "tier"' },
    ],
  ]);
  expect((await customer({ properties: { tier: null, seats: null } })).status).toBe(201);
});

test('A3: what is stored from before a definition stays while something else of it changes', async () => {
  const { id } = (await customer({ properties: { late: 'often' } })).body;
  await define({ name: 'late', type: 'number' });
  const set = (properties: Json) => api.call('PATCH', `/v1/customers/${id}`, { body: { properties } });
  expect((await set({ late: 'often', more: 'x' })).status).toBe(200);
  expect((await set({ late: 'seldom' })).body.errors).toEqual([
    { field: 'properties.late', message: 'must be a number' },
  ]);
});

test('A3, C16: records of other systems have their properties checked by kind', async () => {
  await define({ entity: 'subscription', name: 'months', type: 'number' });
  const { id } = (await customer()).body;
  const put = (kind: string, properties: Json) =>
    api.call('PUT', `/v1/customers/${id}/related-records`, {
      body: { kind, externalId: `${kind}-1`, properties },
    });
  expect((await put('subscription', { months: 'twelve' })).body.errors).toEqual([
    { field: 'properties.months', message: 'must be a number' },
  ]);
  expect((await put('document', { months: 'twelve' })).status).toBe(200);
  expect((await put('subscription', { months: 12 })).body.properties).toEqual({ months: 12 });
});

test('A3, C11: an item of a sync with a wrong value is refused, and named', async () => {
  await define({ name: 'since', type: 'day' });
  const body = {
    items: [{ externalId: 'S-1', name: 'Birke', currency: 'EUR', properties: { since: 'never' } }],
  };
  const { items } = await api.ok('POST', '/v1/sync/customers', { body });
  expect(items[0]).toMatchObject({
    outcome: 'failed',
    errors: [{ field: 'properties.since', message: 'must be a day like 2026-11-30' }],
  });
});

test('U1: whoever may change settings defines properties; everybody reads them', async () => {
  const mia = await api.ok('POST', '/v1/users', {
    body: { name: 'Mia', email: 'mia.properties@example.com', role: 'manager' },
  });
  const { key } = await api.ok('POST', `/v1/users/${mia.id}/api-keys`, { body: { label: 'x' } });
  expect((await api.call('GET', '/v1/properties', { key })).status).toBe(200);
  const body = { name: 'mine', type: 'text' };
  expect((await api.call('POST', '/v1/properties', { key, body })).status).toBe(403);
});
