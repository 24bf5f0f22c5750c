import { SYSTEM, type Actor } from '../../contracts/actor.ts';
import type { MailReader } from '../../infra/inbox/mail-reader.ts';
import type { CommandDeps } from '../deps.ts';

/** What mail in works with. */
export interface InboxDeps extends CommandDeps {
  mailReader: MailReader;
}

/** What came with a mail was caused by it. */
export const asInbox = (mailId: string): Actor => ({
  ...SYSTEM,
  cause: { origin: 'inbox', originId: mailId, depth: 0 },
});
