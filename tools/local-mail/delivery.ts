import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { linesOfLog } from '../imap/folder-files.ts';
import type { ImapStore } from '../imap/store.ts';
import { caughtMailOf, type CaughtMail } from './caught-mail.ts';

/** How often the mail catcher's folder is looked at. */
const EVERY_MS = 500;

/** Where mail comes from and where it goes. */
export interface DeliveryOptions {
  /** The mail catcher's folder and web address. */
  catcher: { folder: string; webUrl: string };
  store: ImapStore;
  /** Where it is kept what was delivered. */
  file: string;
  /** The address whose mailbox this is. */
  address: string;
}

/** Takes what the mail catcher has caught into the mailbox, once each. */
export interface Delivery {
  /** What was taken, the oldest first. */
  mails: readonly CaughtMail[];
  /** Takes what there is now. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A copy of everything that leaves lies in Sent, as large providers do by themselves; what is addressed to the mailbox
 * comes into INBOX. A kill in between repeats a mail, which the store knows by its key.
 */
export function startDelivery(options: DeliveryOptions): Delivery {
  const { catcher, store, file } = options;
  mkdirSync(catcher.folder, { recursive: true });
  const mails = existsSync(file) ? linesOfLog<CaughtMail>(file) : [];
  const known = new Set(mails.map(({ id }) => id));
  const take = async (id: string): Promise<void> => {
    const mail = await fetchMail(id, catcher);
    if (mail === null) return;
    const path = join(catcher.folder, `${id}.eml`);
    const bytes = readFileSync(path);
    const { mtime } = statSync(path);
    const caught = caughtMailOf({ id, at: mtime, bytes }, mail);
    const kept = { receivedAt: mtime.getTime(), key: `caught:${id}` };
    store.folder('Sent')?.add(bytes, { ...kept, flags: ['\\Seen'] });
    if (isFor(options.address, caught)) store.inbox.add(bytes, kept);
    appendFileSync(file, `${JSON.stringify(caught)}\n`);
    known.add(id);
    mails.push(caught);
  };
  const look = async (): Promise<void> => {
    const names = readdirSync(catcher.folder).filter((name) => name.endsWith('.eml'));
    const fresh = names.map((name) => name.slice(0, -'.eml'.length)).filter((id) => !known.has(id));
    // One that fails, such as a mail that was deleted meanwhile, keeps no other back and is looked at again.
    for (const id of fresh) await take(id).catch(() => undefined);
  };
  let looking: Promise<void> = Promise.resolve();
  const again = (): Promise<void> => (looking = looking.then(look));
  const timer = setInterval(() => void again(), EVERY_MS);
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    await looking;
  };
  return { mails, look: again, stop };
}

/** Null: it has not accepted it yet, or it was deleted there. */
async function fetchMail(id: string, { webUrl }: DeliveryOptions['catcher']): Promise<unknown> {
  // Asked for by itself it would be marked as read there.
  const response = await fetch(`${webUrl}/email?id=${encodeURIComponent(id)}`);
  const [mail = null] = (await response.json()) as unknown[];
  return mail;
}

/** Also `ar+something@example.com` for `ar@example.com`. */
function isFor(address: string, { to, others }: CaughtMail): boolean {
  const plain = (each: string): string => each.toLowerCase().replace(/\+[^@]*@/, '@');
  return [to.address, ...others].some((each) => plain(each) === plain(address));
}
