import { expect, test } from '@jest/globals';
import { createSecretBox, createTokenSigner } from '../../../infra/secrets.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 2).toString('base64');

test('M1: a sealed secret opens again, and shows neither itself nor that two are equal', () => {
  const box = createSecretBox(KEY);
  const sealed = [box.seal('pässword'), box.seal('pässword')];
  expect(sealed.map((one) => box.open(one))).toEqual(['pässword', 'pässword']);
  expect(sealed[0]).not.toBe(sealed[1]);
  expect(sealed[0]).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+$/);
  expect(box.open(box.seal(''))).toBe('');
});

test('M1: a changed secret does not open', () => {
  const box = createSecretBox(KEY);
  const sealed = box.seal('password');
  const changed = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.at(-1);
  for (const broken of [changed, sealed.slice(0, 20), 'password', '']) {
    expect(() => box.open(broken)).toThrow(expect.objectContaining({ code: 'corrupt' }));
  }
});

test('M1: keys can be exchanged: the new one seals, the former one still opens', () => {
  const sealed = createSecretBox(KEY).seal('password');
  expect(createSecretBox(OTHER_KEY, [KEY]).open(sealed)).toBe('password');
  expect(() => createSecretBox(OTHER_KEY).open(sealed)).toThrow(
    expect.objectContaining({ code: 'unknown_key' }),
  );
  expect(() => createSecretBox('short')).toThrow(expect.objectContaining({ code: 'bad_key' }));
});

test('M5: a token tells its payload only to whom it was signed by, and for its purpose', () => {
  const signer = createTokenSigner(KEY, 'unsubscribe');
  const token = signer.signToken('msg_01h2');
  expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
  expect(signer.verifyToken(token)).toBe('msg_01h2');
  expect(createTokenSigner(KEY, 'click').verifyToken(token)).toBeNull();
  expect(createTokenSigner(OTHER_KEY, 'unsubscribe').verifyToken(token)).toBeNull();
  const [payload, signature = ''] = token.split('.');
  const other = signer.signToken('msg_other').split('.')[0]!;
  for (const forged of [
    `${other}.${signature}`,
    `${payload}.`,
    `${payload}`,
    `${token}.x`,
    `${token}=`,
    '',
    '.',
  ]) {
    expect(signer.verifyToken(forged)).toBeNull();
  }
});
