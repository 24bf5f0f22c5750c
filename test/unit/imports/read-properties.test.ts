import { expect, test } from '@jest/globals';
import type { PropertyRule } from '../../../domain/customers/check-properties.ts';
import { readProperties } from '../../../domain/imports/read-properties.ts';

const rules = new Map(
  (
    [
      { name: 'tier', type: 'choice', choices: ['Gold', 'silver'] },
      { name: 'seats', type: 'number', choices: [] },
      { name: 'renewalOn', type: 'day', choices: [] },
      { name: 'isKey', type: 'flag', choices: [] },
    ] satisfies PropertyRule[]
  ).map((rule): [string, PropertyRule] => [rule.name.toLowerCase(), rule]),
);
const file = {
  dates: { format: 'DD.MM.YYYY', today: '2030-06-03', isRelative: false },
  decimalMark: ',',
  isFile: true,
} as const;

test('A3, C17: texts of a file become what the properties were defined as, by the file’s own dates and decimal mark', () => {
  const row = {
    tier: 'GOLD',
    SEATS: '1.200,5',
    renewalOn: '1.7.2030',
    isKey: 'yes',
    free: '007',
    gone: null,
  };
  expect(readProperties(rules, row, null, file)).toEqual({
    properties: {
      tier: 'Gold',
      seats: 1200.5,
      renewalOn: '2030-07-01',
      isKey: true,
      free: '007',
      gone: null,
    },
    problems: [],
  });
});

test('A3, C11: a wrong value is left out of its row, with its column', () => {
  const row = { tier: 'bronze', seats: 'many', renewalOn: '31.02.2030', isKey: 'perhaps', free: 'x' };
  const { properties, problems } = readProperties(rules, row, null, file);
  expect(properties).toEqual({ free: 'x' });
  expect(problems).toEqual([
    { column: 'property.tier', message: 'must be one of Gold, silver' },
    { column: 'property.seats', message: 'must be a number' },
    { column: 'property.renewalOn', message: 'must be a day of the calendar' },
    { column: 'property.isKey', message: 'must be true or false' },
  ]);
});

test('C22: what an export wrote changes nothing when it comes back', () => {
  const stored = { tier: 'Gold', seats: 1200.5, isKey: true, old: 'x' };
  const row = { tier: 'Gold', seats: '1200.5', isKey: 'true' };
  expect(readProperties(rules, row, stored, file).properties).toEqual({
    tier: 'Gold',
    seats: 1200.5,
    isKey: true,
  });
});
