import { expect, test } from '@jest/globals';
import { addressKey, parseAddress } from '../../../domain/customers/email-address.ts';

test.each([
  ['jane@example.com', 'jane@example.com'],
  ["  jane.o'doe+ar@Mail.Example.COM ", "jane.o'doe+ar@mail.example.com"],
  ['Jane@bücher.example', 'Jane@xn--bcher-kva.example'],
  ['jane@xn--bcher-kva.example', 'jane@xn--bcher-kva.example'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
])('Q4: %s is an address', (input, address) => {
  expect(parseAddress(input)).toEqual({ ok: true, address });
});

test.each([
  ['', 'empty'],
  ['  ', 'empty'],
  ['jane@example.com\r\nBcc: x@y.example', 'line_break'],
  ['jane@example.com\n', 'line_break'],
  ['jane@exam\u2028ple.com', 'line_break'],
  ['jane doe@example.com', 'invisible_character'],
  ['jane@exam\u200bple.com', 'invisible_character'],
  ['jane\0@example.com', 'invisible_character'],
  ['jane', 'not_one_at'],
  ['a@b@example.com', 'not_one_at'],
  ['<jane@example.com>', 'local_part'],
  ['@example.com', 'local_part'],
  ['.jane@example.com', 'local_part'],
  ['ja..ne@example.com', 'local_part'],
  ['"jane"@example.com', 'local_part'],
  ['jäne@example.com', 'local_part'],
  ['jane@', 'domain'],
  ['jane@localhost', 'domain'],
  ['jane@-example.com', 'domain'],
  ['jane@example..com', 'domain'],
  ['jane@exa_mple.com', 'domain'],
  ['jane@exa%6dple.com', 'domain'],
  ['jane@127.0.0.1', 'domain'],
  ['jane@[127.0.0.1]', 'domain'],
  ['jane@example.com,joe@example.com', 'not_one_at'],
  ['jane@example.com>', 'domain'],
  [`jane@${'a'.repeat(64)}.com`, 'domain'],
  [`${'a'.repeat(65)}@example.com`, 'too_long'],
  [`jane@${'abcdefghi.'.repeat(26)}com`, 'too_long'],
])('Q4: %j is none', (input, reason) => {
  expect(parseAddress(input)).toEqual({ ok: false, reason });
});

test('D3: spellings of one address have one key', () => {
  expect(new Set([' Jane@Example.com', 'jane@example.COM'].map(addressKey))).toEqual(
    new Set(['jane@example.com']),
  );
  expect(addressKey('X@BÜCHER.example')).toBe(addressKey('x@xn--bcher-kva.example'));
  expect(addressKey('not an address ')).toBe('not an address');
});
