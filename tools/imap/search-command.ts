import { criterionOf } from './search-criteria.ts';
import { rangesOf, setOf } from './number-sets.ts';
import type { ImapSession } from './session.ts';
import { itemsOf, Refused, wordOf, type Token } from './tokens.ts';

/** So many numbers leave at once: the answer of a large folder is a line of megabytes. */
const MOST_AT_ONCE = 10_000;
/** After so many mails others have their turn. */
const TURN = 20_000;

/** SEARCH and UID SEARCH, with RETURN (RFC 4731) where it is offered. @throws BadCommand */
export async function searchCommand(
  session: ImapSession,
  args: Token[],
  { isUid }: { isUid: boolean },
): Promise<void> {
  const rest = [...args];
  const isExtended = wordOf(rest[0]) === 'RETURN' && session.server.offers.includes('ESEARCH');
  if (isExtended) rest.shift();
  const wanted = isExtended ? itemsOf(rest.shift()).map(wordOf) : [];
  if (wordOf(rest[0]) === 'CHARSET') {
    if (!['UTF-8', 'US-ASCII'].includes(wordOf(rest[1])))
      throw new Refused('[BADCHARSET (UTF-8)] Unknown charset');
    rest.splice(0, 2);
  }
  const found = await find(session, rest, { isUid });
  if (isExtended) return session.say(extended(session, found, { wanted, isUid }));
  await session.connection.send('* SEARCH');
  for (let at = 0; at < found.length; at += MOST_AT_ONCE)
    await session.connection.send(` ${found.slice(at, at + MOST_AT_ONCE).join(' ')}`);
  await session.say('');
}

async function find(
  session: ImapSession,
  criteria: Token[],
  { isUid }: { isUid: boolean },
): Promise<number[]> {
  const view = session.folder;
  const last = { uid: view.count === 0 ? 0 : view.uidOf(view.count), sequence: view.count };
  const fits = criterionOf(criteria, (set, kind) => rangesOf(set, last[kind]));
  const found: number[] = [];
  for (let sequence = 1; sequence <= view.count; sequence += 1) {
    if (sequence % TURN === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    const uid = view.uidOf(sequence);
    const { folder } = view;
    const mail = folder.find(uid);
    if (mail !== null && fits({ mail, sequence, bytes: () => folder.bytesOf(uid) }))
      found.push(isUid ? uid : sequence);
  }
  return found;
}

function extended(
  { record }: ImapSession,
  found: readonly number[],
  { wanted, isUid }: { wanted: readonly string[]; isUid: boolean },
): string {
  const words = wanted.length === 0 ? ['ALL'] : wanted;
  const parts = words.flatMap((word) => {
    if (word === 'COUNT') return [`COUNT ${found.length}`];
    if (found.length === 0) return [];
    if (word === 'MIN') return [`MIN ${found[0]}`];
    if (word === 'MAX') return [`MAX ${found.at(-1)}`];
    return word === 'ALL' ? [`ALL ${setOf(found)}`] : [];
  });
  return `* ESEARCH (TAG "${record.tag}")${isUid ? ' UID' : ''} ${parts.join(' ')}`.trimEnd();
}
