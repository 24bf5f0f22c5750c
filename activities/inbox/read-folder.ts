import type { ChosenFolder } from '../../domain/inbox/choose-folders.ts';
import { giveBackIfStopping } from '../stopping.ts';
import { cursorOf } from './folder-cursor.ts';
import type { Following } from './following.ts';
import { isLookDue, lookAhead } from './look-ahead.ts';
import { retryTroubles, takePage } from './take-page.ts';

/** Mails whose headers are asked for in one command. */
const PAGE_MAILS = 100;
/** UIDs that are searched at once: as many numbers may come back. Where few are found it looks further each time. */
const WINDOW_UIDS = 2_000;
const MAX_WINDOW_UIDS = 1_000_000;

/**
 * Reads a folder from its cursor to its end (I1), and where that takes long what comes into any of them meanwhile.
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
  const { cursor, stored } = await cursorOf(following, folder, opened);
  const { uidValidity, arrearsUid, liveSince } = cursor;
  const open = { folder, uidValidity, arrearsUid, liveSince };
  await retryTroubles(following, open);
  // What was begun before and not ended is looked at with care: mail by mail, then more and more at once.
  let atOnce = stored !== null && stored.tries > 0 ? 1 : PAGE_MAILS;
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
      if (!(await isLookDue(following))) continue;
      await lookAhead(following);
      if ((await session.open(folder.path))?.uidValidity !== uidValidity) return 'changed';
    }
    uid = to ?? uids.at(-1) ?? uid;
    if (to === null) return 'read';
    await mailFolders.moveTo(deps.db, { ...place, uidValidity, uid });
    window = uids.length < window / 10 ? Math.min(window * 4, MAX_WINDOW_UIDS) : WINDOW_UIDS;
  }
}
