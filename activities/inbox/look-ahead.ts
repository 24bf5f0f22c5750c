import type { ChosenFolder } from '../../domain/inbox/choose-folders.ts';
import type { FolderCursor } from '../../domain/inbox/following.ts';
import type { OpenedFolder } from '../../infra/inbox/imap-session.ts';
import { cursorOf } from './folder-cursor.ts';
import type { Following } from './following.ts';
import { takeAhead } from './take-ahead.ts';

/** While old mail is read, folders are looked at so often for what comes. */
const EVERY_MS = 20_000;
/** Of a folder that was read before, the newest so many. */
const NEWEST = 500;
/** Mails taken ahead of a folder in one look: what is old is to be read as well. */
const MOST = 200;

/** What was looked at ahead of the cursors, over one connection. */
export interface Ahead {
  /** When that was, or when the round began, epoch milliseconds. */
  lookedAt: number;
  /** How far, by folder. */
  upTo: Map<string, { uidValidity: number; uid: number }>;
}

/** Whether reading has gone on for so long that what came meanwhile has its turn. */
export async function isLookDue({ ahead, deps }: Following): Promise<boolean> {
  return (await deps.now()) - ahead.lookedAt > EVERY_MS;
}

/**
 * Takes up what came into the folders of a mailbox while older mail is still being read (I1: within a minute, on the first day
 * too). No cursor moves: what was taken here is passed over later, and what could not be taken up comes in its turn, in
 * the order in which mails know each other. The session has another folder open afterwards.
 */
export async function lookAhead(following: Following): Promise<void> {
  const { ahead, deps, folders, session } = following;
  for (const folder of folders.toReversed()) {
    const opened = await session.open(folder.path);
    if (opened !== null) await lookInto(following, folder, opened);
  }
  ahead.lookedAt = await deps.now();
}

async function lookInto(following: Following, folder: ChosenFolder, opened: OpenedFolder): Promise<void> {
  const { ahead, session } = following;
  const { cursor } = await cursorOf(following, folder, opened);
  const { uidValidity, arrearsUid, liveSince } = cursor;
  const before = ahead.upTo.get(folder.path);
  const from = before?.uidValidity === uidValidity ? before.uid : newestOf(cursor, opened);
  const uids = (await session.listUids(Math.max(from, cursor.uid) + 1, null)).slice(0, MOST);
  await takeAhead(following, { folder, uidValidity, arrearsUid, liveSince }, uids);
  ahead.upTo.set(folder.path, { uidValidity, uid: uids.at(-1) ?? from });
}

/** On the first day what was there before is history. Later nobody knows which of it was looked at. */
function newestOf({ readAt, arrearsUid, uid }: FolderCursor, { uidNext }: OpenedFolder): number {
  if (readAt === null) return arrearsUid;
  return uidNext === null ? uid : uidNext - 1 - NEWEST;
}
