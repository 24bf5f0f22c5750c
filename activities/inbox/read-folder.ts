import type { ChosenFolder } from '../../domain/inbox/choose-folders.ts';
import { beginFolder, liveAfterGap, type FolderCursor } from '../../domain/inbox/following.ts';
import type { OpenedFolder } from '../../infra/inbox/imap-session.ts';
import { giveBackIfStopping } from '../stopping.ts';
import type { Following } from './following.ts';
import { retryTroubles, takePage } from './take-page.ts';

/** Mails whose headers are asked for in one command. */
const PAGE_MAILS = 100;
/** UIDs that are searched at once: as many numbers may come back. Where few are found it looks further each time. */
const WINDOW_UIDS = 2_000;
const MAX_WINDOW_UIDS = 1_000_000;

/**
 * Reads a folder from its cursor to its end (I1). Its UIDs are its own: where they are others than before, it is read anew.
 *
 * @returns `unread`: the activity has to end before its end. `changed`: the mailbox or its UIDs are others by now, so that the
 * connection is of no more use. `none`: there is no such folder
 */
export async function readFolder(
  following: Following,
  folder: ChosenFolder,
): Promise<'read' | 'unread' | 'changed' | 'none'> {
  const { deps, mailbox, session } = following;
  const { mailFolders } = deps.store;
  const place = { mailboxId: mailbox.id, path: folder.path };
  const opened = await session.open(folder.path);
  if (opened === null) return 'none';
  const stored = await mailFolders.find(deps.db, place);
  const cursor =
    stored?.uidValidity === opened.uidValidity
      ? await afterGap(following, folder, { opened, stored })
      : await begin(following, folder, { opened, readAt: stored?.readAt ?? mailbox.followedAt });
  const { uidValidity, arrearsUid, liveSince } = cursor;
  const open = { folder, uidValidity, arrearsUid, liveSince };
  await retryTroubles(following, open);
  // What was begun before and not ended is looked at with care: mail by mail, then more and more at once.
  let atOnce = stored !== null && stored.tries > 0 && stored.uidValidity === uidValidity ? 1 : PAGE_MAILS;
  let window = WINDOW_UIDS;
  for (let { uid } = cursor; ;) {
    const last = (opened.uidNext ?? 0) - 1;
    // The last window has no end: not every server keeps its promise of the next UID.
    const to = last - uid > window ? uid + window : null;
    const uids = await session.listUids(uid + 1, to);
    for (let at = 0; at < uids.length;) {
      giveBackIfStopping(deps);
      if (following.isOver()) return 'unread';
      const taken = await takePage(following, open, uids.slice(at, at + atOnce));
      if (taken === null) return 'changed';
      at += taken;
      atOnce = Math.min(taken < atOnce && at < uids.length ? 1 : atOnce * 2, PAGE_MAILS);
    }
    uid = to ?? uids.at(-1) ?? uid;
    if (to === null) return 'read';
    await mailFolders.moveTo(deps.db, { ...place, uidValidity, uid });
    window = uids.length < window / 10 ? Math.min(window * 4, MAX_WINDOW_UIDS) : WINDOW_UIDS;
  }
}

/** Where a folder begins that was never read, or whose UIDs changed. */
async function begin(
  { deps, mailbox, followedSince, session }: Following,
  { path, role }: ChosenFolder,
  { opened, readAt }: { opened: OpenedFolder; readAt: number | null },
): Promise<FolderCursor> {
  const now = await deps.now();
  const { historyDays } = mailbox;
  const { readSince, liveSince } = beginFolder({ now, historyDays, followedSince, readAt });
  const first = await session.firstSince(readSince);
  const all = opened.uidNext === null ? await session.listUids(1, null) : null;
  const arrearsUid = all === null ? opened.uidNext! - 1 : (all.at(-1) ?? 0);
  const uid = first === null ? arrearsUid : first - 1;
  const begun = { uidValidity: opened.uidValidity, uid, arrearsUid, liveSince };
  const { id: mailboxId, version } = mailbox;
  await deps.store.mailFolders.begin(deps.db, { mailboxId, version, path, role, ...begun });
  return { ...begun, readAt };
}

/** What lies in a folder that nobody read for long counts only if it is recent. */
async function afterGap(
  { deps, mailbox }: Following,
  { path }: ChosenFolder,
  { opened, stored }: { opened: OpenedFolder; stored: FolderCursor },
): Promise<FolderCursor> {
  const { uidValidity } = opened;
  const liveSince = liveAfterGap({ readAt: stored.readAt, now: await deps.now() });
  if (liveSince === null) return stored;
  const arrearsUid = opened.uidNext === null ? Number.MAX_SAFE_INTEGER : opened.uidNext - 1;
  const arrears = { uidValidity, arrearsUid, liveSince };
  await deps.store.mailFolders.markArrears(deps.db, { mailboxId: mailbox.id, path, ...arrears });
  return { ...stored, ...arrears };
}
