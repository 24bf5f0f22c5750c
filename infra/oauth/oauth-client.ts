import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  None,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  ResponseBodyError,
} from 'openid-client';
import type { OauthClientAuth } from '../../contracts/sending/kinds.ts';

/** Who signs a mailbox in, with its secret opened: never log it, never return it. */
export interface OauthServer {
  name: string;
  issuer: string | null;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  clientId: string;
  clientSecret: string | null;
  clientAuth: OauthClientAuth;
  scopes: readonly string[];
  /** What else its page is asked for, such as a token that can be renewed. */
  extra: Readonly<Record<string, string>>;
  /** Where it sends people back to. */
  redirectUri: string;
}

/** A sign-in that begins: where to go, and what has to be kept until it comes back. */
export interface Beginning {
  url: string;
  state: string;
  /** PKCE (RFC 7636): a secret until it is used. */
  verifier: string;
}

/** Tokens as a provider gives them; `refreshToken` null: the one before stays, or there is none. */
export interface Tokens {
  accessToken: string;
  refreshToken: string | null;
  /** Seconds; null: it does not say. */
  expiresIn: number | null;
}

/**
 * What a provider answers. `refused`: for good, a person has to sign in again; `failed`: it is not there, or knows our
 * application no more, and the sign-in itself may still stand. `reason`: its words, without secrets.
 */
export type TokenAnswer =
  ({ kind: 'tokens' } & Tokens) | { kind: 'refused'; reason: string } | { kind: 'failed'; reason: string };

/** The way to those who sign mailboxes in (I6). Nothing of it rejects. */
export interface OauthClient {
  begin(server: OauthServer): Promise<Beginning>;
  /** @param callback the address that the person was sent back to, with everything behind its `?` */
  complete(
    server: OauthServer,
    callback: URL,
    kept: Pick<Beginning, 'state' | 'verifier'>,
  ): Promise<TokenAnswer>;
  renew(server: OauthServer, refreshToken: string): Promise<TokenAnswer>;
}

/** A token server that is asked while mail waits: it answers soon or not at all. */
const ANSWER_SECONDS = 15;
const MAX_REASON_CHARACTERS = 500;

/** RFC 6749, 5.2, and OpenID Connect Core, 3.1.2.6: what only a person who signs in again can mend. */
const FINAL: ReadonlySet<string> = new Set([
  'invalid_grant',
  'interaction_required',
  'login_required',
  'consent_required',
  'account_selection_required',
  'access_denied',
]);

/** Authorisation code with PKCE (S256), and renewal, by openid-client. */
export function createOauthClient({ answerSeconds = ANSWER_SECONDS } = {}): OauthClient {
  const open = (server: OauthServer) => configurationOf(server, answerSeconds);
  return {
    async begin(server) {
      const verifier = randomPKCECodeVerifier();
      const state = randomState();
      const url = buildAuthorizationUrl(open(server), {
        ...server.extra,
        redirect_uri: server.redirectUri,
        scope: server.scopes.join(' '),
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
      });
      return { url: url.href, state, verifier };
    },
    async complete(server, callback, { state, verifier }) {
      const checks = { expectedState: state, pkceCodeVerifier: verifier };
      const arrived = new URL(server.redirectUri);
      arrived.search = callback.search;
      // Without a name to compare it with it says nothing.
      if (server.issuer === null) arrived.searchParams.delete('iss');
      const secrets = [verifier, state, arrived.searchParams.get('code') ?? ''];
      return answerOf(server, secrets, () => authorizationCodeGrant(open(server), arrived, checks));
    },
    renew(server, refreshToken) {
      return answerOf(server, [refreshToken], () => refreshTokenGrant(open(server), refreshToken));
    },
  };
}

function configurationOf(server: OauthServer, answerSeconds: number): Configuration {
  const { issuer, authorizationEndpoint, tokenEndpoint, clientId, clientSecret, clientAuth } = server;
  const metadata = {
    issuer: issuer ?? new URL(authorizationEndpoint).origin,
    authorization_endpoint: authorizationEndpoint,
    token_endpoint: tokenEndpoint,
  };
  const secretOf = clientAuth === 'basic' ? ClientSecretBasic : ClientSecretPost;
  const auth = clientSecret === null ? None() : secretOf(clientSecret);
  const configuration = new Configuration(metadata, clientId, clientSecret ?? {}, auth);
  configuration.timeout = answerSeconds;
  // Contracts take http for this machine alone.
  if (new URL(tokenEndpoint).protocol === 'http:') allowInsecureRequests(configuration);
  return configuration;
}

type Granted = { access_token: string; refresh_token?: string | undefined; expires_in?: number | undefined };

async function answerOf(
  server: OauthServer,
  secrets: readonly string[],
  ask: () => Promise<Granted>,
): Promise<TokenAnswer> {
  try {
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn } = await ask();
    return {
      kind: 'tokens',
      accessToken,
      refreshToken: refreshToken ?? null,
      expiresIn: expiresIn ?? null,
    };
  } catch (error) {
    const said = error instanceof ResponseBodyError || error instanceof AuthorizationResponseError;
    const words = said ? wordsOf(error.error, error.error_description) : wordsForPeople(server, error);
    const reason = withoutSecrets(words, [server.clientSecret ?? '', ...secrets]);
    return { kind: said && FINAL.has(error.error) ? 'refused' : 'failed', reason };
  }
}

const wordsOf = (code: string, description: string | undefined): string =>
  description === undefined || description === '' ? code : `${code}: ${description}`;

/** Words where the provider said nothing: never those of a library. */
function wordsForPeople({ name }: OauthServer, error: unknown): string {
  const code = error instanceof ClientError ? error.code : undefined;
  switch (code) {
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_ABORT':
      return `${name} did not answer in time.`;
    case 'OAUTH_INVALID_RESPONSE':
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return `The answer is not one of ${name} to this sign-in.`;
    case undefined:
      return `${name} cannot be reached.`;
    default:
      return `${name} answered in a form that is not that of OAuth 2.0.`;
  }
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((left, secret) => left.replaceAll(secret, '***'), text)
    .replace(/[\p{Cc}\p{Surrogate}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_REASON_CHARACTERS);
}
