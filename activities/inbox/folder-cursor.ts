import type { ChosenFolder } from '../../domain/inbox/choose-folders.ts';
import { beginFolder, liveAfterGap, type FolderCursor } from '../../domain/inbox/following.ts';
import type { StoredFolder } from '../../infra/db/inbox/mail-folders.ts';
import type { OpenedFolder } from '../../infra/inbox/imap-session.ts';
import type { Following } from './following.ts';

/**
 * How far a folder that was just opened is read. Its UIDs are its own: where they are others than before it begins anew.
 *
 * @returns `stored`: as it stood under these UIDs; null: it begins
 */
export async function cursorOf(
  following: Following,
  folder: ChosenFolder,
  opened: OpenedFolder,
): Promise<{ cursor: FolderCursor; stored: StoredFolder | null }> {
  const { deps, mailbox } = following;
  const found = await deps.store.mailFolders.find(deps.db, { mailboxId: mailbox.id, path: folder.path });
  if (found?.uidValidity === opened.uidValidity)
    return { cursor: await afterGap(following, folder, { opened, stored: found }), stored: found };
  const readAt = found?.readAt ?? mailbox.followedAt;
  return { cursor: await begin(following, folder, { opened, readAt }), stored: null };
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
