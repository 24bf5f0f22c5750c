import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { signal, silence } from '../../support/worlds/signals.ts';

// The fixture's day is Monday, 2 March 2026, in Berlin.
const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const table = (query = '', key = api.adminKey): Promise<Json> =>
  api.ok('GET', `/v1/customer-table?${query}`, { key });
const namesOf = (page: Json): string[] => page.items.map((row: Json) => row.name);
const rowOf = async (name: string): Promise<Json> =>
  (await table(`search=${encodeURIComponent(name)}`)).items.find((row: Json) => row.name === name);

test('C3: a row has total, overdue and the four buckets by days past due; what is due today is not overdue', async () => {
  const { id } = await api.customer({ name: 'Buckets' });
  const due = [
    '2026-03-02',
    '2026-03-01',
    '2026-01-31',
    '2026-01-30',
    '2026-01-01',
    '2025-12-31',
    '2025-12-02',
    '2025-12-01',
  ];
  for (const [index, dueOn] of due.entries()) {
    await api.invoice(id, { issuedOn: '2025-11-01', dueOn, amount: `${10 ** index}.01` });
  }
  expect(await rowOf('Buckets')).toMatchObject({
    total: '11111111.08',
    overdue: '11111110.07',
    aging: {
      notYetDue: '1.01',
      days1To30: '110.02',
      days31To60: '11000.02',
      days61To90: '1100000.02',
      days91Plus: '10000000.01',
    },
    openInvoiceCount: 8,
  });
});

test('C3: payments, voids and edits of due dates show at once', async () => {
  const { id } = await api.customer({ name: 'Movements' });
  const [paid, voided, moved] = [await api.invoice(id), await api.invoice(id), await api.invoice(id)];
  await api.ok('POST', `/v1/invoices/${paid.id}/payments`, { body: { amount: '99.99' } });
  await api.ok('POST', `/v1/invoices/${voided.id}/void`, { body: {} });
  await api.ok('PATCH', `/v1/invoices/${moved.id}`, { body: { dueOn: '2026-05-01' } });
  expect(await rowOf('Movements')).toMatchObject({
    total: '100.01',
    overdue: '0.01',
    openInvoiceCount: 2,
  });
});

test('C3: a bucket is passed at midnight of the organisation, and going back a day shows the day before', async () => {
  const { id } = await api.customer({ name: 'Midnight' });
  await api.invoice(id, { issuedOn: '2026-03-01', dueOn: '2026-03-03', amount: '5' });
  const start = api.now;
  const overdueAt = async (instant: string) => {
    api.now = Date.parse(instant);
    return (await rowOf('Midnight')).overdue;
  };
  // Berlin is one hour ahead of UTC.
  expect(await overdueAt('2026-03-03T22:59:00Z')).toBe('0.00');
  expect(await overdueAt('2026-03-03T23:00:00Z')).toBe('5.00');
  expect(await overdueAt('2026-06-30T12:00:00Z')).toBe('5.00');
  expect((await rowOf('Midnight')).aging.days91Plus).toBe('5.00');
  api.now = start;
  expect((await rowOf('Midnight')).overdue).toBe('0.00');
});

test('C3: a row shows owners, labels, contacts and the last contact by the date it happened', async () => {
  const agent = await api.user('agent');
  const { id } = await api.customer({ name: 'People', arOwnerId: agent.id, score: 7 });
  const group = await api.ok('POST', '/v1/label-groups', { body: { name: 'Segment' } });
  const label = await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'Key' } });
  await api.ok('PUT', `/v1/customers/${id}/labels/${label.id}`);
  await api.ok('POST', `/v1/customers/${id}/contacts`, {
    body: { name: 'Jo', email: 'jo@x.example', isPrimary: true },
  });
  const left = await api.ok('POST', `/v1/customers/${id}/contacts`, { body: { name: 'Left' } });
  await api.ok('PATCH', `/v1/contacts/${left.id}`, { body: { isActive: false } });
  const log = (kind: string, occurredAt: string) =>
    api.ok('POST', `/v1/customers/${id}/communications`, {
      body: { kind, direction: 'inbound', occurredAt },
    });
  await log('call', '2026-02-20T10:00:00Z');
  await log('email', '2026-02-10T10:00:00Z');
  await silence(api, id);
  expect(await rowOf('People')).toMatchObject({
    score: 7,
    arOwner: { id: agent.id, name: 'A agent' },
    salesOwner: null,
    labels: [{ name: 'Key', groupName: 'Segment' }],
    contactCount: 1,
    primaryContact: { name: 'Jo', email: 'jo@x.example', phone: null },
    lastContactAt: '2026-02-20T10:00:00.000Z',
    signal: null,
    severity: 'none',
  });
});

test('C3: the most severe active signal decides the severity, the latest is shown; an expired or ended one is neither', async () => {
  const { id } = await api.customer({ name: 'Signals' });
  await silence(api, id);
  const high = await signal(api, id, { severity: 'high', change: { startedAt: new Date(api.now - 60_000) } });
  await signal(api, id, {
    severity: 'medium',
    change: { source: 'ai', kind: 'tone', expiresAt: new Date(api.now + 60_000) },
  });
  expect(await rowOf('Signals')).toMatchObject({
    severity: 'high',
    signal: { kind: 'tone', severity: 'medium' },
  });
  await api.database.db.signal.update({ where: { id: high }, data: { isActive: false } });
  expect(await rowOf('Signals')).toMatchObject({ severity: 'medium' });
  api.now += 120_000;
  expect(await rowOf('Signals')).toMatchObject({ severity: 'none', signal: null });
});

test('C3: by default the most severe stand first, and among equals those with more overdue', async () => {
  for (const [name, severity, amount] of [
    ['Order small high', 'high', '1'],
    ['Order big healthy', 'healthy', '1000'],
    ['Order big high', 'high', '2'],
    ['Order none', null, '9000'],
  ] as const) {
    const { id } = await api.customer({ name });
    await api.invoice(id, { amount });
    await silence(api, id);
    if (severity) await signal(api, id, { severity });
  }
  expect(namesOf(await table('search=ORDER'))).toEqual([
    'Order big high',
    'Order small high',
    'Order big healthy',
    'Order none',
  ]);
});

test('U3: hidden customers are absent from rows, counts and totals', async () => {
  const owner = await api.user('agent');
  const hidden = await api.customer({ name: 'Hidden one', arOwnerId: owner.id });
  await api.invoice(hidden.id, { amount: '77' });
  const { db } = api.database;
  await db.visibilityGroup.create({
    data: { id: 'vgr_table', name: 'T', nameKey: 'table', createdAt: new Date() },
  });
  await db.visibilityGroupCustomer.create({ data: { groupId: 'vgr_table', customerId: hidden.id } });
  const agent = await api.user('agent');
  const seen = async (key: string) => {
    const { items, totalCount } = await table('search=hidden%20one', key);
    const { currencies } = await api.ok('GET', '/v1/customer-totals?search=hidden%20one', { key });
    return [items.length, totalCount, currencies.length];
  };
  expect(await seen(agent.key)).toEqual([0, 0, 0]);
  expect(await seen(owner.key)).toEqual([1, 1, 1]);
  expect(await seen(api.adminKey)).toEqual([1, 1, 1]);
});

test('C3: totals are summed by currency, never across', async () => {
  for (const [currency, amount] of [
    ['EUR', '1.50'],
    ['EUR', '2.25'],
    ['USD', '4'],
  ] as const) {
    const { id } = await api.customer({ name: `Sum ${amount}`, currency });
    await api.invoice(id, { amount });
  }
  const { currencies, asOf } = await api.ok('GET', '/v1/customer-totals?search=sum%20');
  expect(asOf).toBe('2026-03-02');
  expect(currencies).toMatchObject([
    { currency: 'EUR', customerCount: 2, total: '3.75', overdue: '3.75', aging: { days1To30: '3.75' } },
    { currency: 'USD', customerCount: 1, total: '4.00' },
  ]);
});
