import { SYSTEM, type Actor } from '../../contracts/actor.ts';
import type { ReadMail } from '../../domain/inbox/read-mail.ts';
import type { CommandDeps } from '../deps.ts';

/** What a mail is read with: libraries that know its forms. */
export interface MailReader {
  readMail(bytes: Uint8Array): Promise<ReadMail>;
  /** Makes the HTML of a mail safe to show. */
  safeHtmlOf(html: string): string;
}

/** What mail in works with. */
export interface InboxDeps extends CommandDeps {
  mailReader: MailReader;
}

/** What came with a mail was caused by it. */
export const asInbox = (mailId: string): Actor => ({
  ...SYSTEM,
  cause: { origin: 'inbox', originId: mailId, depth: 0 },
});
