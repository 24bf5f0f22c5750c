import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { importCase } from '../../support/worlds/case-files.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  await importCase(api, 'customers', { name: 'setup-customers.csv' });
});
afterAll(() => api.close());

const take = (kind: string, name: string, query = '') => importCase(api, kind, { name, query });
const amountOf = async (number: string) =>
  (await api.database.db.invoice.findUnique({ where: { number } }))?.amount.toFixed(2);

describe('C11, C21: several rows of one invoice', () => {
  test('17: not declared, none of them is stored and each names the others', async () => {
    const { counts, errors } = await take('invoices', '17-line-rows.csv');
    expect(counts).toEqual([1, 0, 0, 3]);
    expect(errors).toEqual(
      [2, 3, 4].map(
        (line) =>
          `${line} number stands on lines 2, 3 and 4: declare \`lines=sum\` if they are lines of one thing`,
      ),
    );
    expect([await amountOf('LN-1'), await amountOf('LN-2')]).toEqual([undefined, '40.00']);
  });

  test('17: declared as lines they are summed; a dry run says the same, the file again changes nothing', async () => {
    const dry = await take('invoices', '17-line-rows.csv', '&lines=sum&dryRun=true');
    expect(dry.counts).toEqual([1, 0, 1, 0]);
    expect((await take('invoices', '17-line-rows.csv', '&lines=sum')).counts).toEqual([1, 0, 1, 0]);
    expect(await amountOf('LN-1')).toBe('350.00');
    expect((await take('invoices', '17-line-rows.csv', '&lines=sum')).counts).toEqual([0, 0, 2, 0]);
  });

  test('17: lines that contradict each other, or of which one cannot be read, are left out together', async () => {
    const head = 'customer_external_id,number,issued_on,due_on,amount\n';
    const csv =
      `${head}A100,LX-1,2026-09-01,2026-10-01,1.00\nA100,LX-2,2026-09-01,2026-10-01,1.00\n` +
      'A100,LX-1,2026-09-01,2026-10-02,1.00\nA100,LX-2,2026-09-01,2026-10-01,much\n';
    const { counts, errors } = await runImport(api, 'invoices', csv, '&lines=sum');
    expect(counts).toEqual([0, 0, 0, 4]);
    expect(errors).toEqual([
      '2 number is left out with lines 2 and 4',
      '3 number is left out with lines 3 and 5',
      '4 due_on differs from line 2 of the same invoice',
      '5 amount must be an amount like 1234.50',
    ]);
  });

  test('C21: what keeps a summed invoice out is told at each of its lines', async () => {
    const head = 'customer_external_id,number,issued_on,due_on,amount\n';
    const row = 'NOBODY,LY-1,2026-09-01,2026-10-01,1.00\n';
    const { counts, errors } = await runImport(api, 'invoices', head + row + row, '&lines=sum');
    expect([counts, errors]).toEqual([
      [0, 0, 0, 2],
      ['2 customer_external_id is no known customer', '3 customer_external_id is no known customer'],
    ]);
  });

  test('C21: lines stand apart by more than a chunk, and each invoice is one', async () => {
    const rows = Array.from({ length: 1_400 }, (_, n) => `A100,FAR-${n % 700},2026-09-01,2026-10-01,1.25\n`);
    const head = 'customer_external_id,number,issued_on,due_on,amount\n';
    expect((await runImport(api, 'invoices', head + rows.join(''), '&lines=sum')).counts).toEqual([
      700, 0, 0, 0,
    ]);
    expect([await amountOf('FAR-0'), await amountOf('FAR-699')]).toEqual(['2.50', '2.50']);
  });
});
