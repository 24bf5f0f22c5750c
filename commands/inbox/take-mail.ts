import { fingerprintOf } from '../../domain/inbox/fingerprint.ts';
import { runCommand } from '../run-command.ts';
import { findOwners } from './find-owners.ts';
import { asInbox, type InboxDeps } from './inbox-deps.ts';
import { judgeSeen, readSafely } from './judge-seen.ts';
import type { SeenMail } from './intake.ts';
import { seeAgain, storeMail } from './store-mail.ts';

/** What became of a mail: it is stored, or nobody asked for it and nothing was. */
export type TakenMail = { mailId: string } | { ignored: true };

/**
 * Takes up a mail that was found in a folder (I2): reads it, judges it, and stores it in one transaction, once, whichever
 * mailboxes saw it, in whatever order and at the same time. A mail from nobody we know that answers nothing of ours leaves
 * nothing behind. To be repeated as often as wanted; what follows from it is `followMail`'s.
 *
 * A mail that cannot be read, judged or stored as it is, is stored as far as it goes, with what went wrong in `problems`.
 *
 * @throws where the database cannot be reached
 */
export async function takeMail(deps: InboxDeps, seen: SeenMail): Promise<TakenMail> {
  const { store, db } = deps;
  const place = {
    mailboxId: seen.mailbox.id,
    path: seen.folder.path,
    uidValidity: BigInt(seen.uidValidity),
    uid: BigInt(seen.uid),
  };
  const taken = await store.mails.findAt(db, place);
  if (taken !== null) return { mailId: taken };
  const mail = await readSafely(deps, seen.bytes);
  const fingerprint = fingerprintOf(mail);
  const stored = await store.mails.findByFingerprint(db, fingerprint);
  if (stored !== null) {
    await runCommand(deps, asInbox(stored), (tx, now) =>
      seeAgain(deps, tx, { place, mailId: stored, isHistory: seen.isHistory, now }),
    );
    return { mailId: stored };
  }
  const judged = await judgeSeen(deps, seen, mail);
  const customers = await findOwners(deps, judged);
  const isOwnCopy = judged.judgement.verdict === 'own_copy' && judged.sent !== null;
  if (customers.length === 0 && !isOwnCopy) return { ignored: true };
  return { mailId: await storeMail(deps, { seen, place, fingerprint, judged, customers }) };
}
