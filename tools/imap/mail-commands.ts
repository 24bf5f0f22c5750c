import { fetchedOf, itemsToFetch, type FetchItem } from './fetch-items.ts';
import { isDeleted, nameOf } from './folder-commands.ts';
import type { ImapFolder } from './folder.ts';
import { isIn, rangesOf, setOf } from './number-sets.ts';
import { searchCommand } from './search-command.ts';
import type { CommandKind, ImapSession } from './session.ts';
import { BadCommand, itemsOf, Refused, textOf, wordOf, type Token } from './tokens.ts';

type Numbers = { isUid: boolean };
const NUMBERS: Numbers = { isUid: false };
const UIDS: Numbers = { isUid: true };

/** Commands about the mails of the open folder. */
export const mailCommands: Readonly<Record<string, CommandKind>> = {
  FETCH: { needs: 'folder', keepsNumbers: true, run: (session, args) => fetchMails(session, args, NUMBERS) },
  'UID FETCH': { needs: 'folder', run: (session, args) => fetchMails(session, args, UIDS) },
  SEARCH: {
    needs: 'folder',
    keepsNumbers: true,
    run: (session, args) => searchCommand(session, args, NUMBERS),
  },
  'UID SEARCH': { needs: 'folder', run: (session, args) => searchCommand(session, args, UIDS) },
  STORE: { needs: 'folder', keepsNumbers: true, run: (session, args) => storeFlags(session, args, NUMBERS) },
  'UID STORE': { needs: 'folder', run: (session, args) => storeFlags(session, args, UIDS) },
  COPY: { needs: 'folder', run: (session, args) => copy(session, args, NUMBERS) },
  'UID COPY': { needs: 'folder', run: (session, args) => copy(session, args, UIDS) },
  MOVE: { needs: 'folder', offer: 'MOVE', run: (session, args) => move(session, args, NUMBERS) },
  'UID MOVE': { needs: 'folder', offer: 'MOVE', run: (session, args) => move(session, args, UIDS) },
  EXPUNGE: { needs: 'folder', run: (session) => expunge(session, null) },
  'UID EXPUNGE': {
    needs: 'folder',
    offer: 'UIDPLUS',
    run: (session, [set]) => expunge(session, textOf(set)),
  },
};

/** The folder of the session, to be changed. @throws Refused when it was opened for reading only */
function changeable({ folder }: ImapSession): ImapFolder {
  if (folder.isReadOnly) throw new Refused('[READ-ONLY] The folder was opened for reading');
  return folder.folder;
}

async function fetchMails(session: ImapSession, [set, wanted]: Token[], numbers: Numbers): Promise<void> {
  const items = itemsToFetch(wanted);
  if (numbers.isUid && !items.some(({ name }) => name === 'UID')) items.unshift({ name: 'UID' });
  for (const sequence of session.folder.sequences(textOf(set), numbers)) {
    await fetchOne(session, sequence, items);
  }
}

/** What another session has taken away meanwhile is left out. */
async function fetchOne(session: ImapSession, sequence: number, items: readonly FetchItem[]): Promise<void> {
  const { folder, isReadOnly } = session.folder;
  const uid = session.folder.uidOf(sequence);
  const mail = folder.find(uid);
  if (mail === null) return;
  if (!isReadOnly && items.some(({ marksSeen }) => marksSeen) && !mail.flags.includes('\\Seen'))
    folder.setFlags(uid, [...mail.flags, '\\Seen']);
  const parts = fetchedOf(items, { folder, mail: folder.find(uid)! });
  const pieces = [`* ${sequence} FETCH (`, ...parts, ')\r\n'];
  await session.connection.send(Buffer.concat(pieces.map((piece) => bytesOf(piece))));
}

const bytesOf = (piece: string | Buffer): Buffer =>
  typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;

async function storeFlags(
  session: ImapSession,
  [set, how, ...given]: Token[],
  numbers: Numbers,
): Promise<void> {
  const folder = changeable(session);
  const [, sign = '', silent] = /^([+-]?)FLAGS(\.SILENT)?$/.exec(wordOf(how)) ?? [];
  if (!/FLAGS/.test(wordOf(how))) throw new BadCommand('FLAGS are missing');
  const flags = (given[0]?.kind === 'list' ? itemsOf(given[0]) : given).map(textOf);
  for (const sequence of session.folder.sequences(textOf(set), numbers)) {
    const uid = session.folder.uidOf(sequence);
    const before = folder.find(uid)?.flags ?? [];
    const rest = before.filter((flag) => !flags.includes(flag));
    const next = sign === '+' ? [...rest, ...flags] : sign === '-' ? rest : flags;
    folder.setFlags(uid, next);
    if (silent) continue;
    await session.say(`* ${sequence} FETCH (UID ${uid} FLAGS (${next.join(' ')}))`);
  }
  session.folder.forgetChanges();
}

/** Copies mails that are still there, with their flags and dates; the answer's code for UIDPLUS. */
function copyAll(
  session: ImapSession,
  [set, name]: Token[],
  numbers: Numbers,
): { uids: number[]; code: string } {
  const { folder } = session.folder;
  const target = session.server.store.folder(nameOf(name));
  if (target === null) throw new Refused('[TRYCREATE] There is no such folder');
  const all = [...session.folder.sequences(textOf(set), numbers)].map((each) => session.folder.uidOf(each));
  const uids = all.filter((uid) => folder.find(uid) !== null);
  const copies = uids.map((uid) => {
    const { receivedAt, flags } = folder.find(uid)!;
    return target.add(folder.bytesOf(uid), { receivedAt, flags })!;
  });
  if (copies.length === 0 || !session.server.offers.includes('UIDPLUS')) return { uids, code: '' };
  return { uids, code: `[COPYUID ${target.uidValidity} ${setOf(uids)} ${setOf(copies)}] ` };
}

async function copy(session: ImapSession, args: Token[], numbers: Numbers): Promise<string> {
  return `${copyAll(session, args, numbers).code}COPY done`;
}

async function move(session: ImapSession, args: Token[], numbers: Numbers): Promise<string> {
  const folder = changeable(session);
  const { uids, code } = copyAll(session, args, numbers);
  if (code !== '') await session.say(`* OK ${code}moved`);
  folder.remove(uids);
  return 'MOVE done';
}

/** Takes away what is marked; with a set only that of it. */
async function expunge(session: ImapSession, set: string | null): Promise<void> {
  const folder = changeable(session);
  const last = folder.uids.at(-1) ?? 0;
  const ranges = set === null ? null : rangesOf(set, last);
  folder.remove(
    folder.uids.filter((uid) => isDeleted(folder, uid) && (ranges === null || isIn(ranges, uid))),
  );
}
