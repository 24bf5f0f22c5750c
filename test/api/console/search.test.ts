import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SYSTEM, type Viewer } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { Prisma } from '../../../infra/db/generated/client.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { statementsOf } from '../../support/servers/count-statements.ts';

const api = new ApiFixture();
const ids: Record<string, string> = {};
let outsider: { id: string; key: string };

const search = async (q: string, key = api.adminKey): Promise<Json[]> =>
  (await api.ok('GET', `/v1/search?q=${encodeURIComponent(q)}`, { key })).items;
const found = async (q: string, key?: string) =>
  (await search(q, key)).map(({ kind, label, matched }) => [kind, label, matched.field, matched.text]);

beforeAll(async () => {
  await api.open();
  const customer = async (name: string, externalId: string | null = null) =>
    (ids[name] = (await api.customer({ name, externalId })).id);
  await customer('Northwind GmbH', 'K-4711');
  await customer('Southern North', 'NORTH-9');
  await customer('Åsa Öberg', '50%_off');
  const hidden = await customer('Norther Secret', 'NORTHSECRET');
  for (const [name, n] of [
    ['Northwind GmbH', 1],
    ['Norther Secret', 2],
  ] as const) {
    await api.ok('POST', `/v1/customers/${ids[name]}/contacts`, {
      body: { name: `Jo ${n}`, email: `North.Jo${n}@example.com` },
    });
    await api.invoice(ids[name]!, { number: `North-2026-${n}` });
  }
  await api.ok('POST', '/v1/sequences', { body: { name: 'To the far north', zone: 'UTC' } });
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Inner circle' } });
  await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [hidden] } });
  outsider = await api.user('manager');
});
afterAll(() => api.close());

test('W1: one search finds customers, contacts, invoices and sequences, and says by what', async () => {
  expect(await found('nOrTh')).toEqual([
    ['customer', 'Norther Secret', 'name', 'Norther Secret'],
    ['customer', 'Northwind GmbH', 'name', 'Northwind GmbH'],
    ['customer', 'Southern North', 'name', 'Southern North'],
    ['contact', 'Jo 1', 'email', 'North.Jo1@example.com'],
    ['contact', 'Jo 2', 'email', 'North.Jo2@example.com'],
    ['invoice', 'North-2026-1', 'number', 'North-2026-1'],
    ['invoice', 'North-2026-2', 'number', 'North-2026-2'],
    ['sequence', 'To the far north', 'name', 'To the far north'],
  ]);
  expect(await search('k-47')).toEqual([
    {
      kind: 'customer',
      id: ids['Northwind GmbH'],
      label: 'Northwind GmbH',
      customerId: ids['Northwind GmbH'],
      customerName: 'Northwind GmbH',
      matched: { field: 'externalId', text: 'K-4711' },
    },
  ]);
  expect(await found('åSA')).toEqual([['customer', 'Åsa Öberg', 'name', 'Åsa Öberg']]);
  expect(await found('711')).toEqual([['customer', 'Northwind GmbH', 'externalId', 'K-4711']]);
});

test('W1: what is typed is text: no pattern, and nothing is found by nothing', async () => {
  expect(await found('50%_')).toEqual([['customer', 'Åsa Öberg', 'externalId', '50%_off']]);
  for (const q of ['_orth', '%', 'zz', '\\'])
    expect([q, await found(q)]).toEqual([
      q,
      q === '%' ? [['customer', 'Åsa Öberg', 'externalId', '50%_off']] : [],
    ]);
  expect((await api.call('GET', '/v1/search?q=')).status).toBe(422);
  expect((await api.call('GET', '/v1/search')).status).toBe(422);
});

test('U3, W1: what is of a hidden customer is found by nobody outside, and makes no room for others', async () => {
  for (const q of ['north', 'Norther', 'northsecret', 'north.jo2', 'north-2026-2']) {
    const items = await search(q, outsider.key);
    expect([q, JSON.stringify(items)]).toEqual([q, expect.not.stringMatching(/secret|Jo2|2026-2/i)]);
  }
  expect((await found('north', outsider.key)).map(([, label]) => label)).toEqual([
    'Northwind GmbH',
    'Southern North',
    'Jo 1',
    'North-2026-1',
    'To the far north',
  ]);
  const { key } = await api.user('viewer', { taken: ['customers.read', 'programs.read'] });
  expect((await found('north', key)).map(([kind]) => kind)).toEqual(['sequence']);
  const nobody = await api.user('viewer', { taken: ['customers.read', 'programs.read', 'sequences.read'] });
  expect(await found('north', nobody.key)).toEqual([]);
});

test('W1: at most five of a kind come, of those that begin with it before others, by one statement', async () => {
  for (let n = 0; n < 7; n += 1) await api.customer({ name: n < 6 ? `Zulu ${n}` : 'A Zulu' });
  expect((await found('zulu')).map(([, label]) => label)).toEqual([
    'Zulu 0',
    'Zulu 1',
    'Zulu 2',
    'Zulu 3',
    'Zulu 4',
  ]);
  const statements = await statementsOf(() => search('zulu'));
  expect(statements.filter((text) => !text.includes('api_key'))).toHaveLength(1);
});

test('W1: the beginning of a name, an external id, an address and a number is looked up in an index', async () => {
  const viewer: Viewer = { ...SYSTEM, permissions: PERMISSIONS };
  const statement = api.deps.store.search.searchStatement(viewer, 'north')!;
  const plan = await api.database.db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    return tx.$queryRaw<object[]>(Prisma.sql`EXPLAIN (FORMAT JSON) ${statement}`);
  });
  const text = JSON.stringify(plan);
  for (const index of [
    'customer_name_search',
    'customer_external_id_search',
    'contact_email_search',
    'invoice_number_search',
  ])
    expect(text).toContain(index);
});

test('D9: everybody sees whether sending is stopped, of what they may read, by whom and why', async () => {
  const state = (key: string) => api.ok('GET', '/v1/sending-state', { key });
  const { key } = await api.user('viewer', { taken: ['sequences.read'] });
  expect(await state(key)).toEqual({ isStopped: false, items: [] });
  const { items } = await api.ok('GET', '/v1/sequences');
  const turn = (body: object) =>
    api.ok('PUT', '/v1/switches', { body: { isOn: true, reason: 'Wrong amounts', ...body } });
  await turn({ scope: 'sequence', id: items[0].id });
  const mailbox = await api.ok('POST', '/v1/mailboxes', {
    body: {
      name: 'AR',
      fromAddress: 'ar@example.com',
      fromName: 'Acme',
      zone: 'UTC',
      smtp: { host: 'x.example', port: 25, security: 'none' },
    },
  });
  const failing = { status: 'failing', statusReason: '535 no', statusAt: new Date(api.now) };
  await api.database.db.mailbox.update({ where: { id: mailbox.id }, data: failing });
  expect(await state(key)).toEqual({ isStopped: false, items: [] });
  const ofSequence = {
    scope: 'sequence',
    id: items[0].id,
    name: 'To the far north',
    cause: 'switch',
    reason: 'Wrong amounts',
    byId: api.adminId,
    byName: 'Ada',
  };
  const ofMailbox = {
    scope: 'mailbox',
    id: mailbox.id,
    name: 'AR',
    cause: 'failing',
    reason: '535 no',
    byId: null,
    byName: null,
  };
  expect(await state(outsider.key)).toMatchObject({ isStopped: false, items: [ofSequence, ofMailbox] });
  await turn({ scope: 'all' });
  expect(await state(key)).toMatchObject({
    isStopped: true,
    items: [{ scope: 'all', id: null, byName: 'Ada' }],
  });
  expect((await state(outsider.key)).items).toHaveLength(3);
  await api.database.db.mailbox.update({ where: { id: mailbox.id }, data: { retiredAt: new Date(api.now) } });
  for (const body of [{ scope: 'all' }, { scope: 'sequence', id: items[0].id }])
    await turn({ ...body, isOn: false });
  expect(await state(outsider.key)).toEqual({ isStopped: false, items: [] });
});
