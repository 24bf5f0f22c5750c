import type { MailTrouble } from '../../contracts/inbox/kinds.ts';
import { isHistory, receivedAtOf, retryTroubleAfter } from '../../domain/inbox/following.ts';
import { BEGINNING_BYTES, MAX_MAIL_BYTES } from '../../domain/inbox/mail-sizes.ts';
import type { MailHead } from '../../infra/inbox/imap-session.ts';
import type { ChosenFolder } from '../../domain/inbox/choose-folders.ts';
import type { SeenMail } from '../../commands/inbox/intake.ts';
import { attempt } from '../../commands/wakes.ts';
import { giveBackIfStopping } from '../stopping.ts';
import { createTurns } from './turns.ts';
import type { Following } from './following.ts';

/** Bytes of so many mails are in hand at once in one process: what it needs of memory does not grow with mailboxes. */
const inTurn = createTurns(8);
/** A page of large mails over a slow line ends early, so that what came meanwhile has its turn. */
const PAGE_MS = 15_000;

/** From this try on a mail is taken up by itself, then only its headers, then nothing: it must not block its folder. */
const ALONE_FROM = 3;
const HEADERS_FROM = 5;
const NOTHING_FROM = 7;

/** A folder that is open, and how its mails are judged old. */
export interface OpenFolder {
  folder: ChosenFolder;
  uidValidity: number;
  arrearsUid: number;
  liveSince: number;
}

/**
 * Takes up mails of an open folder: headers of all, bytes of those somebody is interested in. When it returns all of them were
 * taken up, as far as they go, and the cursor stands behind them; whenever it ends otherwise, the next one begins again where
 * the cursor stands, which knows how often that was tried.
 *
 * @returns how many of them were taken up: all, the first one alone, or as many as there was time for; null: the folder has other UIDs by now
 */
export async function takePage(
  following: Following,
  open: OpenFolder,
  page: readonly number[],
): Promise<number | null> {
  const { deps, mailbox, session } = following;
  const { mailFolders } = deps.store;
  const place = { mailboxId: mailbox.id, path: open.folder.path, uidValidity: open.uidValidity };
  const [first] = page;
  if (first === undefined) return 0;
  const tries = await mailFolders.beginMail(deps.db, { ...place, uid: first });
  if (tries === 0) return null;
  if (tries >= NOTHING_FROM) await noteTrouble(following, open, { uid: first, kind: 'nothing' });
  const uids = tries >= NOTHING_FROM ? [] : tries >= ALONE_FROM ? [first] : page;
  const stored = await mailFolders.listStored(deps.db, { ...place, uids });
  const heads = await session.readHeads(uids.filter((uid) => !stored.has(uid)));
  const wanted = await wantedOf(following, open, heads);
  const endAt = (await deps.now()) + PAGE_MS;
  let taken = uids.length;
  for (const head of wanted) {
    giveBackIfStopping(deps);
    const again =
      head.uid === first ? tries : await mailFolders.beginMail(deps.db, { ...place, uid: head.uid });
    if (again === 0) return null;
    await takeOne(following, open, { head, isWhole: again < HEADERS_FROM });
    if ((await deps.now()) < endAt) continue;
    taken = uids.indexOf(head.uid) + 1;
    break;
  }
  await mailFolders.moveTo(deps.db, { ...place, uid: uids[taken - 1] ?? first });
  return Math.max(taken, 1);
}

/** Takes up mails that could not be taken up before; each is put off first, so that it is tried once a while only. */
export async function retryTroubles(following: Following, open: OpenFolder): Promise<void> {
  const { deps, mailbox, session } = following;
  const { mailTroubles } = deps.store;
  const place = { mailboxId: mailbox.id, path: open.folder.path, uidValidity: open.uidValidity };
  const now = await deps.now();
  for (const { uid, tries } of await mailTroubles.listDue(deps.db, { ...place, now, limit: 20 })) {
    giveBackIfStopping(deps);
    await mailTroubles.putOff(deps.db, { ...place, uid, retryAt: now + retryTroubleAfter(tries) });
    const heads = await session.readHeads([uid]);
    for (const head of await wantedOf(following, open, heads))
      await takeOne(following, open, { head, isWhole: true });
    await mailTroubles.remove(deps.db, { ...place, uid });
  }
}

/** Those somebody is interested in, by their headers. */
export async function wantedOf(
  { deps, mailbox }: Following,
  { folder }: OpenFolder,
  heads: readonly MailHead[],
): Promise<MailHead[]> {
  if (heads.length === 0) return [];
  const wanted = await deps.intake.areOfInterest(deps, { mailbox: { id: mailbox.id }, folder, heads });
  return heads.filter(({ uid }) => wanted.has(uid));
}

/** One mail, with what of it can be had. */
export async function takeOne(
  following: Following,
  open: OpenFolder,
  { head, isWhole }: { head: MailHead; isWhole: boolean },
): Promise<void> {
  const { deps, mailbox } = following;
  const seen = await inTurn(async () => {
    const receivedAt = receivedAtOf(head, await deps.now());
    const mail: SeenMail = {
      mailbox: { id: mailbox.id, zone: mailbox.zone },
      folder: open.folder,
      uidValidity: open.uidValidity,
      uid: head.uid,
      size: head.size,
      receivedAt,
      isHistory: isOld(following, open, { uid: head.uid, receivedAt }),
      ...(isWhole ? await bytesOf(following, head) : { bytes: head.headers, extent: 'headers' }),
    };
    return { ...(await deps.intake.takeMail(deps, mail)), isHistory: mail.isHistory };
  });
  if (!isWhole) await noteTrouble(following, open, { uid: head.uid, head, kind: 'headers' });
  if ('mailId' in seen && !seen.isHistory) await attempt(deps.intake.followMail(deps, seen.mailId));
}

/** All of it, of a larger one its beginning, and of one that somebody took away meanwhile what is known of it. */
async function bytesOf({ session }: Following, head: MailHead): Promise<Pick<SeenMail, 'bytes' | 'extent'>> {
  const isLarge = head.size > MAX_MAIL_BYTES;
  const bytes = await session.readMail(head.uid, isLarge ? BEGINNING_BYTES : null);
  if (bytes === null) return { bytes: head.headers, extent: 'headers' };
  return { bytes, extent: isLarge ? 'beginning' : 'whole' };
}

function isOld(
  { followedSince }: Following,
  { arrearsUid, liveSince }: OpenFolder,
  mail: { uid: number; receivedAt: number },
): boolean {
  return isHistory(mail, { followedSince, cursor: { arrearsUid, liveSince } });
}

/** Notes a mail that could not be taken up, or not its text. */
export async function noteTrouble(
  following: Following,
  open: OpenFolder,
  { uid, head, kind }: { uid: number; head?: MailHead; kind: MailTrouble },
): Promise<void> {
  const { deps, mailbox } = following;
  const now = await deps.now();
  await deps.store.mailTroubles.add(deps.db, {
    mailboxId: mailbox.id,
    path: open.folder.path,
    uidValidity: open.uidValidity,
    uid,
    kind,
    size: head?.size ?? null,
    receivedAt: head ? receivedAtOf(head, now) : null,
    now,
    retryAt: now + retryTroubleAfter(0),
  });
}
