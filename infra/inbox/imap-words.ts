import { ImapFailure } from '../../domain/inbox/imap-failure.ts';
import { connectionWords } from '../mail/connection-words.ts';
import { withoutSecrets } from '../mail/smtp-server.ts';
import type { ImapServer } from './imap-server.ts';

const MAX_WORDS = 1_000;
/** What may be an encoded secret. */
const ENCODED = /[\w+/=.-]{40,}/g;

/** What imapflow says of an error, where it says it. */
interface Told {
  code?: unknown;
  message?: unknown;
  reason?: unknown;
  responseText?: unknown;
  responseStatus?: unknown;
  serverResponseCode?: unknown;
  authenticationFailed?: unknown;
}

/** Names of our own library for what a socket calls otherwise. */
const CODES: Readonly<Record<string, string>> = {
  CONNECT_TIMEOUT: 'ETIMEDOUT',
  GREETING_TIMEOUT: 'ETIMEDOUT',
  UPGRADE_TIMEOUT: 'ETIMEDOUT',
  ETIMEOUT: 'ETIMEDOUT',
  NoConnection: 'ECONNRESET',
  EConnectionClosed: 'ECONNRESET',
  StateLogout: 'ECONNRESET',
};

/** RFC 5530, and what large servers say: the moment is wrong, and neither the login nor the folder. */
const PASSING: ReadonlySet<unknown> = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'THROTTLED', 'SERVERBUG']);

/** Whether a server said that what was asked for may go later as it is. */
export function isPassing(error: unknown): boolean {
  return PASSING.has((error as Told).serverResponseCode);
}

/** What went wrong, for people and for whoever decides what follows. @param byeReason what the server said when it hung up */
export function imapFailure(error: unknown, server: ImapServer, byeReason?: string): ImapFailure {
  if (error instanceof ImapFailure) return error;
  const told = (error ?? {}) as Told;
  const isRefusal = told.responseStatus === 'NO' || told.responseStatus === 'BAD';
  const isLogin = told.authenticationFailed === true && !isPassing(told);
  const kind = isLogin ? 'login' : isRefusal ? 'answer' : 'connection';
  return new ImapFailure(kind, wordsOf(told, server, byeReason));
}

function wordsOf(told: Told, server: ImapServer, byeReason: string | undefined): string {
  const known = typeof told.code === 'string' ? CODES[told.code] : undefined;
  // `reason` of a lost connection is what the server said with its BYE; of others it is a library's.
  const goodbye = byeReason ?? (known === undefined ? undefined : told.reason);
  const said = [told.responseText, goodbye].find(
    (text): text is string => typeof text === 'string' && text.trim() !== '',
  );
  const code = typeof told.serverResponseCode === 'string' ? `[${told.serverResponseCode}] ` : '';
  if (said !== undefined) return cleaned(said.startsWith('[') ? said : code + said, server);
  if (told.message === 'Please configure the login')
    return 'The server wants a login, and the mailbox has no user for IMAP.';
  if (told.message === 'Unsupported authentication mechanism')
    return 'The server offers no way to sign in that this side knows.';
  if (told.authenticationFailed === true) return `${code}The server refused user or password.`;
  return cleaned(connectionWords(known === undefined ? error(told) : { code: known }, server), server);
}

const error = ({ code, message }: Told) => ({ code, message });

/** One line, without secrets, not longer than anybody reads. */
function cleaned(words: string, server: ImapServer): string {
  const open = withoutSecrets(words, server);
  // A token goes over the wire inside of longer words.
  return (server.accessToken ? open.replaceAll(ENCODED, '***') : open)
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .slice(0, MAX_WORDS);
}
