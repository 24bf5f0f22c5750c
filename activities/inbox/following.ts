import type { ChosenFolder } from '../../domain/inbox/choose-folders.ts';
import type { FollowedMailbox } from '../../infra/db/inbox/followed-mailboxes.ts';
import type { ImapSession } from '../../infra/inbox/imap-session.ts';
import type { ActivityDeps } from '../deps.ts';
import type { Ahead } from './look-ahead.ts';

/** A mailbox that is being followed over a connection. */
export interface Following {
  deps: ActivityDeps;
  mailbox: FollowedMailbox;
  /** Epoch milliseconds. */
  followedSince: number;
  session: ImapSession;
  /** Those that are followed, INBOX last. */
  folders: readonly ChosenFolder[];
  ahead: Ahead;
  /** Whether the activity has worked for long enough: what is left is for the next one. */
  isOver(): boolean;
}
