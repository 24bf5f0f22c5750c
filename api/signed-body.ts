import express, { type RequestHandler } from 'express';
import { SMS_GATEWAYS } from '../contracts/sending/kinds.ts';
import { ProblemError } from '../contracts/problems.ts';
import type { Authenticator } from './authenticate.ts';
import type { ApiDeps } from './deps.ts';

/** Gateways tell of one sms at a time. */
const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * Reads a body as the bytes it came as, which its signature is over, and lets nobody pass whose signature is wrong: 401, and
 * beyond the limit of wrong keys of an address 429. A gateway that is not set is not there: 404.
 */
export function signedBody(deps: ApiDeps, authenticator: Authenticator): RequestHandler[] {
  const read = express.raw({ limit: BODY_LIMIT_BYTES, type: () => true });
  const check: RequestHandler = async (request, response, next) => {
    const gateway = SMS_GATEWAYS.find((each) => each === request.params['gateway']);
    const isSigned = gateway && deps.sms.signatures[gateway];
    if (!isSigned) throw new ProblemError('not_found', 'No such gateway is set.');
    const body: unknown = request.body;
    const call = {
      path: request.originalUrl,
      headers: request.headers,
      body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
      now: await deps.now(),
    };
    if (isSigned(call)) next();
    else await authenticator.refuse(request, response, 'The signature is wrong, or too old.');
  };
  return [read, check];
}
