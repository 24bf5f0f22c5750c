import type { Request, RequestHandler, Response } from 'express';
import { type RateLimitRequestHandler, rateLimit } from 'express-rate-limit';
import type { Viewer } from '../contracts/actor.ts';
import { ProblemError } from '../contracts/problems.ts';
import { hashOfApiKey, isApiKeyShaped } from '../domain/access/api-key.ts';
import { hashOfSessionToken } from '../domain/access/session.ts';
import type { ApiDeps } from './deps.ts';
import { sendProblem } from './problems.ts';
import { refuseForgedWrites, sessionTokenOfCall } from './session-cookie.ts';

const MINUTE_MS = 60_000;

/** Finds whose key a request carries. */
export interface Authenticator {
  /** The caller; null when an answer (401 or 429) has been given. */
  authenticate: (request: Request, response: Response) => Promise<Viewer | null>;
  /** Answers 401 with these words, or 429 beyond the limit of an address. */
  refuse: (request: Request, response: Response, words: string) => Promise<void>;
}

/**
 * Checks `Authorization: Bearer` at every request, and without one the cookie of a session, whose writes have to come from our
 * own pages (W1). Only failures of keys count against the limit of an address: tabs whose session is over are no attempt.
 */
export function createAuthenticator({ db, store, config }: ApiDeps): Authenticator {
  const limiter = rateLimit({
    windowMs: MINUTE_MS,
    limit: config.authFailuresPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, response) =>
      sendProblem(response, new ProblemError('rate_limited', 'Too many wrong keys from this address.')),
  });
  const refuse: Authenticator['refuse'] = async (request, response, words) => {
    if (await countFailure(limiter, request, response))
      sendProblem(response, new ProblemError('unauthenticated', words));
  };
  return {
    refuse,
    async authenticate(request, response) {
      const token = request.headers.authorization === undefined ? sessionTokenOfCall(config, request) : null;
      if (token !== null) {
        const viewer = await store.sessions.authenticate(db, hashOfSessionToken(token));
        if (!viewer) throw new ProblemError('unauthenticated', 'The session is over: sign in again.');
        refuseForgedWrites(config, request, token);
        return viewer;
      }
      const [, key = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
      const viewer = isApiKeyShaped(key) ? await store.apiKeys.authenticate(db, hashOfApiKey(key)) : null;
      if (viewer) return viewer;
      await refuse(request, response, 'Send a valid key: Authorization: Bearer ft_….');
      return null;
    },
  };
}

/** Resolves true while the address is within its limit, false when the limiter has answered 429. */
async function countFailure(limiter: RateLimitRequestHandler, request: Request, response: Response) {
  let isWithin = false;
  const next: Parameters<RequestHandler>[2] = () => (isWithin = true);
  await limiter(request, response, next);
  return isWithin;
}
