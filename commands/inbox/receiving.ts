import { SYSTEM } from '../../contracts/actor.ts';
import type { Tx } from '../../infra/db/client.ts';
import { ImapFailure } from '../../domain/inbox/imap-failure.ts';
import type { CommandDeps } from '../deps.ts';
import { attempt } from '../wakes.ts';
import { openReceiving } from './open-receiving.ts';

/** Somebody waits for it. */
const TIMEOUTS = { connectMs: 15_000, greetingMs: 15_000, silenceMs: 15_000 };

/** In the transaction that gives a mailbox another account, or none: its UIDs mean nothing any more. */
async function moved({ store }: CommandDeps, tx: Tx, mailboxId: string): Promise<void> {
  await store.mailFolders.forget(tx, mailboxId);
}

/** After the commit: it is followed from now on, or with other settings, or not any more. */
async function changed({ lifecycle }: CommandDeps, mailboxId: string): Promise<void> {
  await attempt(lifecycle.wakeMailbox(mailboxId));
}

/** Connects and signs in for real, if there is a server to receive from, and says at the mailbox what it said. */
async function verify(deps: CommandDeps, mailboxId: string): Promise<void> {
  const { followedMailboxes } = deps.store;
  const mailbox = await followedMailboxes.find(deps.db, SYSTEM, mailboxId);
  if (mailbox === null) return;
  const signal = new AbortController().signal;
  try {
    const session = await openReceiving(deps, mailbox, { signal, timeouts: TIMEOUTS });
    await session.close();
  } catch (error) {
    if (!(error instanceof ImapFailure)) throw error;
    const now = await deps.now();
    const status = error.kind === 'sign_in' ? 'reconnect' : 'failing';
    await followedMailboxes.noteFailed(deps.db, { mailboxId, status, reason: error.words, now });
    return;
  }
  await followedMailboxes.noteVerified(deps.db, mailboxId, await deps.now());
  await changed(deps, mailboxId);
}

/** What following a mailbox does about its settings. */
export const receiving = { moved, changed, verify };
