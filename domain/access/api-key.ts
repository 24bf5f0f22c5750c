import { createHash } from 'node:crypto';

/** Random bytes of a key: too many to guess, which is why a plain hash of it is enough. */
export const API_KEY_BYTES = 32;

const SHAPE = /^ft_[A-Za-z0-9_-]{43}$/;

/** A key (U2) made of 32 random bytes: `ft_` and 43 characters of base64url. */
export function apiKeyOf(randomness: Uint8Array): string {
  return `ft_${Buffer.from(randomness).toString('base64url')}`;
}

/** Whether a text can be a key at all. */
export const isApiKeyShaped = (text: string): boolean => SHAPE.test(text);

/** What is stored of a key: its SHA-256 in hexadecimal. */
export const hashOfApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');
