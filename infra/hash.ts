import { createHash } from 'node:crypto';

/** SHA-256 of a text, URL-safe. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
