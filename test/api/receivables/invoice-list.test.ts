import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

// The fixture's day is 2 March 2026.
const api = new ApiFixture();
const ids: Record<string, string> = {};
let labelId = '';

beforeAll(async () => {
  await api.open();
  const customers = [
    await api.customer({ name: 'Alpha' }),
    await api.customer({ name: 'Beta', currency: 'USD' }),
  ];
  const rows: [number: string, customer: number, dueOn: string, amount: string][] = [
    ['A-today', 0, '2026-03-02', '10'],
    ['A-1', 0, '2026-03-01', '20'],
    ['A-30', 0, '2026-01-31', '30'],
    ['A-31', 0, '2026-01-30', '40'],
    ['B-61', 1, '2025-12-31', '50'],
    ['B-91', 1, '2025-12-01', '60'],
    ['B-paid', 1, '2025-12-15', '70'],
  ];
  for (const [number, customer, dueOn, amount] of rows) {
    const invoice = await api.invoice(customers[customer]!.id, {
      number,
      dueOn,
      amount,
      issuedOn: '2025-11-01',
      poNumber: `PO ${number}`,
    });
    ids[number] = invoice.id;
  }
  ids['Alpha'] = customers[0]!.id;
  await api.ok('POST', `/v1/invoices/${ids['B-paid']}/payments`, { body: { amount: '70' } });
  await api.ok('POST', `/v1/invoices/${ids['A-30']}/payments`, { body: { amount: '29' } });
  await api.ok('POST', `/v1/invoices/${ids['A-1']}/dispute`, { body: { reason: 'Broken' } });
  const group = await api.ok('POST', '/v1/label-groups', { body: { name: 'G' } });
  labelId = (await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'Legal' } })).id;
  await api.ok('PUT', `/v1/invoices/${ids['B-91']}/labels/${labelId}`);
});
afterAll(() => api.close());

const numbers = async (query: string): Promise<string[]> =>
  (await api.ok('GET', `/v1/invoices?${query}`)).items.map((row: Json) => row.number);

test('C15: invoices across customers stand by due date, with customer, labels and days past due', async () => {
  expect(await numbers('')).toEqual(['B-91', 'B-paid', 'B-61', 'A-31', 'A-30', 'A-1', 'A-today']);
  const { items } = await api.ok('GET', '/v1/invoices?status=open&search=b-91');
  expect(items).toMatchObject([
    { number: 'B-91', customerName: 'Beta', daysPastDue: 91, labels: [{ name: 'Legal' }] },
  ]);
  const [paid] = (await api.ok('GET', '/v1/invoices?status=paid')).items;
  expect(paid).toMatchObject({ number: 'B-paid', daysPastDue: 0, balance: '0.00' });
});

test('C15: every filter alone, and several together', async () => {
  expect(await numbers(`customerId=${ids['Alpha']}`)).toEqual(['A-31', 'A-30', 'A-1', 'A-today']);
  expect(await numbers('group=current')).toEqual(['A-today']);
  expect(await numbers('group=overdue')).toEqual(['B-91', 'B-61', 'A-31', 'A-30', 'A-1']);
  expect(await numbers('group=closed')).toEqual(['B-paid']);
  expect(await numbers('bucket=notYetDue')).toEqual(['A-today']);
  expect(await numbers('bucket=days1To30')).toEqual(['A-30', 'A-1']);
  expect(await numbers('bucket=days31To60')).toEqual(['A-31']);
  expect(await numbers('bucket=days61To90')).toEqual(['B-61']);
  expect(await numbers('bucket=days91Plus')).toEqual(['B-91']);
  expect(await numbers('isDisputed=true')).toEqual(['A-1']);
  expect(await numbers(`labelIds=${labelId}`)).toEqual(['B-91']);
  expect(await numbers('dueFrom=2025-12-15&dueTo=2026-01-30')).toEqual(['B-paid', 'B-61', 'A-31']);
  expect(await numbers('balance=gte:40')).toEqual(['B-91', 'B-61', 'A-31']);
  expect(await numbers('balance=lt:2')).toEqual(['B-paid', 'A-30']);
  expect(await numbers('currency=USD&status=open')).toEqual(['B-91', 'B-61']);
  expect(await numbers('search=po%20a-3')).toEqual(['A-31', 'A-30']);
  expect(
    await numbers('isDisputed=false&group=overdue&balance=positive&dueFrom=2026-01-01&currency=EUR'),
  ).toEqual(['A-31', 'A-30']);
});

test('C15: each order goes both ways over all pages, each invoice once', async () => {
  const all = await numbers('');
  const valueOf = (row: Json, sort: string) =>
    ['amount', 'balance'].includes(sort) ? Number(row[sort]) : row[sort];
  for (const sort of ['dueOn', 'issuedOn', 'number', 'amount', 'balance']) {
    for (const order of ['asc', 'desc']) {
      const seen: Json[] = [];
      for (let cursor = ''; ;) {
        const page = await api.ok('GET', `/v1/invoices?sort=${sort}&order=${order}&limit=2${cursor}`);
        seen.push(...page.items);
        if (page.nextCursor === null) break;
        cursor = `&cursor=${page.nextCursor}`;
      }
      expect(seen.map((row) => row.number).sort()).toEqual([...all].sort());
      const got = seen.map((row) => valueOf(row, sort));
      const wanted = [...got].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect(got).toEqual(order === 'asc' ? wanted : wanted.reverse());
    }
  }
});

test('C5: the overview of a customer shows balances, aging, signals, lists and what is disputed, as of any day', async () => {
  const list = await api.ok('POST', '/v1/lists', { body: { name: 'Calls' } });
  await api.ok('PUT', `/v1/lists/${list.id}/members/${ids['Alpha']}`);
  const path = `/v1/customers/${ids['Alpha']}/overview`;
  const overview = await api.ok('GET', path);
  expect(overview).toMatchObject({
    name: 'Alpha',
    total: '71.00',
    overdue: '61.00',
    aging: { notYetDue: '10.00', days1To30: '21.00', days31To60: '40.00' },
    disputed: '20.00',
    oldestDueOn: '2026-01-30',
    lists: [{ id: list.id, name: 'Calls' }],
    asOf: '2026-03-02',
  });
  expect(overview.signals.map((signal: Json) => signal.severity)).toContain('medium');
  expect(overview.severity).toBe('medium');
  expect(await api.ok('GET', `${path}?asOf=2026-02-01`)).toMatchObject({
    total: '100.00',
    overdue: '70.00',
    asOf: '2026-02-01',
  });
  const { db } = api.database;
  await db.visibilityGroup.create({
    data: { id: 'vgr_overview', name: 'O', nameKey: 'o', createdAt: new Date() },
  });
  await db.visibilityGroupCustomer.create({ data: { groupId: 'vgr_overview', customerId: ids['Alpha']! } });
  const agent = await api.user('agent');
  expect((await api.call('GET', path, { key: agent.key })).status).toBe(404);
  expect((await api.ok('GET', '/v1/invoices?search=a-', { key: agent.key })).items).toEqual([]);
});
