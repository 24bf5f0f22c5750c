import { createHash, timingSafeEqual } from 'node:crypto';

/** Random bytes of the token of a session, and of a sign-in code: too many to guess, so that a plain hash is enough. */
export const SESSION_TOKEN_BYTES = 32;

/** A session that nobody used for so long is over. */
export const SESSION_IDLE_SECONDS = 12 * 60 * 60;
/** However often it is used: then its user signs in again. */
export const SESSION_MOST_SECONDS = 7 * 24 * 60 * 60;
/** Sessions of one user; the one that was not used for the longest time makes room. */
export const SESSIONS_PER_USER = 20;
/** A sign-in code that was not exchanged by then is worth nothing. */
export const SIGN_IN_CODE_SECONDS = 10 * 60;

const SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** A token, or a code, made of 32 random bytes. */
export const sessionTokenOf = (randomness: Uint8Array): string =>
  Buffer.from(randomness).toString('base64url');

/** Whether a text can be a token or a code at all. */
export const isSessionTokenShaped = (text: string): boolean => SHAPE.test(text);

/** What is stored of a token, or of a code: its SHA-256 in hexadecimal. */
export const hashOfSessionToken = (token: string): string => sha256(token).toString('hex');

/**
 * What a page sends with its writes: it comes from the token, which no page can read, and tells nothing of it. So nothing
 * more is stored, and a page that is loaded anew gets the same one.
 */
export const csrfTokenOf = (token: string): string => sha256(`csrf ${token}`).toString('base64url');

/** Whether a write carries the CSRF token of its session; takes as long for any text. */
export const isCsrfTokenOf = (token: string, given: string): boolean =>
  timingSafeEqual(sha256(csrfTokenOf(token)), sha256(given));

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
