import { createSession } from '../../../commands/access/create-session.ts';
import { createSignInCode } from '../../../commands/access/create-sign-in-code.ts';
import { endAllSessions, endSession } from '../../../commands/access/end-session.ts';
import { found } from '../../../contracts/problems.ts';
import { sessionOperations } from '../../../contracts/access/sessions.operations.ts';
import { csrfTokenOf } from '../../../domain/access/session.ts';
import { WithCookie } from '../../answers.ts';
import { routesOf } from '../../handle.ts';
import {
  noSessionCookie,
  refuseOtherSites,
  sessionCookie,
  sessionTokenOfCall,
} from '../../session-cookie.ts';

/** Routes of sessions of browsers. */
export const sessionRoutes = routesOf(sessionOperations, {
  createSession: async ({ deps, body, req }) => {
    refuseOtherSites(deps.config, req);
    const { session, token } = await createSession(deps, { ...body, requestId: String(req.id) });
    return new WithCookie(sessionCookie(deps.config, token), session);
  },
  getSession: async ({ deps, actor, req }) => {
    const session = await deps.store.sessions.find(deps.db, found(actor.sessionId, 'session'));
    const token = found(sessionTokenOfCall(deps.config, req), 'session');
    return { ...found(session, 'session'), csrfToken: csrfTokenOf(token) };
  },
  endSession: async ({ deps, actor }) => {
    await endSession(deps, actor);
    return new WithCookie(noSessionCookie(deps.config), undefined);
  },
  endAllSessions: async ({ deps, actor }) => {
    await endAllSessions(deps, actor);
    return new WithCookie(noSessionCookie(deps.config), undefined);
  },
  createSignInCode: async ({ deps, actor }) => {
    const { code, expiresAt } = await createSignInCode(deps, actor);
    return { code, url: `${deps.config.publicUrl}/#code=${code}`, expiresAt };
  },
});
