import type { MailTrouble } from '../../../contracts/inbox/kinds.ts';
import type { Tx } from '../client.ts';
import type { FolderRef } from './mail-folders.ts';

/** A mail that could not be taken up, or not its text. */
export interface TroubledMail extends FolderRef {
  uidValidity: number;
  uid: number;
  kind: MailTrouble;
  size: number | null;
  /** Epoch milliseconds. */
  receivedAt: number | null;
}

/** Notes a mail that could not be taken up, or that it was not this time either. */
export async function add(db: Tx, mail: TroubledMail & { now: number; retryAt: number }): Promise<void> {
  const { mailboxId, path, uidValidity, uid, kind, size } = mail;
  const retryAt = new Date(mail.retryAt);
  const receivedAt = mail.receivedAt === null ? null : new Date(mail.receivedAt);
  await db.mailTrouble.upsert({
    where: { mailboxId_path_uidValidity_uid: { mailboxId, path, uidValidity, uid } },
    create: {
      mailboxId,
      path,
      uidValidity,
      uid,
      kind,
      size,
      receivedAt,
      tries: 1,
      foundAt: new Date(mail.now),
      retryAt,
    },
    update: { kind, retryAt, tries: { increment: 1 } },
  });
}

/** Mails of a folder of which nothing was taken up and that are tried once more, those that wait longest first. */
export async function listDue(
  db: Tx,
  {
    mailboxId,
    path,
    uidValidity,
    now,
    limit,
  }: FolderRef & { uidValidity: number; now: number; limit: number },
): Promise<{ uid: number; tries: number }[]> {
  const rows = await db.mailTrouble.findMany({
    where: { mailboxId, path, uidValidity, kind: 'nothing', retryAt: { lte: new Date(now) } },
    select: { uid: true, tries: true },
    orderBy: [{ retryAt: 'asc' }, { uid: 'asc' }],
    take: limit,
  });
  return rows.map(({ uid, tries }) => ({ uid: Number(uid), tries }));
}

/** UIDs of these that are in trouble. */
export async function listThere(
  db: Tx,
  { mailboxId, path, uidValidity, uids }: FolderRef & { uidValidity: number; uids: readonly number[] },
): Promise<Set<number>> {
  const rows = await db.mailTrouble.findMany({
    where: { mailboxId, path, uidValidity, uid: { in: [...uids] } },
    select: { uid: true },
  });
  return new Set(rows.map(({ uid }) => Number(uid)));
}

/** Puts a mail off before it is tried, so that whoever dies over it leaves it alone for a day. */
export async function putOff(
  db: Tx,
  {
    mailboxId,
    path,
    uidValidity,
    uid,
    retryAt,
  }: FolderRef & { uidValidity: number; uid: number; retryAt: number },
): Promise<void> {
  await db.mailTrouble.updateMany({
    where: { mailboxId, path, uidValidity, uid },
    data: { retryAt: new Date(retryAt), tries: { increment: 1 } },
  });
}

/** Forgets a mail that was taken up at last, or is there no more. */
export async function remove(
  db: Tx,
  { mailboxId, path, uidValidity, uid }: FolderRef & { uidValidity: number; uid: number },
): Promise<void> {
  await db.mailTrouble.deleteMany({ where: { mailboxId, path, uidValidity, uid } });
}
