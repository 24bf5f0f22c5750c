import type { CommandDeps } from '../deps.ts';
import { settleFoundInSent } from './settle-own-copy.ts';

/** Does what follows from a mail (I4), as often as it is called: once. */
export async function followMail(deps: CommandDeps, mailId: string): Promise<void> {
  await settleFoundInSent(deps, { mailId });
  await deps.store.mails.markProcessed(deps.db, { mailId, now: await deps.now() });
}
