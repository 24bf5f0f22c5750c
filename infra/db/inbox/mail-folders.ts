import type { FolderRole } from '../../../contracts/inbox/kinds.ts';
import type { FolderCursor } from '../../../domain/inbox/following.ts';
import type { Tx } from '../client.ts';

/** A folder of a mailbox. */
export interface FolderRef {
  mailboxId: string;
  path: string;
}

/** How far a folder is read, and what of it is under way. */
export interface StoredFolder extends FolderCursor {
  tryingUid: number | null;
  tries: number;
}

/** How far a folder is read; null: it was never opened. */
export async function find(db: Tx, { mailboxId, path }: FolderRef): Promise<StoredFolder | null> {
  const row = await db.mailFolder.findUnique({ where: { mailboxId_path: { mailboxId, path } } });
  return (
    row && {
      uidValidity: Number(row.uidValidity),
      uid: Number(row.uid),
      arrearsUid: Number(row.arrearsUid),
      liveSince: row.liveSince.getTime(),
      readAt: row.readAt?.getTime() ?? null,
      tryingUid: row.tryingUid === null ? null : Number(row.tryingUid),
      tries: row.tries,
    }
  );
}

/**
 * Begins a folder, for the first time or because its UIDs are others; where it stands by these UIDs already, it stays. Not where
 * the settings of its mailbox changed meanwhile: it may be another account by now, whose UIDs say nothing of this one's.
 */
export async function begin(
  db: Tx,
  folder: FolderRef & { role: FolderRole; version: number } & Omit<FolderCursor, 'readAt'>,
): Promise<void> {
  const liveSince = new Date(folder.liveSince);
  await db.$executeRaw`
    INSERT INTO mail_folder (mailbox_id, path, role, uid_validity, uid, arrears_uid, live_since, tries)
    SELECT id, ${folder.path}::text, ${folder.role}::text, ${folder.uidValidity}::bigint, ${folder.uid}::bigint,
      ${folder.arrearsUid}::bigint, ${liveSince}::timestamptz, 0 FROM mailbox
    WHERE id = ${folder.mailboxId} AND version = ${folder.version}
    ON CONFLICT (mailbox_id, path) DO UPDATE SET role = excluded.role, uid_validity = excluded.uid_validity,
      uid = excluded.uid, arrears_uid = excluded.arrears_uid, live_since = excluded.live_since, trying_uid = NULL, tries = 0
    WHERE mail_folder.uid_validity <> excluded.uid_validity`;
}

/** Says that what lies there up to a UID counts only if it came since (I1). */
export async function markArrears(
  db: Tx,
  folder: FolderRef & Pick<FolderCursor, 'uidValidity' | 'arrearsUid' | 'liveSince'>,
): Promise<void> {
  await db.mailFolder.updateMany({
    where: { mailboxId: folder.mailboxId, path: folder.path, uidValidity: folder.uidValidity },
    data: { arrearsUid: folder.arrearsUid, liveSince: new Date(folder.liveSince) },
  });
}

/**
 * Says which mail is begun, and that all before it were taken up, in one statement: whoever is killed over it finds it again,
 * with how often it was begun.
 *
 * @returns that number; 0: the folder has other UIDs by now
 */
export async function beginMail(
  db: Tx,
  { mailboxId, path, uidValidity, uid }: FolderRef & { uidValidity: number; uid: number },
): Promise<number> {
  const rows = await db.$queryRaw<{ tries: number }[]>`
    UPDATE mail_folder SET uid = GREATEST(uid, ${uid - 1}::bigint), trying_uid = ${uid},
      tries = CASE WHEN trying_uid = ${uid} THEN tries + 1 ELSE 1 END
    WHERE mailbox_id = ${mailboxId} AND path = ${path} AND uid_validity = ${uidValidity} RETURNING tries`;
  return rows[0]?.tries ?? 0;
}

/** Says that all up to a UID were taken up. It never goes back. */
export async function moveTo(
  db: Tx,
  { mailboxId, path, uidValidity, uid }: FolderRef & { uidValidity: number; uid: number },
): Promise<void> {
  await db.$executeRaw`
    UPDATE mail_folder SET uid = GREATEST(uid, ${uid}::bigint), trying_uid = NULL, tries = 0
    WHERE mailbox_id = ${mailboxId} AND path = ${path} AND uid_validity = ${uidValidity}`;
}

/** Says of a mailbox that its mails were given back, and that nothing was wrong with them. */
export async function giveBack(db: Tx, mailboxId: string): Promise<void> {
  await db.mailFolder.updateMany({ where: { mailboxId, tries: { gt: 0 } }, data: { tries: 0 } });
}

/** Says when folders were read to their end. */
export async function noteRead(
  db: Tx,
  { mailboxId, paths, now }: { mailboxId: string; paths: readonly string[]; now: number },
): Promise<void> {
  await db.mailFolder.updateMany({
    where: { mailboxId, path: { in: [...paths] } },
    data: { readAt: new Date(now) },
  });
}

/** UIDs of these that were stored already: their bytes need not come again. */
export async function listStored(
  db: Tx,
  { mailboxId, path, uidValidity, uids }: FolderRef & { uidValidity: number; uids: readonly number[] },
): Promise<Set<number>> {
  const rows = await db.mailPlace.findMany({
    where: { mailboxId, path, uidValidity, uid: { in: [...uids] } },
    select: { uid: true },
  });
  return new Set(rows.map(({ uid }) => Number(uid)));
}

/** Forgets how far the folders of a mailbox were read, and where its mails lay; the mails stay. */
export async function forget(tx: Tx, mailboxId: string): Promise<void> {
  const where = { mailboxId };
  await tx.mailFolder.deleteMany({ where });
  await tx.mailPlace.deleteMany({ where });
  await tx.mailTrouble.deleteMany({ where });
}
