import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { runs } from '../../support/rows/runs.ts';
import { importCase } from '../../support/worlds/case-files.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  await importCase(api, 'customers', { name: 'setup-customers.csv' });
  await importCase(api, 'invoices', { name: '06-setup-invoices.csv' });
});
afterAll(() => api.close());

/** The bytes of an export, its mark included. */
async function download(path: string): Promise<string> {
  const response = await fetch(`${api.url}/v1/exports/${path}`, {
    headers: { Authorization: `Bearer ${api.adminKey}` },
  });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer()).toString('utf8');
}
/** Sends an export back as it is. */
const comeBack = async (path: string, kind: string, query = '') =>
  runImport(api, kind, await download(path), query);

describe('C22: exports come back', () => {
  test('24: whole, unchanged and without a mapping: everything is skipped, and columns that inform are named', async () => {
    const customers = await comeBack('customers', 'customers');
    expect(customers).toMatchObject({ total: 5, counts: [0, 0, 5, 0], errors: [], warnings: [] });
    const { ignoredColumns } = await api.ok('GET', `/v1/imports/${customers.id}`);
    expect(ignoredColumns).toEqual(expect.arrayContaining(['total', 'overdue', 'ar_owner', 'labels']));
    const invoices = await comeBack('invoices', 'invoices');
    expect(invoices).toMatchObject({ total: 4, counts: [0, 0, 4, 0], errors: [] });
  });

  test('10: escaped text: the guard is taken off again, and no debt is there twice', async () => {
    await importCase(api, 'customers', { name: '10-setup-customers.csv' });
    await importCase(api, 'invoices', { name: '10-setup-invoices.csv' });
    expect((await importCase(api, 'customers', { name: '10a-export-customers.csv' })).counts).toEqual([
      0, 0, 3, 0,
    ]);
    expect((await importCase(api, 'invoices', { name: '10b-export-invoices.csv' })).counts).toEqual([
      0, 0, 3, 0,
    ]);
    const stored = await api.database.db.customer.findMany({
      where: { externalId: { in: ['EX-1', '+4711', '-77'] } },
      orderBy: { name: 'asc' },
    });
    expect(stored.map(({ name }) => name).sort()).toEqual([
      '-Minus Bau KG',
      '=Best Tools Ltd',
      'Plus Nummer KG',
    ]);
    const { items } = await api.ok('GET', '/v1/customer-table?search=EX-1');
    expect(items[0].total).toBe('300.00');
  });

  test('30: with a byte order mark and semicolons a spreadsheet opens it right, and it comes back too', async () => {
    await importCase(api, 'customers', { name: '16b-utf16-tab.txt' });
    await api.customer({ name: 'Semi; Colon', externalId: 'S-30' });
    for (const kind of ['customers', 'invoices']) {
      const text = await download(`${kind}?bom=true&delimiter=semicolon&decimalMark=comma`);
      expect(Buffer.from(text).subarray(0, 3).toString('hex')).toBe('efbbbf');
      const total = (await download(kind)).trim().split('\r\n').length - 1;
      expect((await runImport(api, kind, text)).counts).toEqual([0, 0, total, 0]);
    }
    const text = await download('customers?bom=true&delimiter=semicolon');
    expect(text.slice(1, 16)).toBe('id;external_id;');
    expect([text.includes('Łódź Stal'), text.includes('"Semi; Colon"')]).toEqual([true, true]);
    const invoices = await download('invoices?decimalMark=comma&delimiter=semicolon');
    expect(invoices).toContain(';500,00;500,00;');
    const plain = await download('customers');
    expect(plain.slice(0, 15)).toBe('id,external_id,');
  });

  test('a customer without an external id comes back by its own id; one that is not known creates nothing', async () => {
    const { id } = await api.customer({ name: 'No number', externalId: null });
    const csv = `id,external_id,name\n${id},,No number at all\ncus_00000000000000000000000000,,Nobody\n`;
    const { counts, errors } = await runImport(api, 'customers', csv);
    expect(counts).toEqual([0, 1, 0, 1]);
    expect(errors).toEqual(['3 id is no known customer; a new one needs an external_id']);
    await runImport(api, 'customers', `id,external_id,name\n${id},,No number\n`);
  });

  test('a whole database: nothing changes, not one row', async () => {
    const size = runs({ test: 2_000, proof: 10_000 }).numRuns!;
    await api.database.db.$executeRaw`
      INSERT INTO customer (id, name, external_id, status, currency, score, properties, source, ar_version, created_at,
        updated_at)
      SELECT 'cus_' || lpad(n::text, 26, '0'),
        (ARRAY['=cmd|', '+49 ', '-', '@x ', '''=', '''''-1', 'O''Neill ', '"Q" ', 'a;b,', 'Ünï ', '1,5 ', 'Two  Spaces '])[1 + n % 12] || n || ' Ltd',
        CASE WHEN n % 7 > 0 THEN (ARRAY['-', '=', '+', 'X'])[1 + n % 4] || n END,
        (ARRAY['active', 'inactive', 'suspended', 'prospect'])[1 + n % 4], (ARRAY['EUR', 'JPY', 'KWD'])[1 + n % 3],
        CASE WHEN n % 6 > 0 THEN n % 50 END,
        '{}', 'test', 1, to_timestamp(0), to_timestamp(0)
      FROM generate_series(1, ${size}::int) n`;
    await api.database.db.$executeRaw`UPDATE customer SET name = btrim(name)`;
    await api.database.db.$executeRaw`
      INSERT INTO invoice (id, customer_id, currency, number, status, issued_on, due_on, amount, balance, is_disputed,
        dispute_reason, po_number, pay_url, source, created_at, updated_at)
      SELECT 'inv_' || lpad((n * 3 + k)::text, 26, '0'), c.id, c.currency, (ARRAY['', '=', '-', '@'])[1 + k] || n || '-' || k,
        (ARRAY['open', 'paid', 'void'])[1 + k], date '2026-01-01' + n % 40, date '2026-02-01' + n % 90,
        CASE c.currency WHEN 'JPY' THEN 1000 + n WHEN 'KWD' THEN 1000 + n / 8.0 ELSE 1000 + n / 4.0 END::numeric(20, 3),
        CASE WHEN k > 0 THEN 0 WHEN n % 2 = 0 THEN 7 ELSE CASE c.currency WHEN 'JPY' THEN 1000 + n
          WHEN 'KWD' THEN 1000 + n / 8.0 ELSE 1000 + n / 4.0 END END::numeric(20, 3),
        k = 0 AND n % 5 = 0, CASE WHEN k = 0 AND n % 5 = 0 THEN '=broken' END, CASE WHEN n % 3 = 0 THEN '-PO' || n END,
        CASE WHEN n % 4 = 0 THEN 'https://pay.example/' || n END, 'test', to_timestamp(0), to_timestamp(0)
      FROM generate_series(1, ${size}::int) n CROSS JOIN generate_series(0, 2) k
      JOIN customer c ON c.id = 'cus_' || lpad(n::text, 26, '0')`;
    const rows = async () => [
      await api.database.db.customer.count(),
      await api.database.db.invoice.count(),
      await api.database.db.balanceChange.count(),
      // That the imports were over is told, and nothing else.
      await api.database.db.change.count({ where: { entity: { not: 'import' } } }),
    ];
    const before = await rows();
    for (const [kind, count] of [
      ['customers', before[0]],
      ['invoices', before[1]],
    ] as const) {
      const { counts, errors } = await comeBack(kind, kind);
      expect([errors.slice(0, 5), counts]).toEqual([[], [0, 0, count, 0]]);
    }
    expect(await rows()).toEqual(before);
  });
});
