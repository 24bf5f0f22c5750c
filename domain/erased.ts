import { createHash } from 'node:crypto';

/** What stands where a name, an address or words of somebody who was forgotten stood (U5). Never a text to send. */
export const ERASED = '[erased]';

/** What is left of an address, a name or an external id that was forgotten; `erased_key` of the database makes the same. */
export const erasedKey = (text: string): string =>
  `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
