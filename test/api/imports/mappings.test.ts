import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { caseFile, importCase } from '../../support/worlds/case-files.ts';
import { runImport, sendImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  await importCase(api, 'customers', { name: 'setup-customers.csv' });
});
afterAll(() => api.close());

const MAPPING = [
  { from: 'Cust No', to: 'customer_external_id' },
  { from: 'Doc. No', to: 'number' },
  { from: 'Doc. Date', to: 'issued_on' },
  { from: 'Net due dt', to: 'due_on' },
  { from: 'Amt in loc.cur.', to: 'amount' },
  { from: 'Open amt', to: 'balance' },
];
const asked = (mapping: unknown) => `&mapping=${encodeURIComponent(JSON.stringify(mapping))}`;
const GERMAN = '&dateFormat=DD.MM.YYYY&decimalMark=comma';
const READING = { mapping: MAPPING, dateFormat: 'DD.MM.YYYY', decimalMark: 'comma' };
const invoice = async (number: string) => {
  const row = await api.database.db.invoice.findUniqueOrThrow({ where: { number } });
  const day = (date: Date) => date.toISOString().slice(0, 10);
  return [row.amount.toFixed(2), row.balance.toFixed(2), day(row.issuedOn), day(row.dueOn)];
};

describe('C17: mappings', () => {
  test('31: without a mapping the headers of an ERP are refused by name, and nothing is stored', async () => {
    const { status, body } = await sendImport(api, 'invoices', await caseFile('31-erp-headers.csv'), {
      query: GERMAN,
    });
    expect(status).toBe(422);
    const told = body.errors.map((error: { message: string }) => error.message).join('\n');
    for (const { from } of MAPPING) expect(told).toContain(`unknown column \`${from}\``);
    expect(told).toContain('POST /v1/imports/previews proposes one');
    expect(await api.database.db.invoice.count()).toBe(0);
  });

  test('31: with one they are read, the others are ignored and named', async () => {
    const { id, counts } = await importCase(api, 'invoices', {
      name: '31-erp-headers.csv',
      query: GERMAN + asked(MAPPING),
    });
    expect(counts).toEqual([2, 0, 0, 0]);
    expect(await invoice('ERP-1')).toEqual(['1500.00', '900.00', '2026-09-01', '2026-10-01']);
    expect(await invoice('ERP-2')).toEqual(['200.00', '200.00', '2026-09-02', '2026-10-02']);
    expect((await api.ok('GET', `/v1/imports/${id}`)).ignoredColumns).toEqual(['Reason cd']);
  });

  test.each([
    [
      'names a column of the file twice',
      [...MAPPING, { from: 'doc. no', to: 'po_number' }],
      'query.mapping[6].from',
      /a second time/,
    ],
    [
      'fills a column twice',
      [...MAPPING, { from: 'Reason cd', to: 'amount' }],
      'query.mapping[6].to',
      /from two columns/,
    ],
    [
      'fills a column that there is not',
      [...MAPPING, { from: 'Reason cd', to: 'colour' }],
      'query.mapping[6].to',
      /is none of/,
    ],
    ['leaves out what is needed', MAPPING.slice(1), 'query.mapping', /no column to `customer_external_id`/],
    [
      'names a column that the file lacks',
      [{ from: 'Kunde', to: 'customer_external_id' }, ...MAPPING.slice(1)],
      'line 1',
      /`Kunde` of the mapping is missing/,
    ],
    ['is no list', { a: 1 }, 'query.mapping', /must be a list/],
  ])('one that %s is told so', async (_title, mapping, field, words) => {
    const file = await caseFile('31-erp-headers.csv');
    const { status, body } = await sendImport(api, 'invoices', file, { query: GERMAN + asked(mapping) });
    expect(status).toBe(422);
    expect(body.errors[0]).toEqual({ field, message: expect.stringMatching(words) });
  });

  test('a header that stands there twice is mapped by its number', async () => {
    const csv = 'id,name,name\nM-1,Wrong,Right\n';
    const mapping = (from: string | number) =>
      asked([
        { from: 'id', to: 'external_id' },
        { from, to: 'name' },
      ]);
    const twice = await sendImport(api, 'customers', csv, { query: mapping('name') });
    expect([twice.status, twice.body.errors[0].message]).toEqual([
      422,
      expect.stringContaining('by its number'),
    ]);
    expect((await runImport(api, 'customers', csv, mapping(3))).counts).toEqual([1, 0, 0, 0]);
    const [found] = (await api.ok('GET', '/v1/customers?search=M-1')).items;
    expect(found.name).toBe('Right');
  });
});

describe('C17: saved profiles', () => {
  const create = (body: object, key = api.adminKey) => api.call('POST', '/v1/import-profiles', { body, key });

  test('31: a mapping is kept under a name and read with it, whatever its case; each change is audited', async () => {
    const { status, body } = await create({ name: 'Items of the ERP', kind: 'invoices', reading: READING });
    expect([status, body.reading]).toEqual([201, READING]);
    const again = await importCase(api, 'invoices', {
      name: '31-erp-headers.csv',
      query: '&profile=items+of+the+erp',
    });
    expect(again.counts).toEqual([0, 0, 2, 0]);
    const byId = await importCase(api, 'invoices', {
      name: '31-erp-headers.csv',
      query: `&profile=${body.id}&dryRun=true`,
    });
    expect(byId.counts).toEqual([0, 0, 2, 0]);
    // What is named beside it counts more: with a point as the decimal mark these amounts cannot be read.
    const other = await importCase(api, 'invoices', {
      name: '31-erp-headers.csv',
      query: `&profile=${body.id}&decimalMark=point`,
    });
    expect(other.counts).toEqual([0, 0, 0, 2]);
    await api.ok('PATCH', `/v1/import-profiles/${body.id}`, { body: { name: 'ERP' } });
    expect((await api.ok('GET', '/v1/import-profiles?kind=invoices')).items).toMatchObject([{ name: 'ERP' }]);
    await api.ok('DELETE', `/v1/import-profiles/${body.id}`);
    expect((await api.call('GET', `/v1/import-profiles/${body.id}`)).status).toBe(404);
    expect(await api.auditActions(body.id)).toEqual([
      'importProfile.created',
      'importProfile.updated',
      'importProfile.deleted',
    ]);
  });

  test('names are unique in any case; a mapping that does not fit is refused when it is saved', async () => {
    await create({ name: 'Straße', kind: 'customers', reading: { encoding: 'windows-1252' } });
    const taken = await create({ name: 'STRASSE'.replace('SS', 'ß'), kind: 'invoices', reading: {} });
    expect([taken.status, taken.body.errors[0].field]).toEqual([409, 'name']);
    const bad = await create({ name: 'Bad', kind: 'invoices', reading: { mapping: MAPPING.slice(2) } });
    expect(bad.body.errors.map((error: { message: string }) => error.message)).toEqual([
      'maps no column to `customer_external_id`, which is needed',
      'maps no column to `number`, which is needed',
    ]);
    const lines = await create({ name: 'Bad', kind: 'customers', reading: { lines: 'sum' } });
    expect(lines.body.errors).toEqual([{ field: 'reading.lines', message: 'is for invoices only' }]);
  });

  test('one that there is not, one of another kind, and one beside a mapping are each told so', async () => {
    await create({ name: 'People', kind: 'contacts', reading: { encoding: 'utf-8' } });
    await create({ name: 'Mapped', kind: 'invoices', reading: READING });
    const file = await caseFile('31-erp-headers.csv');
    const refusal = async (query: string) =>
      (await sendImport(api, 'invoices', file, { query })).body.errors[0];
    expect(await refusal('&profile=Nobody')).toEqual({
      field: 'query.profile',
      message: 'names no saved profile',
    });
    expect(await refusal('&profile=People')).toEqual({
      field: 'query.profile',
      message: 'is a profile for contacts',
    });
    expect(await refusal(`&profile=Mapped${asked(MAPPING)}`)).toEqual({
      field: 'query.profile',
      message: 'has a mapping of its own: give one of the two',
    });
  });

  test('U1: whoever may not import neither sees nor saves profiles, nor previews', async () => {
    const { key } = await api.user('viewer');
    expect((await create({ name: 'Mine', kind: 'customers', reading: {} }, key)).status).toBe(403);
    expect((await api.call('GET', '/v1/import-profiles', { key })).status).toBe(403);
    const headers = { 'Content-Type': 'text/csv' };
    const preview = await api.call('POST', '/v1/imports/previews?kind=customers', {
      raw: 'a\n',
      headers,
      key,
    });
    expect(preview.status).toBe(403);
  });
});
