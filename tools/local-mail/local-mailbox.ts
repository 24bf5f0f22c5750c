import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOfLog } from '../imap/folder-files.ts';
import { startImapServer } from '../imap/server.ts';
import { ImapStore } from '../imap/store.ts';
import { freePort } from '../stack/ports.ts';
import { composeAnswer, type AnswerKind, type ComposedAnswer } from './answers.ts';
import type { CaughtMail } from './caught-mail.ts';
import { startDelivery } from './delivery.ts';
import type { GivenAnswer } from './mail-page.ts';
import { serveMailPage } from './mail-page-server.ts';

/** Whose mailbox it is. */
export const LOCAL_ADDRESS = 'ar@example.com';

const DAY_MS = 86_400_000;
/** An absence note that names no day is of somebody who is back in so many days. */
const USUAL_ABSENCE_DAYS = 7;

/** The mailbox of the local stack: what the product follows, and where a newcomer answers. */
export interface LocalMailbox {
  /** How an IMAP client logs in, on 127.0.0.1 without TLS. */
  imap: { port: number; user: string; password: string };
  /** Address of the page on which mails are answered. */
  webUrl: string;
  /** What was sent, the oldest first. */
  mails: readonly CaughtMail[];
  /** What was answered here. */
  given: readonly GivenAnswer[];
  /** Puts an answer to a mail into INBOX. */
  answer(
    mail: CaughtMail,
    input: { kind: AnswerKind; text: string; until?: string },
  ): Promise<ComposedAnswer>;
  /** Takes what the mail catcher has now, instead of in half a second. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it; everything lies in `folder` and survives a restart. Busy default ports are moved. */
export async function startLocalMailbox({
  folder,
  catcher,
}: {
  folder: string;
  /** Where the mail catcher keeps its mails, and its web address. */
  catcher: { folder: string; webUrl: string };
}): Promise<LocalMailbox> {
  mkdirSync(folder, { recursive: true });
  const store = new ImapStore({ path: join(folder, 'mail') });
  const account = { user: LOCAL_ADDRESS, password: passwordIn(join(folder, 'password')) };
  const server = await startImapServer({ account, store, port: await freePort(1143) });
  const file = join(folder, 'delivered.jsonl');
  const delivery = startDelivery({ catcher, store, file, address: LOCAL_ADDRESS });
  const log = join(folder, 'answers.jsonl');
  const given = existsSync(log) ? linesOfLog<GivenAnswer>(log) : [];
  const webPort = await freePort(1100);
  const answer: LocalMailbox['answer'] = async (mail, { kind, text, until }) => {
    const now = new Date();
    const back = until ?? new Date(now.getTime() + USUAL_ABSENCE_DAYS * DAY_MS).toISOString().slice(0, 10);
    const written = await composeAnswer(mail, { kind, text, until: back, now });
    store.inbox.add(written.bytes, { receivedAt: now.getTime() });
    const entry: GivenAnswer = { mailId: mail.id, at: now.toISOString(), kind, text: written.text };
    appendFileSync(log, `${JSON.stringify(entry)}\n`);
    given.push(entry);
    return written;
  };
  const parts = { mails: delivery.mails, given, answer };
  const stopPage = await serveMailPage(parts, { port: webPort, catcherUrl: catcher.webUrl });
  return {
    ...parts,
    imap: { port: server.port, ...account },
    webUrl: `http://127.0.0.1:${webPort}`,
    look: delivery.look,
    stop: async () => {
      await stopPage();
      await delivery.stop();
      await server.stop();
    },
  };
}

/** Made on first use and readable by its owner only. */
function passwordIn(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
