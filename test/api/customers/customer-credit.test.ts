import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CURRENCIES, decimalsOf } from '../../../contracts/currencies.ts';
import { createProgramRow } from '../../support/rows/program-fixture.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
const ids: Record<string, string> = {};
let programId = '';

const post = (path: string, body: object): Promise<Json> => api.ok('POST', path, { body });
const pay = (name: string, amount: string, paidOn = '2026-02-20'): Promise<Json> =>
  post(`/v1/customers/${ids[name]}/payments`, { amount, paidOn, allocations: [], reference: `P-${name}` });

beforeAll(async () => {
  await api.open();
  for (const name of ['1a', '1b', '1c', 'none']) {
    const { id } = await api.customer({ name, externalId: name, currency: 'USD' });
    ids[name] = id;
    await api.invoice(id, { amount: '1000.00', dueOn: '2026-01-15' });
  }
  const note = (name: string, amount: string) =>
    api.ok('PUT', `/v1/customers/${ids[name]}/related-records`, {
      body: {
        kind: 'credit_note',
        externalId: `CN-${name}`,
        status: 'open',
        amount,
        occurredOn: '2026-02-01',
      },
    });
  await note('1a', '1500.00');
  await note('1c', '400.00');
  await pay('1b', '1500.00');
  programId = await createProgramRow(api.database.db, { now: api.now, authorId: api.adminId });
});
afterAll(() => api.close());

const EXPECTED: Record<string, string[]> = {
  '1a': ['1000.00', '1500.00', '-500.00'],
  '1b': ['1000.00', '1500.00', '-500.00'],
  '1c': ['1000.00', '400.00', '600.00'],
  none: ['1000.00', '0.00', '1000.00'],
};
const sums = ({ total, credit, net }: Json): string[] => [total, credit, net];
const named = (items: Json[], of = (row: Json) => row): Record<string, string[]> =>
  Object.fromEntries(items.map((row) => [of(row).name, sums(row)]));

describe('C3, C5, C18: credit and net stand wherever the balance does', () => {
  test('case 1: table, overview, customer, list, totals, grid and export', async () => {
    const table = await api.ok('GET', '/v1/customer-table');
    expect(named(table.items)).toEqual(EXPECTED);
    for (const [name, expected] of Object.entries(EXPECTED)) {
      expect(sums(await api.ok('GET', `/v1/customers/${ids[name]}/overview`))).toEqual(expected);
      expect(sums((await api.ok('GET', `/v1/customers/${ids[name]}`)).balances)).toEqual(expected);
    }
    const { items } = await api.ok('GET', '/v1/customers');
    expect(named(items.map(({ name, balances }: Json) => ({ name, ...balances })))).toEqual(EXPECTED);
    const { currencies } = await api.ok('GET', '/v1/customer-totals');
    expect(currencies.map(sums)).toEqual([['4000.00', '3400.00', '600.00']]);
    const grid = await api.ok('GET', `/v1/programs/${programId}/enrollments?sort=net&order=asc`);
    expect(named(grid.items, (row) => row.customer)).toEqual(EXPECTED);
    expect(grid.items.at(-1).customer.name).toBe('none');
    const csv: string = await api.ok('GET', '/v1/exports/customers?search=1c');
    const [head = '', row = ''] = csv.split('\r\n');
    const cell = (column: string) => row.split(',')[head.split(',').indexOf(column)];
    expect([cell('total'), cell('credit'), cell('net')]).toEqual(EXPECTED['1c']);
  });

  test('C4: filters and orders by credit and net, below 0 too', async () => {
    const names = async (query: string): Promise<string[]> =>
      (await api.ok('GET', `/v1/customer-table?${query}`)).items.map(({ name }: Json) => name);
    expect((await names('credit=positive')).toSorted()).toEqual(['1a', '1b', '1c']);
    expect((await names('credit=gte:400.01')).toSorted()).toEqual(['1a', '1b']);
    expect((await names('net=lt:0')).toSorted()).toEqual(['1a', '1b']);
    expect((await names('net=eq:-500')).toSorted()).toEqual(['1a', '1b']);
    expect((await names('net=positive&sort=net')).slice(0, 2)).toEqual(['none', '1c']);
    expect((await names('sort=credit&order=asc')).slice(0, 2)).toEqual(['none', '1c']);
    expect((await api.call('GET', '/v1/customer-table?credit=lt:-1')).status).toBe(422);
    const first = await api.ok('GET', '/v1/customer-table?sort=net&order=asc&limit=3');
    expect(await names(`sort=net&order=asc&limit=3&cursor=${first.nextCursor}`)).toEqual(['none']);
  });

  test('piece by piece, in pages, with what is left of each', async () => {
    await pay('1c', '30.00', '2026-02-25');
    const page = async (query: string): Promise<Json> =>
      api.ok('GET', `/v1/customers/${ids['1c']}/credit?limit=1${query}`);
    const first = await page('');
    expect(first.items).toEqual([
      {
        kind: 'payment',
        sourceId: expect.stringMatching(/^pay_/),
        reference: 'P-1c',
        occurredOn: '2026-02-25',
        currency: 'USD',
        amount: '30.00',
        open: '30.00',
      },
    ]);
    const second = await page(`&cursor=${first.nextCursor}`);
    expect([second.items[0].kind, second.items[0].reference, second.nextCursor]).toEqual([
      'credit_note',
      'CN-1c',
      null,
    ]);
    await post(`/v1/payments/${first.items[0].sourceId}/reversals`, { reason: 'No funds' });
    expect((await page('')).items[0].kind).toBe('credit_note');
  });

  test('credit of another currency is shown, and lowers nothing', async () => {
    const now = api.now;
    const payment = {
      id: api.deps.newId('payment'),
      customerId: ids['none']!,
      currency: 'KWD',
      amount: '7.125',
      paidOn: '2026-02-01',
      reference: null,
    };
    const by = { source: 'api', createdById: api.adminId, now };
    await api.deps.store.payments.insertAll(api.database.db, { payments: [payment], ...by });
    const overview = await api.ok('GET', `/v1/customers/${ids['none']}/overview`);
    expect([sums(overview), overview.otherCredit]).toEqual([
      EXPECTED['none'],
      [{ currency: 'KWD', amount: '7.125' }],
    ]);
    const { balances } = await api.ok('GET', `/v1/customers/${ids['none']}`);
    expect(balances.otherCredit).toEqual([{ currency: 'KWD', amount: '7.125' }]);
  });
});

test('C18: as of another day, credit is what it was at the end of that day', async () => {
  const customer = await api.customer({ name: 'Then', externalId: 'then' });
  ids['before'] = customer.id;
  const [first, second] = [await api.invoice(customer.id), await api.invoice(customer.id)];
  const payment = await pay('before', '50.00', '2026-02-05');
  const note = await api.ok('PUT', `/v1/customers/${customer.id}/related-records`, {
    body: { kind: 'credit_note', externalId: 'CN-then', amount: '20.00', occurredOn: '2026-02-10' },
  });
  const part = { amount: '30', paidOn: '2026-02-12', allocations: [{ invoiceId: first.id, amount: '25' }] };
  await post(`/v1/customers/${customer.id}/payments`, part);
  await post(`/v1/payments/${payment.id}/reversals`, { reason: 'x', amount: '15', reversedOn: '2026-02-15' });
  await post(`/v1/related-records/${note.id}/applications`, { invoiceId: second.id, amount: '8' });
  await post(`/v1/invoices/${first.id}/void`, {});
  const of = async (query: string) =>
    sums(await api.ok('GET', `/v1/customers/${customer.id}/overview${query}`));
  const table = async (day: string) => {
    const { items } = await api.ok('GET', `/v1/customer-table?asOf=${day}&search=then&credit=gte:0`);
    return sums(items[0]);
  };
  const days: Record<string, string[]> = {
    '2026-02-04': ['200.00', '0.00', '200.00'],
    '2026-02-05': ['200.00', '50.00', '150.00'],
    '2026-02-10': ['200.00', '70.00', '130.00'],
    '2026-02-12': ['175.00', '75.00', '100.00'],
    '2026-02-15': ['175.00', '60.00', '115.00'],
  };
  for (const [day, expected] of Object.entries(days)) {
    expect([day, await of(`?asOf=${day}`), await table(day)]).toEqual([day, expected, expected]);
  }
  expect(await of('')).toEqual(['92.00', '77.00', '15.00']);
});

describe('C19: what is less than the smallest unit is owed by nobody', () => {
  test('case 2a: a residue of before counts in no sum, bucket, count or signal, and stays visible', async () => {
    const customer = await api.customer({ name: 'Residue', currency: 'USD' });
    const invoice = await api.invoice(customer.id, {
      amount: '100.00',
      dueOn: '2025-12-01',
      issuedOn: '2025-11-01',
    });
    await api.database.db.invoice.update({ where: { id: invoice.id }, data: { balance: '0.004' } });
    await api.ok('POST', `/v1/invoices/${invoice.id}/dispute`, { body: { reason: 'Why' } });
    const overview = await api.ok('GET', `/v1/customers/${customer.id}/overview`);
    expect(overview).toMatchObject({ total: '0.00', overdue: '0.00', openInvoiceCount: 0, credit: '0.00' });
    expect(Object.values(overview.aging)).toEqual(Array.from({ length: 5 }, () => '0.00'));
    const { balances } = await api.ok('GET', `/v1/customers/${customer.id}`);
    expect(balances).toMatchObject({ total: '0.00', overdue: '0.00', openInvoiceCount: 0 });
    expect(overview.signals.map(({ kind }: Json) => kind)).toEqual(['no_data']);
    const asOf = await api.ok('GET', `/v1/customers/${customer.id}/overview?asOf=2026-03-01`);
    expect([asOf.total, asOf.openInvoiceCount]).toEqual(['0.00', 0]);
    expect(await api.ok('GET', `/v1/invoices/${invoice.id}`)).toMatchObject({
      status: 'open',
      balance: '0.004',
    });
    await api.invoice(customer.id, { amount: '0.01', dueOn: '2026-02-01' });
    const after = await api.ok('GET', `/v1/customers/${customer.id}/overview`);
    expect([after.total, after.overdue, after.openInvoiceCount]).toEqual(['0.01', '0.01', 1]);
  });

  test('C2: SQL and the list of currencies know the same smallest units', async () => {
    const codes = [...CURRENCIES];
    const rows = await api.database.db.$queryRaw<{ code: string; unit: string }[]>`
      SELECT code, minor_unit(code)::text AS unit FROM unnest(${codes}::text[]) AS x(code)`;
    expect(rows.map(({ code, unit }) => [code, Number(unit)])).toEqual(
      codes.map((code) => [code, Number((10 ** -decimalsOf(code)).toFixed(4))]),
    );
  });
});
