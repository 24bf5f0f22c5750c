import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

// C18: what another system shows as a negative balance and what a payment of ours has on account is the same money.
const api = new ApiFixture();
let customers = 0;
let customer = { id: '', externalId: '' };
beforeAll(async () => {
  await api.open();
  api.now = Date.parse('2026-10-20T08:00:00Z');
});
beforeEach(async () => {
  const externalId = `O-${++customers}`;
  customer = { id: (await api.customer({ externalId, currency: 'EUR' })).id, externalId };
});
afterAll(() => api.close());

const HEAD = 'customer_external_id,number,issued_on,due_on,amount,balance\n';
const row = (name: string, balance: string) =>
  `${customer.externalId},${customer.externalId}-${name},2026-09-01,2026-10-01,100.00,${balance}\n`;
const take = (...rows: string[]) => runImport(api, 'invoices', HEAD + rows.join(''));
const sums = async (): Promise<string[]> => {
  const { total, credit } = (await api.ok('GET', `/v1/customers/${customer.id}`)).balances;
  return [total, credit];
};
const idOf = async (name: string) =>
  (await api.database.db.invoice.findUniqueOrThrow({ where: { number: `${customer.externalId}-${name}` } }))
    .id;
const pay = async (amount: string, names: readonly string[]) => {
  const allocations = [];
  for (const name of names) allocations.push({ invoiceId: await idOf(name), amount: '100.00' });
  return api.ok('POST', `/v1/customers/${customer.id}/payments`, { body: { amount, allocations } });
};

test('C18: an overpayment recorded here is no second credit when a file shows it too, however often', async () => {
  await take(row('A', '100.00'));
  await pay('130.00', ['A']);
  expect(await sums()).toEqual(['0.00', '30.00']);
  for (let times = 0; times < 2; times += 1) {
    expect((await take(row('A', '-30.00'))).counts).toEqual([0, 0, 1, 0]);
    expect(await sums()).toEqual(['0.00', '30.00']);
  }
  // What it shows beyond that is credit.
  await take(row('A', '-45.00'));
  expect(await sums()).toEqual(['0.00', '45.00']);
});

test('C18, C20: what came back, or went to another invoice, is no rest of it any more', async () => {
  await take(row('A', '100.00'), row('B', '100.00'));
  const { id } = await pay('230.00', ['A', 'B']);
  await take(row('A', '-30.00'), row('B', '-10.00'));
  expect(await sums()).toEqual(['0.00', '40.00']);
  await take(row('A', '0.00'), row('B', '0.00'));
  expect(await sums()).toEqual(['0.00', '30.00']);
  await api.ok('POST', `/v1/payments/${id}/reversals`, { body: { reason: 'bounced' } });
  expect(await sums()).toEqual(['200.00', '0.00']);
  await take(row('A', '-30.00'));
  expect(await sums()).toEqual(['100.00', '30.00']);
});

test('C18: a payment on account that a list of open items names by its reference is credit once', async () => {
  const reference = `WIRE-${customer.externalId}`;
  await take(row('A', '100.00'));
  await api.ok('POST', `/v1/customers/${customer.id}/payments`, {
    body: { amount: '70.00', reference, allocations: [] },
  });
  const open = (left: string) =>
    take(row('A', '100.00'), `${customer.externalId},${reference},2026-09-01,2026-09-01,-70.00,${left}\n`);
  expect((await open('-70.00')).counts).toEqual([1, 0, 1, 0]);
  expect((await open('')).counts).toEqual([0, 0, 2, 0]);
  expect(await sums()).toEqual(['100.00', '70.00']);
  const { items } = await api.ok('GET', `/v1/customers/${customer.id}/credit`);
  expect(items).toMatchObject([{ kind: 'payment', reference, open: '70.00' }]);
});
