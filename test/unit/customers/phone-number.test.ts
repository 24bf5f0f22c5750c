import { describe, expect, test } from '@jest/globals';
import {
  gatewayNumber,
  isNationalPhone,
  phoneKey,
  phoneKeys,
  readPhoneNumber,
} from '../../../domain/customers/phone-number.ts';

const e164 = (text: string, region: string | null = null): string | null => {
  const read = readPhoneNumber(text, region);
  return read.ok ? read.e164 : null;
};

describe('telephone numbers (M7, case 31)', () => {
  test.each([
    ['+61 491 570 156', '+61491570156'],
    ['+61 (0)491 570 156', '+61491570156'],
    ['+61-491-570-156', '+61491570156'],
    ['tel:+61491570156', '+61491570156'],
    ['＋６１ ４９１ ５７０ １５６', '+61491570156'],
    ['+46 (0)70-174 06 05', '+46701740605'],
    ['+1 (202) 555-0143', '+12025550143'],
    ['+39 (0)6 1234 5678', '+390612345678'],
  ])('case 31: %s is %s', (text, number) => {
    expect(e164(text)).toBe(number);
    expect(phoneKey(text, null)).toBe(number);
    expect(e164(text, 'DE')).toBe(number);
  });

  test.each([
    ['0491 570 156', 'AU', '+61491570156'],
    ['0061 491 570 156', 'DE', '+61491570156'],
    ['(202) 555-0143', 'US', '+12025550143'],
    ['01512 3456789', 'DE', '+4915123456789'],
  ])('M7: %s is read with the region %s', (text, region, number) => {
    expect(e164(text, region)).toBe(number);
    expect(isNationalPhone(text)).toBe(true);
    expect(readPhoneNumber(text, null)).toEqual({ ok: false, problem: 'national' });
  });

  test.each([
    ['+49 89 12', 'not_in_use'],
    ['89 12', 'national'],
    ['+1 202 555 0143 ext 12', 'extension'],
    ['n/a', 'none'],
    ['call Anna', 'none'],
    ['+61 491 570 156 / +61 491 570 157', 'none'],
    ['', 'none'],
  ])('M7: %s is no number for an sms: %s', (text, problem) => {
    expect(readPhoneNumber(text, null)).toEqual({ ok: false, problem });
  });

  test('D3: a number is compared by E.164, and older entries by their digits still match', () => {
    expect(phoneKeys('+61 (0)491 570 156', null)).toEqual(['+61491570156', '+610491570156']);
    expect(phoneKeys('0491 570 156', null)).toEqual(['0491570156']);
    expect(phoneKeys('0491 570 156', 'AU')).toEqual(['+61491570156', '0491570156']);
    expect(phoneKey('+1 202 555 0143 ext 12', null)).toBe('+12025550143');
    expect(phoneKey('+49 89 12', null)).toBe('+498912');
  });

  test('an unknown region reads nothing, and is no fault', () => {
    expect(e164('0491 570 156', 'XX')).toBeNull();
  });
});

test.each([
  ['+61491570156', '+61491570156'],
  ['61491570156', '+61491570156'],
  ['22000', '22000'],
  ['Telekom', ''],
])('M7: a gateway that calls a number %s means %s', (said, meant) => {
  expect(gatewayNumber(said)).toBe(meant);
});
