import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

type Row = Record<string, string>;
const download = async (path: string, key = api.adminKey): Promise<Row[]> => {
  const { body } = await api.call('GET', path, { key });
  return parse(body as string, { columns: true }) as Row[];
};

test('the customers table is exported by name with its filters, formulas neutralised', async () => {
  const owner = await api.user('agent');
  const odd = await api.customer({ name: '=HYPERLINK("x")', externalId: 'X-1', arOwnerId: owner.id });
  await api.customer({ name: 'Alder, "the" Ltd', status: 'inactive' });
  await api.invoice(odd.id, { amount: '100.10', dueOn: '2026-01-15' });
  await api.invoice(odd.id, { amount: '0.20', dueOn: '2026-04-15' });
  const answer = await api.call('GET', '/v1/exports/customers');
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="customers-2026-03-02.csv"');
  const rows = parse(answer.body as string, { columns: true }) as Row[];
  expect(rows.map((row) => row['name']).sort()).toEqual([`'=HYPERLINK("x")`, 'Alder, "the" Ltd']);
  const row = rows.find((each) => each['external_id'] === 'X-1')!;
  expect(row).toMatchObject({
    total: '100.30',
    overdue: '100.10',
    not_yet_due: '0.20',
    days_31_60: '100.10',
    open_invoices: '2',
    ar_owner: 'A agent',
  });
  expect(await download('/v1/exports/customers?statuses=inactive')).toHaveLength(1);
  expect(await download('/v1/exports/customers?search=nothing+like+it')).toEqual([]);
});

test('invoices are exported with the filters of their list, page after page, each once', async () => {
  const customer = await api.customer({ name: 'Many', externalId: 'M-1' });
  await api.database.db.$executeRaw`
    INSERT INTO invoice (id, customer_id, currency, number, status, issued_on, due_on, amount, balance, is_disputed,
      source, created_at, updated_at)
    SELECT 'inv_' || lpad(n::text, 26, '0'), ${customer.id}, 'EUR', 'MANY-' || n, 'open', '2026-01-01',
      date '2026-01-01' + (n % 40), 10, 10, false, 'test', to_timestamp(0), to_timestamp(0)
    FROM generate_series(1, 2500) n`;
  const rows = await download(`/v1/exports/invoices?customerId=${customer.id}`);
  expect(rows).toHaveLength(2500);
  expect(new Set(rows.map((row) => row['number'])).size).toBe(2500);
  expect(rows[0]).toMatchObject({
    customer_external_id: 'M-1',
    customer_name: 'Many',
    amount: '10.00',
    disputed: 'false',
  });
});

test('U3: a hidden customer and its invoices are in no export', async () => {
  const agent = await api.user('agent');
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Export group' } });
  const hidden = await api.customer({ name: 'Hidden from exports', externalId: 'H-1' });
  await api.invoice(hidden.id, { number: 'H-INV' });
  await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [hidden.id] } });
  const seenBy = async (key: string): Promise<boolean[]> => [
    (await download('/v1/exports/customers', key)).some((row) => row['external_id'] === 'H-1'),
    (await download('/v1/exports/invoices', key)).some((row) => row['number'] === 'H-INV'),
  ];
  expect(await seenBy(agent.key)).toEqual([false, false]);
  expect(await seenBy(api.adminKey)).toEqual([true, true]);
});

test('a wrong filter is refused before anything is sent', async () => {
  const answer: { status: number; body: Json } = await api.call('GET', '/v1/exports/customers?statuses=gone');
  expect([answer.status, answer.body.status]).toEqual([422, 422]);
});
