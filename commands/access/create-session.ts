import { randomBytes } from 'node:crypto';
import { sessionChanges } from '../../contracts/access/changes.ts';
import type { CreateSession, Session } from '../../contracts/access/sessions.ts';
import type { Viewer } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { hashOfApiKey, isApiKeyShaped } from '../../domain/access/api-key.ts';
import {
  csrfTokenOf,
  hashOfSessionToken,
  isSessionTokenShaped,
  SESSION_TOKEN_BYTES,
  sessionTokenOf,
} from '../../domain/access/session.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';

/**
 * Makes a session of a key, or of a code, which is taken (W1). The token is in this reply only.
 *
 * @throws ProblemError `unauthenticated` for a key or a code that is wrong, or over
 */
export async function createSession(
  deps: CommandDeps,
  { key, code, requestId }: CreateSession & { requestId: string },
): Promise<{ session: Session; token: string }> {
  const { sessions } = deps.store;
  const token = sessionTokenOf(randomBytes(SESSION_TOKEN_BYTES));
  const now = await deps.now();
  const byKey = key === undefined ? null : await viewerOfKey(deps, key);
  const session = await deps.db.$transaction(async (tx) => {
    const viewer = byKey ?? (code === undefined ? null : await takeCode(deps, tx, code));
    if (!viewer?.keyId) throw new ProblemError('unauthenticated', wordsFor(key));
    const { userId, keyId } = viewer;
    const id = deps.newId('session');
    await sessions.insert(tx, { id, apiKeyId: keyId, userId, hash: hashOfSessionToken(token) });
    const after = found(await sessions.find(tx, id), 'session');
    const actor = { ...viewer, requestId, idempotency: null };
    await recordChange(deps, tx, sessionChanges.created, { actor, now, entityId: id, after });
    return after;
  });
  return { session: { ...session, csrfToken: csrfTokenOf(token) }, token };
}

const viewerOfKey = async ({ db, store }: CommandDeps, key: string): Promise<Viewer | null> =>
  isApiKeyShaped(key) ? store.apiKeys.authenticate(db, hashOfApiKey(key)) : null;

const takeCode = async ({ store }: CommandDeps, tx: Tx, code: string): Promise<Viewer | null> =>
  isSessionTokenShaped(code) ? store.sessions.takeCode(tx, hashOfSessionToken(code)) : null;

const wordsFor = (key: string | undefined): string =>
  key === undefined
    ? 'This sign-in link was used before, or is too old. Make another one.'
    : 'This key is not known here, has expired or was revoked.';
