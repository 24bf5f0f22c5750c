import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport, sendImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const SHORTENED =
  'is a long number that a spreadsheet has shortened: give its column the format text there, and export it again';
const HEAD = 'customer_external_id,number,issued_on,due_on,amount\n';
const preview = (csv: string): Promise<Json> =>
  api.ok('POST', '/v1/imports/previews?kind=customers', {
    raw: csv,
    headers: { 'Content-Type': 'text/csv' },
  });

describe('C17: what spreadsheets leave of numbers', () => {
  test('an id that one has shortened is nobody’s: two customers may have come to the same', async () => {
    const file =
      'external_id,name\n1.23457E+11,One\n1.23457E+11,Other\n"1,2E+05",Comma\n"=""1.23457E+11""",Meant\n4E5,Code\n';
    const { counts, errors } = await runImport(api, 'customers', file);
    expect(counts).toEqual([2, 0, 0, 3]);
    expect(errors).toEqual([2, 3, 4].map((line) => `${line} external_id ${SHORTENED}`));
    const { items } = await api.ok('GET', '/v1/customers?search=Meant');
    expect(items).toMatchObject([{ externalId: '1.23457E+11' }]);
  });

  test('the same of numbers of invoices, references of payments, and of whose they are', async () => {
    await runImport(api, 'customers', 'external_id,name\nS-1,Short GmbH\n');
    const invoices = `${HEAD}S-1,2.0261E+10,2026-09-01,2026-10-01,10\n2.1E+10,R-1,2026-09-01,2026-10-01,10\n`;
    expect((await runImport(api, 'invoices', invoices)).errors).toEqual([
      `2 number ${SHORTENED}`,
      `3 customer_external_id ${SHORTENED}`,
    ]);
    const payments =
      'customer_external_id,reference,paid_on,amount,invoice_number\nS-1,9.9E+12,2026-10-01,5,7.7E+12\n';
    expect((await runImport(api, 'payments', payments)).errors).toEqual([
      `2 invoice_number ${SHORTENED}`,
      `2 reference ${SHORTENED}`,
    ]);
    const contacts = 'customer_external_id,external_id,name\nS-1,8.8E+12,Ann\n';
    expect((await runImport(api, 'contacts', contacts)).errors).toEqual([`2 external_id ${SHORTENED}`]);
  });

  test('C22: one that is meant comes back from an export', async () => {
    await api.ok('POST', '/v1/customers', {
      body: { name: 'Plain Ltd', currency: 'EUR', externalId: '7E+05' },
    });
    const { body } = await api.call('GET', '/v1/exports/customers?search=Plain');
    expect(body).toContain("'7E+05");
    expect((await runImport(api, 'customers', body)).counts).toEqual([0, 0, 1, 0]);
  });
});

describe('C11, C17: files that were put together', () => {
  const file = 'external_id,name\nT-1,First Ltd\nexternal_id, name\nT-2,Second Ltd\n';

  test('a header in the middle is no customer: it is left out and told', async () => {
    const { counts, errors } = await runImport(api, 'customers', file);
    expect(counts).toEqual([2, 0, 0, 1]);
    expect(errors).toEqual(['3  is the header once more, and is left out']);
  });

  test('also where the headers are those of an ERP', async () => {
    const mapping = encodeURIComponent('[{"from":"Nr","to":"external_id"},{"from":"Firma","to":"name"}]');
    const csv = 'Nr;Firma;X\nU-1;Erste;1\nNr;Firma;X\nU-2;Zweite;2\n';
    expect((await runImport(api, 'customers', csv, `&mapping=${mapping}`)).counts).toEqual([2, 0, 0, 1]);
  });

  test('the preview names it, and takes no sample from it', async () => {
    const { repeatedHeaderLines, columns } = await preview(file);
    expect(repeatedHeaderLines).toEqual([3]);
    expect(columns[0].samples).toEqual(['T-1', 'T-2']);
  });
});

test('C17: a question about columns of one name offers their numbers, which a mapping takes', async () => {
  const { questions } = await preview('external_id,External_ID,name\nV-1,V-2,One\n');
  expect(questions.map(({ choices }: Json) => choices.map(({ value }: Json) => value))).toEqual([['1', '2']]);
});

test('C17: text that is not in the encoding which was declared is told so', async () => {
  const { status, body } = await sendImport(api, 'customers', Buffer.from([0xd8, 0x00, 0xd8, 0x00]), {
    query: '&encoding=utf-16be',
  });
  expect(status).toBe(422);
  expect(body.errors[0].message).toMatch(
    /^is not utf-16be text, which was declared: see byte \d+ of the file$/,
  );
});
