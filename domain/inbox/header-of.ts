import type { ReadMail } from './read-mail.ts';

/** The first header of a name in lower case; null: the mail has none. */
export function headerOf({ headers }: Pick<ReadMail, 'headers'>, name: string): string | null {
  return headers.find((header) => header.name === name)?.value ?? null;
}
