import { operation } from '../operation.ts';
import { createSessionSchema, sessionSchema, signInCodeSchema } from './sessions.ts';

const tag = 'Sessions';

/** Operations on sessions of browsers (W1). */
export const sessionOperations = [
  operation({
    id: 'createSession',
    method: 'post',
    path: '/v1/sessions',
    tag,
    summary: 'Sign a browser in with an API key, or with the code of a sign-in link',
    description:
      'Sets a cookie that no script can read, for this site alone. It does what its key does, and ends with it; at the latest ' +
      'after 12 hours without a call, or after 7 days. Writes by cookie need `X-CSRF-Token`, and come from this site.',
    permission: 'public',
    body: createSessionSchema,
    response: sessionSchema,
    setsCookie: true,
    status: 201,
    problems: ['unauthenticated', 'cross_site'],
  }),
  operation({
    id: 'getSession',
    method: 'get',
    path: '/v1/session',
    tag,
    summary: 'Get the session of the cookie, with its CSRF token',
    permission: null,
    response: sessionSchema,
    status: 200,
  }),
  operation({
    id: 'endSession',
    method: 'delete',
    path: '/v1/session',
    tag,
    summary: 'Sign out',
    permission: null,
    response: null,
    setsCookie: true,
    status: 204,
  }),
  operation({
    id: 'endAllSessions',
    method: 'delete',
    path: '/v1/sessions',
    tag,
    summary: 'Sign out everywhere: end all sessions of your user, whatever their key',
    permission: null,
    response: null,
    setsCookie: true,
    status: 204,
  }),
  operation({
    id: 'createSignInCode',
    method: 'post',
    path: '/v1/sign-in-codes',
    tag,
    summary: 'Make a link that signs a browser in with your key, once and within 10 minutes',
    description: 'For whoever has the key itself: a session makes none.',
    permission: null,
    response: signInCodeSchema,
    status: 201,
    isIdempotent: true,
    givesSecret: true,
  }),
] as const;
