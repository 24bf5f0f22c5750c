import type { FolderRole } from '../../contracts/inbox/kinds.ts';

/** A folder as a server lists it. */
interface Listed {
  path: string;
  use: string | null;
  source: 'server' | 'name' | null;
}

/** A folder that is followed. */
export interface ChosenFolder {
  path: string;
  role: FolderRole;
}

/** What a mailbox says of its folders. */
export interface FolderSettings {
  /** Null: the one that the server names, or that is called so. */
  sentFolder: string | null;
  /** Besides INBOX and the sent ones; `*`: all but junk, trash, drafts and what shows the others once more. */
  furtherFolders: readonly string[];
}

/** Every folder, in a mailbox's settings. */
export const ALL_FOLDERS = '*';
/** So many are followed at most: each costs a question a round. */
export const MAX_FOLDERS = 50;

/** What imapflow does not know of sent mail's names in the languages of our texts. */
const SENT_NAMES = new Set([
  'sent mail',
  'gesendete objekte',
  'gesendete nachrichten',
  'postausgang gesendet',
  'objets envoyés',
  'messages envoyes',
  'mensajes enviados',
  'correo enviado',
  'elementi inviati',
  'messaggi inviati',
  'verzonden items',
  'mensagens enviadas',
  'itens enviados',
  'correio enviado',
  'elementy wysłane',
  'wysłane wiadomości',
  'skickade objekt',
  'skickade meddelanden',
  '送信済みメール',
  '送信済みアイテム',
  '送信済み',
]);
/** Nobody's answer lies there, or it lies elsewhere too. */
const NOT_FOLLOWED = new Set(['\\Junk', '\\Trash', '\\Drafts', '\\All', '\\Flagged', '\\Important']);

/**
 * Which folders are followed: INBOX, the folder of sent mail, and those that the mailbox names, as far as there are any.
 *
 * @returns INBOX last, since new mail is awaited in the folder that was looked at last
 */
export function chooseFolders(listed: readonly Listed[], settings: FolderSettings): ChosenFolder[] {
  const inbox = listed.find(({ path }) => path.toUpperCase() === 'INBOX')?.path ?? 'INBOX';
  const sent = sentFolder(listed, settings.sentFolder);
  const isAll = settings.furtherFolders.includes(ALL_FOLDERS);
  const isWanted = ({ path, use }: Listed): boolean =>
    isAll ? use === null || !NOT_FOLLOWED.has(use) : settings.furtherFolders.includes(path);
  const further = listed.filter(
    (folder) => isWanted(folder) && folder.path !== inbox && folder.path !== sent,
  );
  return [
    ...(sent === null ? [] : [{ path: sent, role: 'sent' as const }]),
    ...further.slice(0, MAX_FOLDERS - 2).map(({ path, use }) => ({
      path,
      role: use === '\\Sent' ? ('sent' as const) : ('inbox' as const),
    })),
    { path: inbox, role: 'inbox' },
  ];
}

/** By the setting, else by the server's word, else by its name; of several the first, and the shortest path. */
function sentFolder(listed: readonly Listed[], setting: string | null): string | null {
  const exists = (path: string): boolean => listed.some((folder) => folder.path === path);
  if (setting !== null) return exists(setting) ? setting : null;
  const named = (source: Listed['source']): string[] =>
    listed.filter((folder) => folder.use === '\\Sent' && folder.source === source).map(({ path }) => path);
  const called = listed.filter(({ path }) => SENT_NAMES.has(lastName(path))).map(({ path }) => path);
  for (const paths of [named('server'), named('name'), called]) {
    const [first] = paths.sort((a, b) => a.length - b.length);
    if (first !== undefined) return first;
  }
  return null;
}

/** `INBOX.Gesendete Objekte`, `Mail/Sent`: the name behind the last delimiter, whichever it is. */
function lastName(path: string): string {
  return (path.split(/[./\\]/).at(-1) ?? path).trim().toLowerCase().normalize('NFKC');
}
