import { Context } from '@temporalio/activity';
import { ImapFailure } from '../../domain/inbox/imap-failure.ts';
import { giveBackIfStopping } from '../stopping.ts';
import type { Following } from './following.ts';
import { noteTrouble, takeOne, wantedOf, type OpenFolder } from './take-page.ts';

/**
 * Takes mails of an open folder up before their turn. Each is noted as one in trouble while it is in hand: whoever dies over it
 * leaves it to its turn, and does not meet it here again.
 */
export async function takeAhead(
  following: Following,
  open: OpenFolder,
  uids: readonly number[],
): Promise<void> {
  const { deps, mailbox, session } = following;
  const { mailFolders, mailTroubles } = deps.store;
  const place = { mailboxId: mailbox.id, path: open.folder.path, uidValidity: open.uidValidity };
  const [stored, troubled] = await Promise.all([
    mailFolders.listStored(deps.db, { ...place, uids }),
    mailTroubles.listThere(deps.db, { ...place, uids }),
  ]);
  const heads = await session.readHeads(uids.filter((uid) => !stored.has(uid) && !troubled.has(uid)));
  // Headers over which it fails are found out in their turn.
  const wanted = await wantedOf(following, open, heads).catch(() => []);
  for (const head of wanted) {
    const { uid } = head;
    giveBackIfStopping(deps);
    await noteTrouble(following, open, { uid, head, kind: 'nothing' });
    try {
      await takeOne(following, open, { head, isWhole: true });
    } catch (error) {
      if (isOfConnection(following, error)) await mailTroubles.remove(deps.db, { ...place, uid });
      throw error;
    }
    await mailTroubles.remove(deps.db, { ...place, uid });
  }
}

/** Nothing was wrong with the mail. */
function isOfConnection({ deps }: Following, error: unknown): boolean {
  return (
    error instanceof ImapFailure || deps.stopping.aborted || Context.current().cancellationSignal.aborted
  );
}
