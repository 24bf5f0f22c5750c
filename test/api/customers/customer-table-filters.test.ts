import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { signal, silence } from '../../support/worlds/signals.ts';

// The fixture's day is Monday, 2 March 2026, in Berlin.
const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const table = (query = ''): Promise<Json> => api.ok('GET', `/v1/customer-table?${query}`);
const find = async (query: string): Promise<string[]> =>
  (await table(query)).items.map((row: Json) => row.name).sort();

test('C4: the search finds a part of the name or the external id as you type, in any case and any script', async () => {
  await api.customer({ name: 'ÉTABLISSEMENTS Müller', externalId: 'X%_99' });
  for (const text of ['établi', 'MÜLLER', 'x%_9']) {
    expect(await find(`search=${encodeURIComponent(text)}`)).toEqual(['ÉTABLISSEMENTS Müller']);
  }
  expect(await find(`search=${encodeURIComponent('x%9')}`)).toEqual([]);
  const { id } = await api.customer({ name: 'Old name', externalId: 'REN-1' });
  await api.ok('PATCH', `/v1/customers/${id}`, { body: { name: 'Renamed thing' } });
  expect(await find('search=old%20name')).toEqual([]);
  expect(await find('search=renamed')).toEqual(['Renamed thing']);
});

test('C4: every filter alone and all of them together', async () => {
  const [ar, sales] = [await api.user('agent'), await api.user('agent')];
  const group = await api.ok('POST', '/v1/label-groups', { body: { name: 'Filters' } });
  const label = await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'One' } });
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'Filters' } });
  const make = (name: string, change: object = {}) => api.customer({ name: `F ${name}`, ...change });
  const all = await make('all', {
    arOwnerId: ar.id,
    salesOwnerId: sales.id,
    status: 'suspended',
    currency: 'USD',
  });
  const others = [await make('ar', { arOwnerId: ar.id }), await make('sales', { salesOwnerId: ar.id })];
  const plain = await make('plain');
  await api.invoice(all.id, { amount: '500' });
  await api.invoice(plain.id, { amount: '10', dueOn: '2026-12-01' });
  await api.ok('PUT', `/v1/customers/${all.id}/labels/${label.id}`);
  await api.ok('PUT', `/v1/lists/${list.id}/members/${all.id}`);
  await silence(api, all.id, plain.id, ...others.map(({ id }) => id));
  await signal(api, all.id, { severity: 'medium' });
  const f = async (query: string) => (await find(`search=F%20&${query}`)).map((name) => name.slice(2));
  expect(await f(`arOwnerId=${ar.id}`)).toEqual(['all', 'ar']);
  expect(await f(`salesOwnerId=${ar.id}`)).toEqual(['sales']);
  expect(await f(`ownerId=${ar.id}`)).toEqual(['all', 'ar', 'sales']);
  expect(await f('unassigned=ar')).toEqual(['plain', 'sales']);
  expect(await f('unassigned=sales')).toEqual(['ar', 'plain']);
  expect(await f('unassigned=both')).toEqual(['plain']);
  expect(await f(`labelIds=${newId('label')},${label.id}`)).toEqual(['all']);
  expect(await f('severities=medium,high')).toEqual(['all']);
  expect(await f('severities=none')).toEqual(['ar', 'plain', 'sales']);
  expect(await f('balance=positive')).toEqual(['all', 'plain']);
  expect(await f('balance=lte:10')).toEqual(['ar', 'plain', 'sales']);
  expect(await f('balance=gt:10')).toEqual(['all']);
  expect(await f('overdue=eq:500.00')).toEqual(['all']);
  expect(await f('statuses=suspended,prospect')).toEqual(['all']);
  expect(await f('currency=USD')).toEqual(['all']);
  expect(await f(`listId=${list.id}`)).toEqual(['all']);
  const together = `arOwnerId=${ar.id}&salesOwnerId=${sales.id}&labelIds=${label.id}&severities=medium&balance=gte:500&overdue=positive&statuses=suspended&currency=USD&listId=${list.id}`;
  expect(await f(together)).toEqual(['all']);
  expect(await f(`${together}&unassigned=ar`)).toEqual([]);
});

test('C4: what is no filter, order or cursor of this table is refused, with every fault named', async () => {
  const query = 'balance=1000&severities=high,worst&labelIds=lbl_1&sort=colour&asOf=2026-02-30&limit=0';
  const refused = await api.call('GET', `/v1/customer-table?${query}`);
  expect(refused.status).toBe(422);
  const fields = refused.body.errors.map((error: Json) => error.field.replace(/\[.*/, '')).sort();
  expect(fields).toEqual([
    'query.asOf',
    'query.balance',
    'query.labelIds',
    'query.limit',
    'query.severities',
    'query.sort',
  ]);
  for (const name of ['Cursor 1', 'Cursor 2']) await api.customer({ name });
  const { nextCursor } = await table('sort=total&limit=1');
  expect((await api.call('GET', `/v1/customer-table?sort=overdue&limit=1&cursor=${nextCursor}`)).status).toBe(
    422,
  );
});
