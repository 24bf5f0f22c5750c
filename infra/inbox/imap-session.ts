import { ImapFlow, type FetchMessageObject, type FetchQueryObject } from 'imapflow';
import { ImapFailure } from '../../domain/inbox/imap-failure.ts';
import { imapFailure, isPassing } from './imap-words.ts';
import { HEAD_BYTES } from '../../domain/inbox/mail-sizes.ts';
import { IMAP_TIMEOUTS, imapOptions, type ImapServer, type ImapTimeouts } from './imap-server.ts';

/** A folder as the server lists it. */
export interface ListedFolder {
  path: string;
  /** `\Sent` and the like, by the server's word or by its name; null: none. */
  use: string | null;
  /** How that is known, the surest first. */
  source: 'server' | 'name' | null;
}

/** A folder that was opened, to read only. */
export interface OpenedFolder {
  uidValidity: number;
  /** What the next mail will get; null: the server does not say. */
  uidNext: number | null;
  exists: number;
}

/** What is known of a mail before it is read: every list is bounded. */
export interface MailHead {
  uid: number;
  /** The first 64 KB. */
  headers: Uint8Array;
  size: number;
  /** When it came into the folder or, of one that was moved, into the first: epoch milliseconds; null: the server does not say. */
  internalAt: number | null;
}

/** A signed-in connection. Every call rejects with an `ImapFailure`. Nothing it does changes a mailbox. */
export interface ImapSession {
  listFolders(): Promise<ListedFolder[]>;
  /** @returns null: there is no such folder, or nobody may open it */
  open(path: string): Promise<OpenedFolder | null>;
  /** UIDs of the open folder in a range, ascending; `to` null: all from there. */
  listUids(from: number, to: number | null): Promise<number[]>;
  /** The least UID of the open folder that came on or after the day of an instant; null: none. */
  firstSince(at: number): Promise<number | null>;
  /** Heads of mails of the open folder that are still there, by UID. */
  readHeads(uids: readonly number[]): Promise<MailHead[]>;
  /** The bytes of a mail of the open folder, or the first of them; null: it is not there any more. */
  readMail(uid: number, most: number | null): Promise<Uint8Array | null>;
  /** Waits until the open folder has news, by the server's word (IDLE), at most for so long. */
  awaitNews(forMs: number): Promise<void>;
  /** Says goodbye where the server still listens, and closes. Never rejects. */
  close(): Promise<void>;
}

/** Opens a session, for tests another one. @throws ImapFailure */
export type OpenImap = (
  server: ImapServer,
  options: { signal: AbortSignal; timeouts?: Partial<ImapTimeouts> },
) => Promise<ImapSession>;

/** How long a goodbye may take. */
const GOODBYE_MS = 2_000;

/** Connects, encrypts as set and signs in. When the signal is given the connection is closed, whatever is under way. */
export const openImap: OpenImap = async (server, { signal, timeouts = {} }) => {
  signal.throwIfAborted();
  const client = new ImapFlow(imapOptions(server, { ...IMAP_TIMEOUTS, ...timeouts }));
  // It closes after an error; whatever was asked for rejects by itself.
  client.on('error', () => undefined);
  const abort = (): void => client.close();
  signal.addEventListener('abort', abort, { once: true });
  client.once('close', () => signal.removeEventListener('abort', abort));
  try {
    await client.connect();
  } catch (error) {
    client.close();
    signal.throwIfAborted();
    throw imapFailure(error, server, client.byeReason);
  }
  return sessionOver(client, server, signal);
};

function sessionOver(client: ImapFlow, server: ImapServer, signal: AbortSignal): ImapSession {
  let hasNews = false;
  client.on('exists', () => void (hasNews = true));
  const refuseIfGone = (): void => {
    signal.throwIfAborted();
    if (!client.usable) throw imapFailure({ code: 'NoConnection' }, server, client.byeReason);
  };
  const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      refuseIfGone();
      const answer = await ask();
      // Some of its calls answer a lost connection with nothing.
      refuseIfGone();
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      throw imapFailure(error, server, client.byeReason);
    }
  };
  const refused = (): ImapFailure => new ImapFailure('answer', 'The server refused to search the folder.');
  return {
    listFolders: () => asked(() => listFolders(client)),
    open: (path) => asked(() => open(client, path)).finally(() => void (hasNews = false)),
    listUids: (from, to) =>
      asked(async () => {
        const found = await client.search({ uid: `${from}:${to ?? '*'}` }, { uid: true });
        if (!Array.isArray(found)) throw refused();
        // `7:*` names the last mail also where it stands before 7.
        return found.filter((uid) => uid >= from && (to === null || uid <= to)).sort((a, b) => a - b);
      }),
    firstSince: (at) =>
      asked(async () => {
        const found = await client.search({ since: new Date(at) }, { uid: true, returnOptions: ['MIN'] });
        if (Array.isArray(found)) return found.reduce<number | null>(least, null);
        if (!found) throw refused();
        return found.min ?? null;
      }),
    readHeads: (uids) => asked(() => readHeads(client, uids)),
    readMail: (uid, most) =>
      asked(async () => {
        const source = most === null ? true : { start: 0, maxLength: most };
        const mail = await fetchOne(client, uid, { uid: true, source });
        return mail?.source ?? null;
      }),
    awaitNews: (forMs) => asked(() => (hasNews ? Promise.resolve() : awaitNews(client, forMs))),
    close: () => close(client),
  };
}

const least = (a: number | null, b: number): number => (a === null || b < a ? b : a);

async function listFolders(client: ImapFlow): Promise<ListedFolder[]> {
  const listed = await client.list();
  return listed
    .filter(({ flags }) => ![...flags].some((flag) => /^\\(noselect|nonexistent)$/i.test(flag)))
    .map(({ path, specialUse, specialUseSource }) => ({
      path,
      use: specialUse ?? null,
      source: specialUse === undefined ? null : specialUseSource === 'extension' ? 'server' : 'name',
    }));
}

async function open(client: ImapFlow, path: string): Promise<OpenedFolder | null> {
  try {
    // Once more where it is open already: what was told of it is fresh then, also by servers that tell nothing by themselves.
    const { uidValidity, uidNext, exists } = await client.mailboxOpen(path, { readOnly: true });
    return { uidValidity: Number(uidValidity), uidNext: uidNext || null, exists };
  } catch (error) {
    if ((error as { responseStatus?: unknown }).responseStatus === 'NO' && !isPassing(error)) return null;
    throw error;
  }
}

async function readHeads(client: ImapFlow, uids: readonly number[]): Promise<MailHead[]> {
  if (uids.length === 0) return [];
  const query = {
    uid: true,
    size: true,
    internalDate: true,
    bodyParts: [{ key: 'HEADER', start: 0, maxLength: HEAD_BYTES }],
  };
  const asked = new Set(uids);
  const heads: MailHead[] = [];
  for await (const mail of client.fetch(sequenceSet(uids), query, { uid: true })) {
    // A server may tell of changed flags in between.
    if (!asked.delete(mail.uid)) continue;
    heads.push({
      uid: mail.uid,
      headers: mail.headers ?? new Uint8Array(),
      size: mail.size ?? 0,
      internalAt: mail.internalDate instanceof Date ? mail.internalDate.getTime() : null,
    });
  }
  return heads.sort((a, b) => a.uid - b.uid);
}

/** `1:3,7`: what is asked for in one command stays short. */
function sequenceSet(uids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const uid of uids) {
    const last = ranges.at(-1);
    if (last && last[1] === uid - 1) last[1] = uid;
    else ranges.push([uid, uid]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(',');
}

async function fetchOne(
  client: ImapFlow,
  uid: number,
  query: FetchQueryObject,
): Promise<FetchMessageObject | null> {
  const mail = await client.fetchOne(`${uid}`, query, { uid: true });
  return mail || null;
}

/** Ends by news, after a time, or with the connection; the next command ends IDLE. */
function awaitNews(client: ImapFlow, forMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      client.removeListener('exists', done);
      client.removeListener('close', done);
      resolve();
    };
    const timer = setTimeout(done, forMs);
    client.once('exists', done);
    client.once('close', done);
    // It rejects with the connection only, which `close` tells as well; where the server knows no IDLE it polls, and the time ends it.
    void client.idle().catch(() => undefined);
  });
}

async function close(client: ImapFlow): Promise<void> {
  if (client.usable) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, GOODBYE_MS)));
    await Promise.race([client.logout().catch(() => undefined), late]);
    clearTimeout(timer);
  }
  client.close();
}
