import type { Request } from 'express';
import { ProblemError } from '../contracts/problems.ts';
import { isCsrfTokenOf, isSessionTokenShaped, SESSION_MOST_SECONDS } from '../domain/access/session.ts';
import type { ApiConfig } from './deps.ts';

const NAME = 'followthrough';

const isHttps = ({ publicUrl }: ApiConfig): boolean => publicUrl.startsWith('https:');

/** With https no other site of the domain, and nobody between, can set a cookie of this name. */
const nameOf = (config: ApiConfig): string => (isHttps(config) ? `__Host-${NAME}` : NAME);

const cookieOf = (config: ApiConfig, value: string, seconds: number): string =>
  `${nameOf(config)}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Strict${isHttps(config) ? '; Secure' : ''}`;

/** The cookie of a session, for this site's own requests, and for no script. */
export const sessionCookie = (config: ApiConfig, token: string): string =>
  cookieOf(config, token, SESSION_MOST_SECONDS);

/** Takes the cookie away again. */
export const noSessionCookie = (config: ApiConfig): string => cookieOf(config, '', 0);

/** The token in the cookie of a call; null: there is none. */
export function sessionTokenOfCall(config: ApiConfig, { headers }: Request): string | null {
  const wanted = `${nameOf(config)}=`;
  const cookies = (headers.cookie ?? '').split(';').map((each) => each.trim());
  const token = cookies.find((each) => each.startsWith(wanted))?.slice(wanted.length) ?? '';
  return isSessionTokenShaped(token) ? token : null;
}

/**
 * Browsers say from where a write comes; what says nothing is none, and cannot know the CSRF token.
 *
 * @throws ProblemError `cross_site` for a write of a page of another site
 */
export function refuseOtherSites({ publicUrl }: ApiConfig, request: Request): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin === undefined && (site === undefined || site === 'same-origin' || site === 'none')) return;
  const own = new URL(publicUrl);
  // Without https there is no proxy worth the name: one machine has many names, 127.0.0.1 and localhost among them.
  const isAtHost = own.protocol === 'http:' && origin === `http://${request.headers.host}`;
  if (origin !== own.origin && !isAtHost)
    throw new ProblemError('cross_site', 'A session writes from the pages of this site only (PUBLIC_URL).');
}

/**
 * A write by cookie: from our own pages, which alone know the CSRF token of the session.
 *
 * @throws ProblemError `cross_site` for any other
 */
export function refuseForgedWrites(config: ApiConfig, request: Request, token: string): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  refuseOtherSites(config, request);
  if (!isCsrfTokenOf(token, request.get('x-csrf-token') ?? ''))
    throw new ProblemError('cross_site', 'Send the X-CSRF-Token of the session, which getSession tells.');
}
