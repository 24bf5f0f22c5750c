import type { ReadMail } from '../../domain/inbox/read-mail.ts';
import { readMail } from './read-mail.ts';
import { safeHtmlOf } from './safe-html.ts';

/** What a mail is read with: libraries that know its forms. */
export interface MailReader {
  readMail(bytes: Uint8Array): Promise<ReadMail>;
  /** Makes the HTML of a mail safe to show. */
  safeHtmlOf(html: string): string;
}

/** Reads mails as the product does, within its bounds. */
export const mailReader: MailReader = { readMail: (bytes) => readMail(bytes), safeHtmlOf };
