import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { caseFile } from '../../support/worlds/case-files.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  await runImport(api, 'customers', await caseFile('setup-customers.csv'));
});
afterAll(() => api.close());

async function preview(kind: string, file: Buffer | string, query = ''): Promise<Json> {
  const headers = { 'Content-Type': 'text/csv' };
  return api.ok('POST', `/v1/imports/previews?kind=${kind}${query}`, { raw: file, headers });
}
const previewCase = async (kind: string, name: string, query = '') =>
  preview(kind, await caseFile(name), query);
const about = (answer: Json) => answer.questions.map((question: Json) => question.about);
const HEAD = 'customer_external_id,number,issued_on,due_on,amount\n';

describe('C17: previews', () => {
  test('31: headers of an ERP: a mapping with samples, the order of dates, the decimal mark; nothing is asked', async () => {
    const answer = await previewCase('invoices', '31-erp-headers.csv');
    expect(answer).toMatchObject({
      encoding: { value: 'utf-8', source: 'file', hasMark: false },
      delimiter: { value: 'semicolon', source: 'file' },
      headerLine: 1,
      needsMapping: true,
      missingColumns: [],
      questions: [],
      reading: { dateFormat: 'DD.MM.YYYY', decimalMark: 'comma', delimiter: 'semicolon', encoding: 'utf-8' },
    });
    expect(answer.columns.map(({ name, samples, to }: Json) => [name, samples[0], to])).toEqual([
      ['Cust No', 'B200', 'customer_external_id'],
      ['Doc. No', 'ERP-1', 'number'],
      ['Doc. Date', '01.09.2026', 'issued_on'],
      ['Net due dt', '01.10.2026', 'due_on'],
      ['Amt in loc.cur.', '1.500,00', 'amount'],
      ['Open amt', '900,00', 'balance'],
      ['Reason cd', 'Z1', null],
    ]);
    // What it proposes is a profile, and an import with it takes every row.
    await api.ok('POST', '/v1/import-profiles', {
      body: { name: 'As proposed', kind: 'invoices', reading: answer.reading },
    });
    const file = await caseFile('31-erp-headers.csv');
    expect((await runImport(api, 'invoices', file, '&profile=as+proposed')).counts).toEqual([2, 0, 0, 0]);
  });

  test('it stores nothing', async () => {
    const count = async () => [
      await api.database.db.import.count(),
      await api.database.db.customer.count(),
      await api.database.db.audit.count(),
      await api.database.db.change.count(),
    ];
    const before = await count();
    await previewCase('customers', '13-bare-quotes.csv');
    expect(await count()).toEqual(before);
  });

  test('03/04 is asked, with both readings of a value; one day that settles it is an answer', async () => {
    const open = await preview('invoices', `${HEAD}A100,P-1,03/04/2026,03/05/2026,10.00\n`);
    expect(open.reading.dateFormat).toBeUndefined();
    expect(open.questions).toEqual([
      {
        about: 'dateFormat',
        column: 'issued_on',
        message: 'In which order are day, month and year?',
        choices: [
          {
            value: 'DD/MM/YYYY',
            readings: [
              { line: 2, text: '03/04/2026', reading: '2026-04-03' },
              { line: 2, text: '03/05/2026', reading: '2026-05-03' },
            ],
          },
          {
            value: 'MM/DD/YYYY',
            readings: [
              { line: 2, text: '03/04/2026', reading: '2026-03-04' },
              { line: 2, text: '03/05/2026', reading: '2026-03-05' },
            ],
          },
        ],
      },
    ]);
    const settled = await preview('invoices', `${HEAD}A100,P-1,03/04/2026,31/05/2026,10.00\n`);
    expect([about(settled), settled.reading.dateFormat]).toEqual([[], 'DD/MM/YYYY']);
    const declared = await preview(
      'invoices',
      `${HEAD}A100,P-1,03/04/2026,03/05/2026,10.00\n`,
      '&dateFormat=MM/DD/YYYY',
    );
    expect([about(declared), declared.reading.dateFormat]).toEqual([[], 'MM/DD/YYYY']);
  });

  test('1.234 is asked; one amount that settles it is an answer', async () => {
    const row = (amount: string) => `A100;P-2;2026-01-01;2026-02-01;${amount}\n`;
    const head = HEAD.replaceAll(',', ';');
    const open = await preview('invoices', head + row('1.234'));
    expect(open.questions).toMatchObject([
      {
        about: 'decimalMark',
        column: 'amount',
        choices: [
          { value: 'point', readings: [{ text: '1.234', reading: '1.234' }] },
          { value: 'comma', readings: [{ text: '1.234', reading: '1234' }] },
        ],
      },
    ]);
    const settled = await preview('invoices', head + row('1.234') + row('1.234,50'));
    expect(settled.reading.decimalMark).toBe('comma');
  });

  test('a column that is needed and not found is asked, with all columns to choose from', async () => {
    const answer = await preview('invoices', 'Kunde;Rechnung;Datum;Wert\nB200;R-1;01.02.2026;5,00\n');
    expect(answer.missingColumns).toEqual(['due_on', 'amount']);
    expect(answer.reading.mapping).toBeUndefined();
    expect(answer.questions.slice(0, 2)).toMatchObject([
      { about: 'mapping', column: 'due_on' },
      { about: 'mapping', column: 'amount' },
    ]);
    expect(answer.questions[1].choices[3]).toEqual({
      value: 'Wert',
      readings: [{ line: 2, text: '5,00', reading: '5,00' }],
    });
  });

  test('title, blank and total rows are named', async () => {
    const file =
      'Open items;;;;\n;;;;\n' +
      HEAD.replaceAll(',', ';') +
      'B200;T-1;2026-01-01;2026-02-01;5\n;;;;\nTotal;;;;5\n';
    expect(await preview('invoices', file)).toMatchObject({
      headerLine: 3,
      titleLines: [{ line: 1, text: 'Open items' }],
      blankLines: [2, 5],
      totalLines: [{ line: 6, text: 'Total 5' }],
      needsMapping: false,
      questions: [],
    });
  });

  test('16a: letters that all likely encodings read alike are an answer; others are asked, with both readings', async () => {
    const western = await previewCase('customers', '16a-windows-1252.csv');
    expect([western.encoding.value, about(western)]).toEqual(['windows-1252', []]);
    expect(western.columns[1].samples).toEqual(['Müller & Söhne', 'Café Zoë – Lyon', 'Bazar 5 €']);
    const polish = Buffer.from(
      'external_id;name\nP-1;\xa3\xf3d\x9f Stal\nP-2;Wie\xb6 Mleko \xbf\xea\xb3\xe6\n',
      'latin1',
    );
    const torn = await preview('customers', polish);
    expect(about(torn)).toContain('encoding');
    expect(torn.reading.encoding).toBeUndefined();
    const question = torn.questions.find((each: Json) => each.about === 'encoding');
    expect(question.choices.length).toBeGreaterThan(1);
    expect(new Set(question.choices.map((choice: Json) => choice.readings[0].reading)).size).toBe(
      question.choices.length,
    );
  });

  test.each([
    ['16b-utf16-tab.txt', { encoding: { value: 'utf-16le', source: 'mark' }, delimiter: { value: 'tab' } }],
    [
      '14e-bom.csv',
      {
        encoding: { value: 'utf-8', hasMark: true },
        delimiter: { value: 'comma', source: 'mark' },
        headerLine: 2,
      },
    ],
    ['14a-sep-line.csv', { delimiter: { value: 'semicolon', source: 'mark' }, headerLine: 2 }],
  ])('%s', async (name, expected) => {
    expect(await previewCase('customers', name)).toMatchObject(expected);
  });

  test('17: rows with one number are asked about', async () => {
    const answer = await previewCase('invoices', '17-line-rows.csv');
    expect(answer.questions).toMatchObject([
      { about: 'lines', column: 'number', choices: [{ value: 'sum' }, { value: '' }] },
    ]);
  });

  test('a file without anything is refused; one whose delimiter nothing shows is asked about', async () => {
    const headers = { 'Content-Type': 'text/csv' };
    const empty = await api.call('POST', '/v1/imports/previews?kind=customers', { raw: ';;\n', headers });
    expect([empty.status, empty.body.errors[0]]).toEqual([
      422,
      { field: 'line 1', message: 'the file is empty' },
    ]);
    const torn = await preview('customers', 'q;r,s\n1;2,5\n3;4,5\n');
    expect(about(torn)).toContain('delimiter');
  });

  test('a large file is looked at in pieces: what stands far behind its head settles a question', async () => {
    const rows = function* () {
      yield HEAD;
      for (let n = 0; n < 60_000; n += 1)
        yield `A100,BIG-${n},03/04/2026,${n > 30_000 ? '28' : '05'}/05/2026,10.00\n`;
    };
    const file = Buffer.from([...rows()].join(''));
    const answer = await preview('invoices', file);
    expect([answer.lineCount, answer.reading.dateFormat, answer.questions]).toEqual([
      60_001,
      'DD/MM/YYYY',
      [],
    ]);
  });
});
