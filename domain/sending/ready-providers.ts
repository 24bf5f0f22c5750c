import type { OauthProviderKind } from '../../contracts/sending/kinds.ts';

/** What is known of a provider before anybody says it. */
export interface ReadyProvider {
  issuer: string | null;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  scopes: string[];
}

/** Any organisation of Microsoft 365, but no private accounts. */
const ANY_TENANT = 'organizations';

/** The providers that are ready-made (I6): endpoints, and scopes for IMAP and SMTP with a token that can be renewed. Null: `custom`. */
export function readyProvider(kind: OauthProviderKind, tenant: string = ANY_TENANT): ReadyProvider | null {
  switch (kind) {
    case 'microsoft': {
      const base = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0`;
      return {
        // Its issuer names the tenant of whoever signs in.
        issuer: null,
        authorizationEndpoint: `${base}/authorize`,
        tokenEndpoint: `${base}/token`,
        scopes: [
          'offline_access',
          'https://outlook.office.com/IMAP.AccessAsUser.All',
          'https://outlook.office.com/SMTP.Send',
        ],
      };
    }
    case 'google':
      return {
        issuer: 'https://accounts.google.com',
        authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
        tokenEndpoint: 'https://oauth2.googleapis.com/token',
        scopes: ['https://mail.google.com/'],
      };
    case 'custom':
      return null;
  }
}

/** What else the page of a provider is asked for: that the token can be renewed, and who it is that signs in. */
export function extraParameters(kind: OauthProviderKind): Record<string, string> {
  switch (kind) {
    case 'microsoft':
      return { prompt: 'select_account' };
    case 'google':
      // Without consent it gives what renews only the first time.
      return { access_type: 'offline', prompt: 'consent select_account' };
    case 'custom':
      return {};
  }
}

/** Where a provider does not say how long a token is good for. */
const UNSAID_SECONDS = 3_600;
/** However long it says that one is good for. */
const MOST_SECONDS = 366 * 86_400;
/** Renewed by so much earlier, so that a token outlasts the wait for a connection. */
const EARLIER_MS = 5 * 60_000;

/** When a token given at an instant expires, and from when on it is renewed: earlier, yet not at once however short it lives. */
export function tokenTimes(
  expiresInSeconds: number | null,
  now: number,
): { expiresAt: number; refreshAt: number } {
  const lifeMs = Math.min(expiresInSeconds ?? UNSAID_SECONDS, MOST_SECONDS) * 1_000;
  return { expiresAt: now + lifeMs, refreshAt: now + lifeMs - Math.min(EARLIER_MS, lifeMs / 4) };
}
