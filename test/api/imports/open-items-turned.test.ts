import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';
import { importOpenItems, standOf } from '../../support/worlds/open-items.ts';

const api = new ApiFixture();
let customers = 0;
let customer = { id: '', externalId: '' };
beforeAll(async () => {
  await api.open();
  api.now = Date.parse('2026-10-20T08:00:00Z');
});
beforeEach(async () => {
  const externalId = `T-${++customers}`;
  customer = { id: (await api.customer({ externalId, currency: 'EUR' })).id, externalId };
});
afterAll(() => api.close());

const HEAD = 'customer_external_id,number,issued_on,due_on,amount,balance\n';
const row = (name: string, amount: string, balance = amount) =>
  `${customer.externalId},${customer.externalId}-${name},2026-09-01,2026-10-01,${amount},${balance}\n`;
const source = () => `&source=${customer.externalId.toLowerCase()}`;
const openItems = (rows: string, query = '') => importOpenItems(api, HEAD + rows, source() + query);
/** What the customer owes, has to its credit, and owes net. */
const sums = async (): Promise<string[]> => {
  const { total, credit, net } = (await api.ok('GET', `/v1/customers/${customer.id}`)).balances;
  return [total, credit, net];
};

describe('C18, C21: the balance of an account goes below zero and comes back', () => {
  test('in a list of open items: its credit ends where it is an invoice, and its invoice where it is credit', async () => {
    await openItems(row('KEEP', '50.00') + row('ACC', '-300.00'));
    expect(await sums()).toEqual(['50.00', '300.00', '-250.00']);
    const positive = row('KEEP', '50.00') + row('ACC', '200.00');
    const ended = { credit: { count: 1, amounts: [{ currency: 'EUR', amount: '300.00' }] } };
    expect(await openItems(positive, '&dryRun=true')).toMatchObject({ failed: 0, closing: ended });
    expect(await openItems(positive)).toMatchObject({ created: 1, failed: 0, closing: ended });
    expect(await sums()).toEqual(['250.00', '0.00', '250.00']);
    const negative = row('KEEP', '50.00') + row('ACC', '-40.00');
    expect(await openItems(negative)).toMatchObject({
      failed: 0,
      closed: 1,
      closing: { missing: { count: 1 } },
    });
    expect(await sums()).toEqual(['50.00', '40.00', '10.00']);
    await openItems(positive);
    expect(await sums()).toEqual(['250.00', '0.00', '250.00']);
  });

  test('in another file: an invoice ends the credit that had its number, and credit never stands beside an invoice', async () => {
    await runImport(api, 'invoices', HEAD + row('ACC', '-300.00'));
    expect(await sums()).toEqual(['0.00', '300.00', '-300.00']);
    await runImport(api, 'invoices', HEAD + row('ACC', '200.00'));
    expect(await sums()).toEqual(['200.00', '0.00', '200.00']);
    expect((await runImport(api, 'invoices', HEAD + row('ACC', '-5.00'))).counts).toEqual([0, 0, 0, 1]);
    expect(await sums()).toEqual(['200.00', '0.00', '200.00']);
  });

  test('a credit note of its own file keeps the number that an invoice has, too', async () => {
    const record = `kind,external_id,customer_external_id,occurred_on,amount\ncredit_note,${customer.externalId}-ACC,${customer.externalId},2026-09-05,10.00\n`;
    await runImport(api, 'related_records', record);
    await runImport(api, 'invoices', HEAD + row('ACC', '200.00'));
    expect(await sums()).toEqual(['200.00', '10.00', '190.00']);
  });

  test("another customer's invoice, or one of another source, is not turned", async () => {
    await openItems(row('ACC', '200.00'));
    const other = await importOpenItems(api, HEAD + row('ACC', '-5.00'), '&source=other');
    expect(other).toMatchObject({ failed: 1, closed: 0 });
    const { externalId } = await api.customer({ externalId: `${customer.externalId}-B`, currency: 'EUR' });
    const file = HEAD + row('ACC', '-5.00').replace(customer.externalId, externalId ?? '');
    expect(await importOpenItems(api, file, source())).toMatchObject({ failed: 1, closed: 0 });
    expect(await sums()).toEqual(['200.00', '0.00', '200.00']);
  });
});

test('C21: lines that come to 0 name nothing that is open, and let the file close what it lacks', async () => {
  await openItems(row('A', '100.00') + row('B', '20.00') + row('C', '-7.00'));
  const lines = row('A', '60.00') + row('A', '-60.00') + row('B', '20.00') + row('C', '0.00');
  const result = await openItems(lines, '&lines=sum');
  expect(result).toMatchObject({ failed: 0, warnings: 2, closed: 1, closing: { credit: { count: 1 } } });
  expect(await standOf(api, `${customer.externalId}-A`, `${customer.externalId}-B`)).toEqual([
    'paid 0.00',
    'open 20.00',
  ]);
  expect(await sums()).toEqual(['20.00', '0.00', '20.00']);
  // Elsewhere an invoice is worth something.
  expect((await runImport(api, 'invoices', HEAD + row('D', '0.00'))).counts).toEqual([0, 0, 0, 1]);
});
