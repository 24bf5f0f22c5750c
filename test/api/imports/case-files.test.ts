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

const take = (kind: string, name: string, query = '') => importCase(api, kind, { name, query });
const nameOf = async (externalId: string): Promise<string | undefined> =>
  (await api.database.db.customer.findUnique({ where: { externalId } }))?.name;
const invoice = async (number: string) => {
  const row = await api.database.db.invoice.findUnique({ where: { number } });
  return (
    row && [
      row.amount.toFixed(2),
      row.issuedOn.toISOString().slice(0, 10),
      row.dueOn.toISOString().slice(0, 10),
    ]
  );
};
const amountOf = async (number: string) => (await invoice(number))?.[0];

describe('C17: how the file is written', () => {
  test('13: a bare quote inside a field is text', async () => {
    expect((await take('customers', '13-bare-quotes.csv')).counts).toEqual([3, 0, 0, 0]);
    expect([await nameOf('A130'), await nameOf('A131'), await nameOf('A132')]).toEqual([
      'Joe "The Man" Ltd',
      'Pipe 6" Supply Co',
      'Plain Row Ltd',
    ]);
  });

  test.each([
    ['14a: a sep= line', 'customers', '14a-sep-line.csv', 'A140', 'Moor Textil OHG'],
    ['14b: blank rows above the header', 'customers', '14b-blank-rows.csv', 'A141', 'Nebel Bau OHG'],
    ['14e: a byte order mark before sep=', 'customers', '14e-bom.csv', 'A142', 'Opal Druck OHG'],
  ])('%s', async (_title, kind, file, id, name) => {
    expect(await take(kind, file)).toMatchObject({ counts: [1, 0, 0, 0], errors: [], total: 1 });
    expect(await nameOf(id)).toBe(name);
  });

  test('14c: a title above the header, and lines are those of the file', async () => {
    const { counts, warnings } = await take('invoices', '14c-title-row.csv');
    expect([counts, warnings]).toEqual([[1, 0, 0, 0], ['1  stands above the header, and is not read']]);
    expect(await invoice('TI-1')).toEqual(['75.00', '2026-09-01', '2026-10-01']);
    const broken = (await caseFile('14c-title-row.csv')).toString().replace('75.00', 'much');
    expect((await runImport(api, 'invoices', broken)).errors).toEqual([
      '4 amount must be an amount like 1234.50',
    ]);
  });

  test('14d: a row of totals is reported, and nothing is stored for it', async () => {
    const { counts, errors } = await take('invoices', '14d-totals-row.csv');
    expect([counts, errors]).toEqual([[2, 0, 0, 1], ['4  looks like a row of totals, and is left out']]);
    expect([await amountOf('TO-1'), await amountOf('TO-2')]).toEqual(['75.00', '25.00']);
  });

  test('what spreadsheets write around text is none of it; where a formula failed there is no value', async () => {
    const csv = 'external_id,name,locale\n="0013","=""Leading, Zero""",#N/A\n="0014",#REF!,\n';
    const { counts, errors, warnings } = await runImport(api, 'customers', csv);
    expect(counts).toEqual([1, 0, 0, 1]);
    expect([errors, warnings]).toEqual([
      ['3 name is an error of a spreadsheet'],
      ['2 locale is an error of a spreadsheet'],
    ]);
    expect(await nameOf('0013')).toBe('Leading, Zero');
  });

  test('16a: Windows-1252 as declared by option or charset; not declared it is refused, never other letters', async () => {
    const bytes = await caseFile('16a-windows-1252.csv');
    const undeclared = await sendImport(api, 'customers', bytes);
    expect([undeclared.status, undeclared.body.errors[0].field]).toEqual([422, 'line 2']);
    expect(await nameOf('A160')).toBeUndefined();
    expect((await take('customers', '16a-windows-1252.csv', '&encoding=windows-1252')).counts).toEqual([
      3, 0, 0, 0,
    ]);
    expect([await nameOf('A160'), await nameOf('A161'), await nameOf('A162')]).toEqual([
      'Müller & Söhne',
      'Café Zoë – Lyon',
      'Bazar 5 €',
    ]);
    const byCharset = await api.call('POST', '/v1/imports?kind=customers', {
      raw: bytes,
      headers: { 'Content-Type': 'text/csv; charset=windows-1252' },
    });
    expect(byCharset.body).toMatchObject({ skipped: 3, failed: 0 });
  });

  test('16a: a declared encoding that the file is not in is told with its line', async () => {
    const answer = await sendImport(api, 'customers', Buffer.from('external_id,name\nQ-1,\x81\n', 'latin1'), {
      query: '&encoding=windows-1252',
    });
    expect([answer.status, answer.body.errors[0].field]).toEqual([422, 'line 2']);
  });

  test('16b: UTF-16 with tabs', async () => {
    expect((await take('customers', '16b-utf16-tab.txt')).counts).toEqual([2, 0, 0, 0]);
    expect([await nameOf('A163'), await nameOf('A164')]).toEqual(['Łódź Stal', 'Çelik Yapı']);
  });
});

describe('C17: dates', () => {
  test.each([
    [
      '12a: without zeros and with two-digit years',
      '12a-short-dates.csv',
      ['DT-1', 'DT-2', 'DT-3'],
      ['2026-09-05', '2026-10-04'],
    ],
    ['12b: with month names', '12b-month-names.csv', ['DT-4', 'DT-5'], ['2026-09-01', '2026-10-01']],
  ])('%s', async (_title, file, numbers, days) => {
    const { counts } = await take('invoices', file, '&dateFormat=DD/MM/YYYY');
    expect(counts).toEqual([numbers.length, 0, 0, 0]);
    for (const number of numbers) expect(await invoice(number)).toEqual(['10.00', ...days]);
  });
});

describe('C2, C17: amounts', () => {
  test.each([
    ['15a: dollar sign, currency code', '15a-dollar.csv', '', { 'AMT-1': '1234.56', 'AMT-2': '2000.00' }],
    [
      '15b: euro sign behind',
      '15b-euro.csv',
      '&decimalMark=comma',
      { 'AMT-3': '1234.56', 'AMT-4': '2000.00' },
    ],
    [
      '15c: Swiss apostrophe',
      '15c-swiss.csv',
      '&decimalMark=point',
      { 'AMT-5': '1234.50', 'AMT-6': '12000.00' },
    ],
    [
      '15d: lakh grouping',
      '15d-indian.csv',
      '&decimalMark=point',
      { 'AMT-7': '123456.78', 'AMT-8': '1234567.00' },
    ],
    [
      '15f: no-break spaces',
      '15f-french.csv',
      '&decimalMark=comma',
      { 'AMT-12': '1234.56', 'AMT-13': '1234.56' },
    ],
  ])('%s', async (_title, file, query, amounts) => {
    expect(await take('invoices', file, query)).toMatchObject({ counts: [2, 0, 0, 0], errors: [] });
    for (const [number, amount] of Object.entries(amounts)) expect(await amountOf(number)).toBe(amount);
  });

  test('15a: a sign or code of another currency than the row is an error of the row, with the words read', async () => {
    const head = 'customer_external_id,number,issued_on,due_on,amount\n';
    const rows = ['€5.00', 'GBP 5.00', '5.00 zł'].map(
      (text, n) => `A100,SG-${n},2026-09-01,2026-10-01,${text}\n`,
    );
    const { id, counts, errors } = await runImport(api, 'invoices', head + rows.join(''));
    expect(counts).toEqual([0, 0, 0, 3]);
    expect(errors[0]).toBe("2 amount is in €, and the customer's currency is USD");
    const { items } = await api.ok('GET', `/v1/imports/${id}/errors`);
    expect(items.map(({ value }: { value: string }) => value)).toEqual(['€5.00', 'GBP 5.00', '5.00 zł']);
  });

  test('C2: more decimals than the currency has are refused with their line, or rounded as declared', async () => {
    const csv =
      'customer_external_id,number,issued_on,due_on,amount\nA100,RD-1,2026-09-01,2026-10-01,10.005\n';
    const point = '&decimalMark=point';
    expect((await runImport(api, 'invoices', csv, point)).errors).toEqual([
      '2 amount has more decimals than USD, which has 2: correct it, or declare `round`',
    ]);
    expect((await runImport(api, 'invoices', csv, `${point}&round=half_up`)).counts).toEqual([1, 0, 0, 0]);
    expect(await amountOf('RD-1')).toBe('10.01');
    expect((await runImport(api, 'invoices', csv, `${point}&round=half_up`)).counts).toEqual([0, 0, 1, 0]);
    await api.customer({ name: 'Yen', externalId: 'JP-1', currency: 'JPY' });
    const yen = (amount: string) => csv.replace('A100,RD-1', 'JP-1,RD-2').replace('10.005', amount);
    expect((await runImport(api, 'invoices', yen('10.5'))).counts).toEqual([0, 0, 0, 1]);
    expect((await runImport(api, 'invoices', yen('10.00'))).counts).toEqual([1, 0, 0, 0]);
  });
});
