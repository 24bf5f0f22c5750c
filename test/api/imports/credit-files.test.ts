import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { importCase } from '../../support/worlds/case-files.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
const DAY_MS = 86_400_000;
beforeAll(async () => {
  await api.open();
  await importCase(api, 'customers', { name: 'setup-customers.csv' });
});
afterAll(() => api.close());

const take = async (kind: string, name: string, query = '') =>
  (await importCase(api, kind, { name, query })).counts;
const HEAD = 'customer_external_id,number,issued_on,due_on,amount,balance\n';
const row = (number: string, amount: string, balance: string, of = 'B200') =>
  `${of},${number},2026-01-05,2026-02-04,${amount},${balance}\n`;
const imported = (csv: string, query = '') => runImport(api, 'invoices', HEAD + csv, query);

const idOf = async (externalId: string): Promise<string> =>
  (await api.database.db.customer.findUniqueOrThrow({ where: { externalId } })).id;
/** What a customer owes, has to its credit, and owes net. */
const sums = async (externalId: string): Promise<string[]> => {
  const { total, credit, net } = (await api.ok('GET', `/v1/customers/${await idOf(externalId)}`)).balances;
  return [total, credit, net];
};
const pieces = async (externalId: string): Promise<string[]> => {
  const { items } = await api.ok('GET', `/v1/customers/${await idOf(externalId)}/credit`);
  return items.map((each: Json) =>
    [each.kind, each.reference, each.occurredOn, each.amount, each.open, each.currency].join(' '),
  );
};
const invoice = async (number: string): Promise<string[]> => {
  const found = await api.database.db.invoice.findUniqueOrThrow({ where: { number } });
  const { status, balance, credit, creditOn } = await api.ok('GET', `/v1/invoices/${found.id}`);
  return [status, balance, credit, creditOn];
};

describe('C11, C18: cases as people have them', () => {
  test('6a: an overpayment lowers its invoice to 0, and the rest is on account', async () => {
    expect(await take('invoices', '06-setup-invoices.csv')).toEqual([4, 0, 0, 0]);
    for (const counts of [
      [1, 0, 0, 0],
      [0, 0, 1, 0],
    ])
      expect(await take('payments', '06a-overpayment.csv')).toEqual(counts);
    expect(await invoice('OP-1')).toEqual(['paid', '0.00', '0.00', null]);
    const payment = await api.database.db.payment.findFirstOrThrow({ where: { reference: 'WIRE-71' } });
    expect(await api.ok('GET', `/v1/payments/${payment.id}`)).toMatchObject({
      amount: '520.00',
      onAccount: '20.00',
      allocations: [{ invoiceNumber: 'OP-1', amount: '500.00' }],
    });
    expect(await sums('A100')).toEqual(['350.00', '20.00', '330.00']);
    expect(await pieces('A100')).toEqual(['payment WIRE-71 2026-03-02 520.00 20.00 USD']);
  });

  test('6c: a negative balance is a paid invoice and credit; again it sets, and never adds', async () => {
    for (const counts of [
      [2, 0, 0, 0],
      [0, 0, 2, 0],
    ])
      expect(await take('invoices', '06c-negative-balance.csv')).toEqual(counts);
    expect(await invoice('NB-1')).toEqual(['paid', '0.00', '25.00', '2026-03-02']);
    expect((await invoice('NB-2')).slice(0, 2)).toEqual(['open', '80.00']);
    expect(await sums('B200')).toEqual(['80.00', '25.00', '55.00']);
    expect(await pieces('B200')).toEqual(['invoice NB-1 2026-03-02 25.00 25.00 EUR']);
  });

  test('6c: the same a day later changes nothing; another one sets it, of its own day; 0 and more end it', async () => {
    api.now += DAY_MS;
    expect((await imported(row('NB-1', '300.00', '-25.00'))).counts).toEqual([0, 0, 1, 0]);
    expect(await invoice('NB-1')).toEqual(['paid', '0.00', '25.00', '2026-03-02']);
    expect((await imported(row('NB-1', '300.00', '-10.00'))).counts).toEqual([0, 1, 0, 0]);
    expect(await invoice('NB-1')).toEqual(['paid', '0.00', '10.00', '2026-03-03']);
    expect(await sums('B200')).toEqual(['80.00', '10.00', '70.00']);
    expect((await imported(row('NB-1', '300.00', '40.00'))).counts).toEqual([0, 1, 0, 0]);
    expect(await invoice('NB-1')).toEqual(['open', '40.00', '0.00', null]);
    await imported(row('NB-1', '300.00', '-5.00'));
    expect(await sums('B200')).toEqual(['80.00', '5.00', '75.00']);
    expect((await imported(row('NB-1', '300.00', '0.00'))).counts).toEqual([0, 1, 0, 0]);
    expect(await sums('B200')).toEqual(['80.00', '0.00', '80.00']);
    expect(await pieces('B200')).toEqual([]);
    api.now -= DAY_MS;
  });

  test('6d: a credit among open items is a credit note, found again by its number; what is left sets it', async () => {
    for (const counts of [
      [2, 0, 0, 0],
      [0, 0, 2, 0],
    ])
      expect(await take('invoices', '06d-credit-row.csv')).toEqual(counts);
    expect((await invoice('CR-1')).slice(0, 2)).toEqual(['open', '400.00']);
    expect(await sums('C300')).toEqual(['400.00', '150.00', '250.00']);
    expect(await pieces('C300')).toEqual(['credit_note CR-2 2026-01-20 150.00 150.00 EUR']);
    expect(
      (await imported(row('CR-2', '-150.00', '-50.00', 'C300').replace('01-05', '01-20'))).counts,
    ).toEqual([0, 1, 0, 0]);
    expect(await pieces('C300')).toEqual(['credit_note CR-2 2026-01-20 150.00 50.00 EUR']);
    expect(await sums('C300')).toEqual(['400.00', '50.00', '350.00']);
    const without = HEAD.replace(',balance', '') + 'C300,CR-2,2026-01-20,2026-01-20,-150.00\n';
    expect((await runImport(api, 'invoices', without)).counts).toEqual([0, 0, 1, 0]);
    expect((await imported(row('CR-2', '-150.00', '0', 'C300').replace('01-05', '01-20'))).counts).toEqual([
      0, 1, 0, 0,
    ]);
    expect(await sums('C300')).toEqual(['400.00', '0.00', '400.00']);
  });

  test('6d: what is left counts beside what was applied here', async () => {
    await api.customer({ externalId: 'L-1', name: 'Left', currency: 'EUR' });
    await imported(row('L-10', '400', '400', 'L-1') + row('L-CN', '-150', '-150', 'L-1'));
    const { id } = await api.database.db.relatedRecord.findFirstOrThrow({ where: { externalId: 'L-CN' } });
    const { id: invoiceId } = await api.database.db.invoice.findUniqueOrThrow({ where: { number: 'L-10' } });
    await api.ok('POST', `/v1/related-records/${id}/applications`, { body: { invoiceId, amount: '100' } });
    expect(await sums('L-1')).toEqual(['300.00', '50.00', '250.00']);
    expect(
      (await imported(row('L-10', '400', '300', 'L-1') + row('L-CN', '-150', '-50', 'L-1'))).counts,
    ).toEqual([0, 0, 2, 0]);
    // A system that knows of nothing of it yet: both rows count as it says.
    expect(
      (await imported(row('L-10', '400', '400', 'L-1') + row('L-CN', '-150', '-150', 'L-1'))).counts,
    ).toEqual([0, 2, 0, 0]);
    expect(await sums('L-1')).toEqual(['400.00', '150.00', '250.00']);
    const more = await api.call('POST', `/v1/related-records/${id}/applications`, {
      body: { invoiceId, amount: '150.01' },
    });
    expect(more.status).toBe(422);
  });

  test('15e: minus behind and parentheses', async () => {
    const before = (await sums('C300'))[0];
    expect(await take('invoices', '15e-negative.csv', '&decimalMark=point')).toEqual([3, 0, 0, 0]);
    expect(await take('invoices', '15e-negative.csv', '&decimalMark=point')).toEqual([0, 0, 3, 0]);
    expect((await invoice('AMT-9')).slice(0, 2)).toEqual(['open', '900.00']);
    expect(await pieces('C300')).toEqual([
      'credit_note AMT-11 2026-09-01 120.00 120.00 EUR',
      'credit_note AMT-10 2026-09-01 250.00 250.00 EUR',
    ]);
    expect([before, ...(await sums('C300'))]).toEqual(['400.00', '1300.00', '370.00', '930.00']);
  });
});

describe('C18: what does not fit', () => {
  test('each has its own sentence with line and column, and nothing of the row is stored', async () => {
    const { counts, errors } = await imported(
      [
        row('CR-1', '-10.00', '-10.00', 'C300'),
        row('BX-2', '-10.00', '5.00'),
        row('BX-3', '-10.00', '-11.00'),
        row('BX-4', '0', '-11.00'),
        row('BX-5', '10.0051', '-1'),
      ].join(''),
    );
    expect(counts).toEqual([0, 0, 0, 5]);
    expect(errors).toEqual([
      '2 number is an invoice already, and a credit has a number of its own',
      '3 balance must not be more than 0 for a credit',
      '4 balance must not be more below 0 than the amount',
      '5 amount must be more than 0',
      '6 amount has more decimals than EUR, which has 2: correct it, or declare `round`',
    ]);
    const head = HEAD.replace('\n', ',status,credit\n');
    const said = (number: string, rest: string) => `B200,${number},2026-01-05,2026-02-04,${rest}\n`;
    const other = await runImport(
      api,
      'invoices',
      head +
        said('BX-6', '10,-1,open,') +
        said('BX-7', '10,-1,void,') +
        said('BX-8', '10,1,,3') +
        said('BX-9', '-10,-1,paid,') +
        said('BX-10', '10,0,paid,3'),
    );
    expect([other.counts, other.errors]).toEqual([
      [1, 0, 0, 4],
      [
        '2 balance must be more than 0 for an open invoice',
        '3 balance must be 0 for a void invoice',
        '4 credit stands at an invoice that still owes something',
        '5 balance must be 0 for a credit that is paid',
      ],
    ]);
    expect(await invoice('BX-10')).toEqual(['paid', '0.00', '3.00', '2026-03-02']);
  });

  test('C13: a payment of an invoice that a file showed lower is not taken for an overpayment', async () => {
    await imported(row('SH-1', '100', '100') + row('SH-2', '100', '40'));
    await imported(row('SH-1', '100', '30'));
    const csv =
      'customer_external_id,reference,paid_on,amount,invoice_number\n' +
      'B200,SH-P1,2026-03-01,100,SH-1\nB200,SH-P2,2026-03-01,100,SH-2\n';
    const { counts, errors } = await runImport(api, 'payments', csv);
    expect([counts, errors]).toEqual([
      [0, 0, 0, 2],
      ['2 allocations SH-1 owes only 30.0000', '3 allocations SH-2 owes only 40.0000'],
    ]);
  });

  test('C20: a second payment of a paid invoice is on account; what came back lowers nothing again', async () => {
    await api.customer({ externalId: 'T-1', name: 'Twice', currency: 'EUR' });
    await imported(row('TW-1', '100', '100', 'T-1') + row('TW-2', '50', '50', 'T-1'));
    const head = 'customer_external_id,reference,paid_on,amount,invoice_number,allocations\n';
    const pay = (rows: string) => runImport(api, 'payments', head + rows);
    const twice = 'T-1,TP-1,2026-03-01,100,TW-1,\nT-1,TP-2,2026-03-01,100,TW-1,\n';
    expect((await pay(twice)).counts).toEqual([2, 0, 0, 0]);
    expect((await pay(twice)).counts).toEqual([0, 0, 2, 0]);
    expect(await sums('T-1')).toEqual(['50.00', '100.00', '-50.00']);
    const { id } = await api.database.db.payment.findFirstOrThrow({ where: { reference: 'TP-2' } });
    await api.ok('POST', `/v1/payments/${id}/reversals`, { body: { amount: '80', reason: 'No funds' } });
    const late = await pay('T-1,TP-2,2026-03-01,100,,TW-2:50\n');
    expect(late.errors).toEqual(['2 allocations add up to more than the 20 that are left of it']);
    expect((await pay('T-1,TP-2,2026-03-01,100,,TW-2:20\n')).counts).toEqual([0, 1, 0, 0]);
    expect(await sums('T-1')).toEqual(['30.00', '0.00', '30.00']);
  });
});

test('C11: a sync takes the same', async () => {
  await api.customer({ externalId: 'S-1', name: 'Synced', currency: 'EUR' });
  const item = (number: string, amount: string, balance?: string) => ({
    customerExternalId: 'S-1',
    number,
    issuedOn: '2026-01-05',
    dueOn: '2026-02-04',
    amount,
    ...(balance !== undefined && { balance }),
  });
  const items = [
    item('S-CN', '-150.00', '-150.00'),
    item('S-NB', '300.00', '-25.00'),
    item('S-BAD', '-5.00', '6.00'),
    item('S-OPEN', '80.00'),
  ];
  const sync = () => api.ok('POST', '/v1/sync/invoices', { body: { items } });
  const first = await sync();
  expect(first.items.map(({ outcome }: Json) => outcome)).toEqual([
    'created',
    'created',
    'failed',
    'created',
  ]);
  expect(first.items[0].id).toMatch(/^rel_/);
  expect(first.items[1].id).toMatch(/^inv_/);
  expect(first.items[2].errors).toEqual([
    { field: 'balance', message: 'must not be more than 0 for a credit' },
  ]);
  expect((await sync()).skipped).toBe(3);
  expect(await sums('S-1')).toEqual(['80.00', '175.00', '-95.00']);
  items[0] = item('S-CN', '-150.00', '-50.00');
  items[1] = item('S-NB', '300.00', '-30.00');
  expect(await sync()).toMatchObject({ updated: 2, skipped: 1, failed: 1 });
  expect(await sums('S-1')).toEqual(['80.00', '80.00', '0.00']);
});

test('C22: customers in credit and their invoices come back from exports with 0 changes', async () => {
  for (const kind of ['customers', 'invoices']) {
    const csv = await api.ok('GET', `/v1/exports/${kind}`);
    const { counts, errors } = await runImport(api, kind, csv);
    expect(errors).toEqual([]);
    expect([counts[0], counts[1], counts[3]]).toEqual([0, 0, 0]);
  }
});
