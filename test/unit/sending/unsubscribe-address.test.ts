import { describe, expect, test } from '@jest/globals';
import { unsubscribeAddressSchema } from '../../../contracts/sending/unsubscribe-address.ts';
import { unsubscribeToken } from '../../../domain/inbox/unsubscribe-token.ts';
import { newId } from '../../../infra/ids.ts';
import { createLinks } from '../../../infra/mail/links.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const NEW_KEY = Buffer.alloc(32, 2).toString('base64');
const publicUrl = 'https://acme.example';
const links = createLinks({ publicUrl, secretKey: KEY });
const ADDRESS = 'unsubscribe@acme.example';

const addressIn = (mailto: string | null): string =>
  decodeURIComponent(new URL(mailto ?? 'missing:').pathname);
const addressOf = (copy: { messageId: string; n: number }, address = ADDRESS): string =>
  addressIn(links.unsubscribeMailto(address, copy));
const tokenIn = (address: string): string => unsubscribeToken(address) ?? 'none';

describe('M5, I3: the address that unsubscribes one copy', () => {
  test.each([1, 2, 51, 1023])('names copy %d, also where a server changes the case', (n) => {
    const copy = { messageId: newId('message'), n };
    const address = addressOf(copy);
    expect(address).toMatch(/^unsubscribe\+[0-9a-z]{40}@acme\.example$/);
    for (const spelled of [address, address.toUpperCase()]) {
      expect(links.readMailtoToken(tokenIn(spelled))).toEqual(copy);
      expect(links.readMailtoToken(spelled.slice(spelled.indexOf('+') + 1, spelled.indexOf('@')))).toEqual(
        copy,
      );
    }
  });

  test('a mailto link with a subject, and an address of odd letters as RFC 6068 writes it', () => {
    const copy = { messageId: newId('message'), n: 1 };
    expect(links.unsubscribeMailto(ADDRESS, copy)).toMatch(
      /^mailto:unsubscribe\+\w{40}@acme\.example\?subject=unsubscribe$/,
    );
    const odd = links.unsubscribeMailto('a/r?+&out@acme.example', copy);
    expect(odd).toMatch(/^mailto:a%2Fr%3F\+%26out\+\w{40}@acme\.example\?subject=unsubscribe$/);
    expect(links.readMailtoToken(tokenIn(addressIn(odd)))).toEqual(copy);
  });

  test('a changed, cut or foreign token names nothing; neither does the token of a link', () => {
    const copy = { messageId: newId('message'), n: 1 };
    const token = tokenIn(addressOf(copy));
    const other = (at: number): string =>
      token.slice(0, at) + (token[at] === '0' ? '1' : '0') + token.slice(at + 1);
    const changed = Array.from({ length: token.length }, (_each, at) => other(at));
    const ofLink = links.unsubscribeUrl(copy.messageId).split('/').at(-1)!;
    for (const forged of [...changed, token.slice(1), `${token}0`, `${token}\n`, '', ofLink])
      expect(links.readMailtoToken(forged)).toBeNull();
    expect(createLinks({ publicUrl, secretKey: NEW_KEY }).readMailtoToken(token)).toBeNull();
  });

  test('O10: after the key was exchanged, what the former one signed still names its copy', () => {
    const copy = { messageId: newId('message'), n: 2 };
    const after = createLinks({ publicUrl, secretKey: NEW_KEY, formerKeys: [KEY] });
    expect(after.readMailtoToken(tokenIn(addressOf(copy)))).toEqual(copy);
  });

  test('RFC 5321: the longest address that is allowed has 64 characters before the @ in a mail', () => {
    const longest = `${'a'.repeat(23)}@acme.example`;
    expect(unsubscribeAddressSchema.parse(longest)).toBe(longest);
    expect(addressOf({ messageId: newId('message'), n: 1 }, longest).indexOf('@')).toBe(64);
    for (const bad of [`${'a'.repeat(24)}@acme.example`, 'acme.example', 'a b@acme.example', ''])
      expect(unsubscribeAddressSchema.safeParse(bad).success).toBe(false);
  });
});
