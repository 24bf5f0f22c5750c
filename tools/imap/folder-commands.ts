import { instantOf } from './dates.ts';
import { decodeName, encodeName, fits } from './folder-name.ts';
import type { ImapFolder } from './folder.ts';
import type { CommandKind, ImapSession } from './session.ts';
import { itemsOf, quoted, Refused, textOf, wordOf, type Token } from './tokens.ts';
import { FolderView } from './view.ts';

const FLAGS = '\\Answered \\Flagged \\Deleted \\Seen \\Draft';

/** Commands about folders as a whole. */
export const folderCommands: Readonly<Record<string, CommandKind>> = {
  NAMESPACE: {
    needs: 'login',
    offer: 'NAMESPACE',
    run: (session) => session.say('* NAMESPACE (("" "/")) NIL NIL'),
  },
  LIST: { needs: 'login', run: (session, args) => list(session, 'LIST', args) },
  LSUB: { needs: 'login', run: (session, args) => list(session, 'LSUB', args) },
  SELECT: { needs: 'login', run: (session, [name]) => select(session, name, { isReadOnly: false }) },
  EXAMINE: { needs: 'login', run: (session, [name]) => select(session, name, { isReadOnly: true }) },
  STATUS: { needs: 'login', run: status },
  CREATE: {
    needs: 'login',
    run: async ({ server }, [name]) => {
      if (server.store.folder(nameOf(name))) throw new Refused('[ALREADYEXISTS] There is one already');
      server.store.create({ name: nameOf(name).replace(/\/$/, '') });
    },
  },
  DELETE: {
    needs: 'login',
    run: async (session, [name]) => session.server.store.remove(folderOf(session, name).name),
  },
  SUBSCRIBE: { needs: 'login', run: async (session, [name]) => void folderOf(session, name) },
  UNSUBSCRIBE: { needs: 'login', run: async (session, [name]) => void folderOf(session, name) },
  APPEND: { needs: 'login', run: append },
  UNSELECT: { needs: 'folder', offer: 'UNSELECT', run: async (session) => session.open(null) },
  CLOSE: {
    needs: 'folder',
    run: async (session) => {
      const { folder, isReadOnly } = session.folder;
      if (!isReadOnly) folder.remove(folder.uids.filter((uid) => isDeleted(folder, uid)));
      session.open(null);
    },
  },
  CHECK: { needs: 'folder', run: async () => undefined },
  IDLE: { needs: 'login', offer: 'IDLE', run: idle },
};

/** Whether a mail is marked for EXPUNGE. */
export const isDeleted = (folder: ImapFolder, uid: number): boolean =>
  folder.find(uid)?.flags.includes('\\Deleted') ?? false;

/** The name of a folder that a command says. */
export const nameOf = (token: Token | undefined): string => decodeName(textOf(token));

/** @throws Refused when there is none of this name */
function folderOf({ server }: ImapSession, name: Token | undefined): ImapFolder {
  const folder = server.store.folder(nameOf(name));
  if (folder === null) throw new Refused('[NONEXISTENT] There is no such folder');
  return folder;
}

async function list(session: ImapSession, word: string, [reference, pattern]: Token[]): Promise<void> {
  const asked = decodeName(textOf(reference) + textOf(pattern));
  if (textOf(pattern) === '') return session.say(`* ${word} (\\Noselect) "/" ""`);
  const hasRoles = session.server.offers.includes('SPECIAL-USE');
  for (const { name, role } of session.server.store.folders.filter((each) => fits(asked, each.name))) {
    const marks = `\\HasNoChildren${hasRoles && role !== null ? ` ${role}` : ''}`;
    await session.say(`* ${word} (${marks}) "/" ${quoted(encodeName(name))}`);
  }
}

async function select(
  session: ImapSession,
  name: Token | undefined,
  { isReadOnly }: { isReadOnly: boolean },
): Promise<string> {
  session.open(null);
  const folder = folderOf(session, name);
  session.open(new FolderView(folder, { isReadOnly }));
  await session.say(`* FLAGS (${FLAGS})`);
  await session.say(`* ${folder.count} EXISTS`);
  await session.say('* 0 RECENT');
  await session.say(`* OK [PERMANENTFLAGS (${isReadOnly ? '' : `${FLAGS} \\*`})] flags`);
  await session.say(`* OK [UIDVALIDITY ${folder.uidValidity}] uids`);
  await session.say(`* OK [UIDNEXT ${folder.uidNext}] next`);
  return isReadOnly ? '[READ-ONLY] EXAMINE done' : '[READ-WRITE] SELECT done';
}

async function status(session: ImapSession, [name, wanted]: Token[]): Promise<void> {
  const folder = folderOf(session, name);
  const unseen = (): number => folder.count - folder.uids.filter((uid) => isSeen(folder, uid)).length;
  const values: Readonly<Record<string, () => number>> = {
    MESSAGES: () => folder.count,
    RECENT: () => 0,
    UIDNEXT: () => folder.uidNext,
    UIDVALIDITY: () => folder.uidValidity,
    UNSEEN: unseen,
  };
  const words = itemsOf(wanted).map(wordOf);
  const known = words.filter((word) => Object.hasOwn(values, word));
  const answers = known.map((word) => `${word} ${values[word]!()}`);
  await session.say(`* STATUS ${quoted(encodeName(folder.name))} (${answers.join(' ')})`);
}

const isSeen = (folder: ImapFolder, uid: number): boolean =>
  folder.find(uid)?.flags.includes('\\Seen') ?? false;

async function append(session: ImapSession, [name, ...rest]: Token[]): Promise<string> {
  const folder = session.server.store.folder(nameOf(name));
  if (folder === null) throw new Refused('[TRYCREATE] There is no such folder');
  const flags = rest[0]?.kind === 'list' ? itemsOf(rest.shift()).map(textOf) : [];
  const bytes = rest.pop();
  if (bytes?.kind !== 'string') throw new Refused('no mail');
  const receivedAt = rest.length > 0 ? instantOf(textOf(rest[0])) : Date.now();
  const uid = folder.add(bytes.bytes, { receivedAt, flags });
  await session.tellChanges();
  const isTold = session.server.offers.includes('UIDPLUS');
  return isTold ? `[APPENDUID ${folder.uidValidity} ${uid}] APPEND done` : 'APPEND done';
}

/** Tells of changes as they come, until the client says DONE or goes. */
async function idle(session: ImapSession): Promise<void> {
  await session.say('+ idling');
  const end = session.connection.line();
  end.catch(() => undefined);
  let wake = (): void => undefined;
  let isNews = true;
  const stop = session.server.store.onChange(() => {
    isNews = true;
    wake();
  });
  try {
    for (;;) {
      if (isNews) {
        isNews = false;
        await session.tellChanges();
        continue;
      }
      const news = new Promise<null>((resolve) => (wake = () => resolve(null)));
      if ((await Promise.race([end, news])) !== null) return;
    }
  } finally {
    stop();
  }
}
