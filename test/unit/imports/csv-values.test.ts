import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { signFits } from '../../../domain/imports/currency-signs.ts';
import { runs } from '../../support/rows/runs.ts';
import { CURRENCIES } from '../../../contracts/currencies.ts';
import type { DateFormat } from '../../../contracts/imports/kinds.ts';
import { readBoolean, readChoice, normaliseName } from '../../../domain/imports/csv-values.ts';
import { readAmount, type DecimalMark } from '../../../domain/imports/read-amount.ts';
import { readDay } from '../../../domain/imports/read-day.ts';
import { findColumns } from '../../../domain/imports/csv-columns.ts';
import { findShape, readCustomerRow } from '../../../domain/imports/match-customers.ts';

const reading = (format: DateFormat, isRelative = false) => ({ format, today: '2026-03-01', isRelative });
const iso = reading('YYYY-MM-DD');
const sample = reading('YYYY-MM-DD', true);
const amountOf = (text: string, mark: DecimalMark | null) => readAmount(text, mark, CURRENCIES);
const problemOf = (read: { ok: boolean; problem?: string }) => (read.ok ? null : read.problem);

describe('C11: days', () => {
  test.each([
    ['2026-02-28', iso, '2026-02-28'],
    ['28.02.2026', reading('DD.MM.YYYY'), '2026-02-28'],
    ['02/03/2026', reading('MM/DD/YYYY'), '2026-02-03'],
    ['02/03/2026', reading('DD/MM/YYYY'), '2026-03-02'],
    ['20260302', reading('YYYYMMDD'), '2026-03-02'],
    ['2026-2-8', iso, '2026-02-08'],
    ['2026/02/08', iso, '2026-02-08'],
    ['2026-02-08T00:00:00', iso, '2026-02-08'],
    ['8.2.2026 00:00', reading('DD/MM/YYYY'), '2026-02-08'],
    ['2/8/2026 12:00:00 AM', reading('MM/DD/YYYY'), '2026-02-08'],
    ['2026-02-08 23:59:01.5', iso, '2026-02-08'],
    ['8/2/26', reading('DD/MM/YYYY'), '2026-02-08'],
    ['2/8/26', reading('MM/DD/YYYY'), '2026-02-08'],
    // A window of 80 years back.
    ['8/2/45', reading('DD/MM/YYYY'), '2045-02-08'],
    ['8/2/46', reading('DD/MM/YYYY'), '1946-02-08'],
    ['1-Sep-26', reading('DD/MM/YYYY'), '2026-09-01'],
    ['1-Sep-26', reading('MM/DD/YYYY'), '2026-09-01'],
    ['Sep 1, 2026', reading('DD/MM/YYYY'), '2026-09-01'],
    ['01 September 2026', iso, '2026-09-01'],
    ['1. März 2026', reading('DD.MM.YYYY'), '2026-03-01'],
    ['1er août 2026', reading('DD/MM/YYYY'), '2026-08-01'],
    ['1 de enero de 2026', reading('DD/MM/YYYY'), '2026-01-01'],
    ['15 września 2026', reading('DD.MM.YYYY'), '2026-09-15'],
    ['today', sample, '2026-03-01'],
    ['today-30', sample, '2026-01-30'],
    ['today+14', sample, '2026-03-15'],
  ])('%s is read', (text, reading, day) => {
    expect(readDay(text, reading)).toEqual({ ok: true, value: day });
  });

  test.each([
    ['2026-02-30', iso],
    ['28.02.2026', iso],
    ['26-02-08', iso],
    ['2026-02-08T22:00:00Z', iso],
    ['2026-02-08T22:00:00+02:00', iso],
    ['2026-02-08 25:00', iso],
    ['1-Sep-26', iso],
    ['46270', iso],
    ['2026-02-08', reading('DD/MM/YYYY')],
    ['13 Foo 2026', iso],
    ['1899-12-31', iso],
    ['today-30', iso],
    ['today-9999', sample],
    ['today30', sample],
    ['02/13/2026', reading('DD/MM/YYYY')],
  ])('%s is refused', (text, reading) => {
    expect(readDay(text, reading).ok).toBe(false);
  });
});

describe('C2: money is never a float', () => {
  test.each([
    ['1234.5', null, '1234.5'],
    ['0012.00', null, '12'],
    ['1,234.50', null, '1234.5'],
    ['1,234,567', null, '1234567'],
    ["1'234.05", '.', '1234.05'],
    ['1.234', '.', '1.234'],
    ['1,234', '.', '1234'],
    ['1.234', ',', '1234'],
    ['1.234,50', ',', '1234.5'],
    ['1 234,5678', ',', '1234.5678'],
    ['9007199254740993.0001', null, '9007199254740993.0001'],
    ['0', null, '0'],
    // Without a declared mark, what can be read in one way only.
    ['12,34', null, '12.34'],
    ['1.234,50', null, '1234.5'],
    ['1.234.567', null, '1234567'],
    // Grouped as in India, by apostrophes and by spaces that do not break.
    ['1,23,456.78', '.', '123456.78'],
    ['12,34,567', '.', '1234567'],
    ['1\u2019234.50', '.', '1234.5'],
    ['1\u202f234,56', ',', '1234.56'],
    ["1'000.-", '.', '1000'],
    ['.50', '.', '0.5'],
    ['+12.00', '.', '12'],
    // Below zero.
    ['-5', '.', '-5'],
    ['250.00-', '.', '-250'],
    ['(120.00)', '.', '-120'],
    ['\u2212 5,50', ',', '-5.5'],
    ['-0.00', '.', '0'],
  ] as const)('%s with mark %s is %s', (text, mark, amount) => {
    expect(amountOf(text, mark)).toEqual({ ok: true, value: { amount, sign: null } });
  });

  test.each([
    ['1.234', null, /ambiguous/],
    ['1,234', null, /ambiguous/],
    ['0,500', null, /ambiguous/],
    ['12,34,56.7', '.', /must be an amount/],
    ['1.234,50', '.', /must be an amount/],
    ['1.2.3', '.', /must be an amount/],
    ['1.00000000001', '.', /at most 10 decimals/],
    ['12345678901234567', '.', /16 digits/],
    ['--5', '.', /must be an amount/],
    ['(-5)', '.', /must be an amount/],
    ['$5 EUR', '.', /must be an amount/],
    ['5 XYZ', '.', /must be an amount/],
    ['1e3', '.', /must be an amount/],
  ] as const)('%s with mark %s is refused', (text, mark, words) => {
    expect(problemOf(amountOf(text, mark))).toMatch(words);
  });
});

test.each([
  ['$1,234.56', null, '1234.56', '$'],
  ['USD 2,000.00', null, '2000', 'USD'],
  ['1.234,56 €', ',', '1234.56', '€'],
  ['-$5.00', '.', '-5', '$'],
  ['($5.00)', '.', '-5', '$'],
  ['5.00 EUR-', '.', '-5', 'EUR'],
  ['Fr. 12.50', '.', '12.5', 'Fr.'],
  ['₹12,34,567.00', '.', '1234567', '₹'],
] as const)('C17: %s with mark %s is %s in %s', (text, mark, amount, sign) => {
  expect(amountOf(text, mark)).toEqual({ ok: true, value: { amount, sign } });
});

test('C17: an amount as any locale writes it is read back with the mark of that locale', () => {
  const marks: Record<string, DecimalMark> = {
    'en-US': '.',
    'de-DE': ',',
    'fr-FR': ',',
    'de-CH': '.',
    'en-IN': '.',
    'pl-PL': ',',
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(marks)),
      fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }),
      fc.constantFrom('USD', 'EUR', 'CHF', 'INR', 'PLN'),
      fc.constantFrom('decimal', 'currency', 'accounting', 'code'),
      (locale, hundredths, currency, style) => {
        const money: Intl.NumberFormatOptions = {
          style: 'currency',
          currency,
          currencyDisplay: style === 'code' ? 'code' : 'symbol',
          currencySign: style === 'accounting' ? 'accounting' : 'standard',
        };
        const options = style === 'decimal' ? { minimumFractionDigits: 2 } : money;
        const text = new Intl.NumberFormat(locale, options).format(hundredths / 100);
        const found = amountOf(text, marks[locale]!);
        expect([text, found.ok && Number(found.value.amount)]).toEqual([text, hundredths / 100]);
        const sign = found.ok ? found.value.sign : null;
        expect([text, sign === null || signFits(sign, currency)]).toEqual([text, true]);
        expect([text, sign === null]).toEqual([text, style === 'decimal']);
      },
    ),
    runs({ test: 300, proof: 20_000 }),
  );
});

test('C17: a day as any order writes it is read back, and never as another day', () => {
  const orders = { 'YYYY-MM-DD': 'ymd', 'DD/MM/YYYY': 'dmy', 'MM/DD/YYYY': 'mdy' } as const;
  const formats = Object.keys(orders) as (keyof typeof orders)[];
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1950-01-01'), max: new Date('2044-12-31'), noInvalidDate: true }),
      fc.constantFrom(...formats),
      fc.constantFrom('/', '.', '-'),
      fc.boolean(),
      (date, format, mark, isPadded) => {
        const day = date.toISOString().slice(0, 10);
        const [y = '', m = '', d = ''] = day.split('-');
        const short = (part: string) => (isPadded ? part : `${Number(part)}`);
        const parts: Record<string, string> = { y, m: short(m), d: short(d) };
        const text = orders[format]
          .split('')
          .map((part) => parts[part])
          .join(mark);
        expect([text, readDay(text, reading(format))]).toEqual([text, { ok: true, value: day }]);
      },
    ),
    runs({ test: 300, proof: 20_000 }),
  );
});

test('C11: booleans, choices and names are read as people write them', () => {
  expect([readBoolean('Yes'), readBoolean('0')]).toEqual([
    { ok: true, value: true },
    { ok: true, value: false },
  ]);
  expect(readBoolean('maybe').ok).toBe(false);
  expect(readChoice('AP Manager', ['ap_manager', 'cfo'])).toEqual({ ok: true, value: 'ap_manager' });
  expect(problemOf(readChoice('boss', ['ap_manager', 'cfo']))).toBe('must be one of ap_manager, cfo');
  expect(normaliseName('  Cafe\u0301   Noir\u00a0 ')).toBe('Café Noir');
});

test('C11: unknown, double and missing columns are all named at once', () => {
  const spec = { required: ['number', 'amount'], optional: ['po_number'], prefix: 'property.' };
  const { problems } = findColumns(
    ['Number', 'PO Number', 'po_number', 'color', 'property.', '', 'note', ''],
    { ...spec, informative: ['note'] },
  );
  expect(problems.map(({ message }) => message.replace(/;.*/, ''))).toEqual([
    'column `po_number` stands there twice',
    'unknown column `color`',
    'unknown column `property.`',
    'unknown column ``',
    'column `amount` is missing',
  ]);
  const fine = findColumns(['AMOUNT', 'property.Region', 'number'], spec);
  expect([...fine.places]).toEqual([
    ['amount', 0],
    ['property.Region', 1],
    ['number', 2],
  ]);
});

describe('S9: which column holds the customers', () => {
  const header = 'auto' as const;
  test.each([
    [['id', 'name'], { header }, { hasHeader: true, valuePlace: 0, startDatePlace: null }],
    [['Customer', 'Start Date'], { header }, { hasHeader: true, valuePlace: 0, startDatePlace: 1 }],
    [['Customer', 'starts_on'], { header }, { hasHeader: true, valuePlace: 0, startDatePlace: 1 }],
    [['Region', 'Customer Name'], { header }, { hasHeader: true, valuePlace: 1, startDatePlace: null }],
    [['C-1', 'north'], { header }, { hasHeader: false, valuePlace: 0, startDatePlace: null }],
    [
      ['who', 'when'],
      { header, column: 'who', startDateColumn: 'when' },
      { hasHeader: true, valuePlace: 0, startDatePlace: 1 },
    ],
    [
      ['C-1', '2026-04-01'],
      { header: 'no' as const, column: '1', startDateColumn: '2' },
      { hasHeader: false, valuePlace: 0, startDatePlace: 1 },
    ],
    [['name'], { header: 'no' as const }, { hasHeader: false, valuePlace: 0, startDatePlace: null }],
  ])('%j', (first, reading, shape) => {
    expect(findShape(first, reading)).toEqual({ shape, problems: [] });
  });

  test('a column that is not there, or none of several named, is a problem', () => {
    expect(findShape(['a', 'b'], { header: 'yes' }).problems[0]?.field).toBe('query.column');
    const two = findShape(['name', 'start', 'start_date'], { header: 'auto' });
    expect([two.shape.startDatePlace, two.problems[0]?.field]).toEqual([null, 'query.startDateColumn']);
    expect(findShape(['a', 'b'], { header: 'yes', column: 'c' }).problems[0]?.field).toBe('query.column');
    expect(findShape(['a', 'b'], { header: 'no', startDateColumn: '3' }).problems[0]?.field).toBe(
      'query.startDateColumn',
    );
  });

  test('start dates of rows are checked, empty values are failed', () => {
    const shape = { hasHeader: false, valuePlace: 0, startDatePlace: 1 };
    const from = { dateFormat: 'YYYY-MM-DD' as const, today: '2026-03-02' };
    const read = (...values: string[]) => readCustomerRow({ line: 3, values }, shape, from);
    expect(read(' C-1 ', '2026-03-02')).toEqual({
      line: 3,
      value: 'C-1',
      startDate: '2026-03-02',
      reason: null,
    });
    expect(read('C-1', '')).toMatchObject({ startDate: null, reason: null });
    expect(read('C-1', '2026-03-01').reason).toBe('start date: must be today or later');
    expect(read('C-1', 'soon').reason).toMatch(/^start date: must be a day/);
    expect(read('', '2026-03-02').reason).toMatch(/^empty/);
  });
});
