import { describe, expect, test } from '@jest/globals';
import {
  readAmount,
  readBoolean,
  readChoice,
  readDay,
  normaliseName,
} from '../../../domain/imports/csv-values.ts';
import { findColumns } from '../../../domain/imports/csv-columns.ts';
import { findShape, readCustomerRow } from '../../../domain/imports/match-customers.ts';

const iso = { format: 'YYYY-MM-DD', relativeTo: null } as const;
const sample = { format: 'YYYY-MM-DD', relativeTo: '2026-03-01' } as const;
const problemOf = (read: { ok: boolean; problem?: string }) => (read.ok ? null : read.problem);

describe('C11: days', () => {
  test.each([
    ['2026-02-28', iso, '2026-02-28'],
    ['28.02.2026', { format: 'DD.MM.YYYY', relativeTo: null } as const, '2026-02-28'],
    ['02/03/2026', { format: 'MM/DD/YYYY', relativeTo: null } as const, '2026-02-03'],
    ['02/03/2026', { format: 'DD/MM/YYYY', relativeTo: null } as const, '2026-03-02'],
    ['20260302', { format: 'YYYYMMDD', relativeTo: null } as const, '2026-03-02'],
    ['today', sample, '2026-03-01'],
    ['today-30', sample, '2026-01-30'],
    ['today+14', sample, '2026-03-15'],
  ])('%s is read', (text, reading, day) => {
    expect(readDay(text, reading)).toEqual({ ok: true, value: day });
  });

  test.each([
    ['2026-02-30', iso],
    ['28.02.2026', iso],
    ['2026-2-8', iso],
    ['1899-12-31', iso],
    ['today-30', iso],
    ['today-9999', sample],
    ['today30', sample],
    ['02/13/2026', { format: 'DD/MM/YYYY', relativeTo: null } as const],
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
  ] as const)('%s with mark %s is %s', (text, mark, amount) => {
    expect(readAmount(text, mark)).toEqual({ ok: true, value: amount });
  });

  test.each([
    ['1.234', null, /ambiguous/],
    ['1,234', null, /ambiguous/],
    ['12,34', null, /must be an amount/],
    ['1.234,50', '.', /must be an amount/],
    ['1.2.3', '.', /must be an amount/],
    ['12,34,567', '.', /must be an amount/],
    ['1.00001', '.', /at most 4 decimals/],
    ['12345678901234567', '.', /16 digits/],
    ['-5', '.', /negative/],
    ['(5.00)', '.', /negative/],
    ['€5', '.', /must be an amount/],
    ['1e3', '.', /must be an amount/],
  ] as const)('%s with mark %s is refused', (text, mark, words) => {
    expect(problemOf(readAmount(text, mark))).toMatch(words);
  });
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
  const { problems } = findColumns(['Number', 'PO Number', 'po_number', 'color', 'property.', ''], spec);
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
    expect(findShape(['a', 'b'], { header: 'yes', column: 'c' }).problems[0]?.field).toBe('query.column');
    expect(findShape(['a', 'b'], { header: 'no', startDateColumn: '3' }).problems[0]?.field).toBe(
      'query.startDateColumn',
    );
  });

  test('start dates of rows are checked, empty values are failed', () => {
    const shape = { hasHeader: false, valuePlace: 0, startDatePlace: 1 };
    const reading = { dateFormat: 'YYYY-MM-DD' as const, today: '2026-03-02' };
    const read = (...values: string[]) => readCustomerRow({ line: 3, values }, shape, reading);
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
