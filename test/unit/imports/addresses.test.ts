import { describe, expect, test } from '@jest/globals';
import { emailSchema, typedEmailSchema } from '../../../contracts/fields.ts';
import { parseAddress } from '../../../domain/customers/email-address.ts';
import { readAddresses } from '../../../domain/imports/read-addresses.ts';

describe('C17: addresses of one cell', () => {
  test.each([
    ['a@x.example', [['a@x.example', null]]],
    ['Named Box <named@x.example>', [['named@x.example', 'Named Box']]],
    ['"Doe, Jane" <jane@x.example>', [['jane@x.example', 'Doe, Jane']]],
    ['Doe, Jane <jane@x.example>', [['jane@x.example', 'Doe, Jane']]],
    ['<bare@x.example>', [['bare@x.example', null]]],
    ['mailto:link@x.example', [['link@x.example', null]]],
    [
      'a@x.example; b@x.example',
      [
        ['a@x.example', null],
        ['b@x.example', null],
      ],
    ],
    [
      'a@x.example,b@x.example',
      [
        ['a@x.example', null],
        ['b@x.example', null],
      ],
    ],
    [
      'a@x.example b@x.example',
      [
        ['a@x.example', null],
        ['b@x.example', null],
      ],
    ],
    [
      'a@x.example\nb@x.example',
      [
        ['a@x.example', null],
        ['b@x.example', null],
      ],
    ],
    [
      'Ann <a@x.example>; Ben <b@x.example>',
      [
        ['a@x.example', 'Ann'],
        ['b@x.example', 'Ben'],
      ],
    ],
    ['A@x.example; a@X.example', [['A@x.example', null]]],
    ['uwe@bücher.example', [['uwe@xn--bcher-kva.example', null]]],
    ['a@x.example;', [['a@x.example', null]]],
  ] as [string, [string, string | null][]][])('%j', (text, expected) => {
    const { addresses, problems } = readAddresses(text);
    expect(addresses.map(({ email, name }) => [email, name])).toEqual(expected);
    expect(problems).toEqual([]);
  });

  test('one that is none is told, the others are taken; a header cannot be smuggled in', () => {
    const smuggled = readAddresses('eve@b.example\nBcc: x@y.example');
    expect(smuggled.addresses.map(({ email }) => email)).toEqual(['eve@b.example']);
    expect(smuggled.problems).toHaveLength(1);
    expect(readAddresses('ask the front desk')).toMatchObject({
      addresses: [],
      problems: [expect.anything()],
    });
  });
});

describe('C1: addresses follow RFC 5321 and 6531', () => {
  test.each([
    'r&d@alder.example',
    "o'neill+ar@x.example",
    'a@xn--80a1acny.xn--80akhbyknj4f',
    'A.B@x-y.example',
  ])('%s is taken', (address) => {
    expect(emailSchema.safeParse(address).success).toBe(true);
    expect(parseAddress(address).ok).toBe(true);
  });

  test.each([
    'a@b',
    '.a@x.example',
    'a..b@x.example',
    'a@-x.example',
    'a@x.123',
    'a b@x.example',
    'a@x@y.example',
    `${'a'.repeat(65)}@x.example`,
  ])('%s is refused', (address) => {
    expect(emailSchema.safeParse(address).success).toBe(false);
    expect(parseAddress(address).ok).toBe(false);
  });

  test('other letters in a typed domain are put into their ASCII form, and nothing else is made of them', () => {
    expect(typedEmailSchema.parse('uwe@bücher.example')).toBe('uwe@xn--bcher-kva.example');
    expect(typedEmailSchema.parse('Jo@Birch.Example')).toBe('Jo@Birch.Example');
    for (const text of [
      'bücher.example',
      'uwe@bü cher.example',
      'uwe@bücher.example/x',
      'uwe@bücher.example:80',
      'üwe@x.example',
    ]) {
      expect([text, typedEmailSchema.safeParse(text).success]).toEqual([text, false]);
    }
  });
});
