import { randomBytes } from 'node:crypto';
import { signInCodeChanges } from '../../contracts/access/changes.ts';
import type { SignInCode } from '../../contracts/access/sessions.ts';
import type { Actor } from '../../contracts/actor.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { hashOfSessionToken, SESSION_TOKEN_BYTES, sessionTokenOf } from '../../domain/access/session.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Makes a code that becomes a session of the caller's key, once. It is in this reply only; what an `Idempotency-Key` replays is
 * kept encrypted.
 *
 * @throws ProblemError `forbidden` for a session: it could live on for ever
 */
export async function createSignInCode(deps: CommandDeps, actor: Actor): Promise<Omit<SignInCode, 'url'>> {
  const { keyId, sessionId } = actor;
  if (keyId === undefined || sessionId !== undefined)
    throw new ProblemError('forbidden', 'Only a key makes sign-in links, a session does not.');
  const { sealedCode, expiresAt } = await runCommand(deps, actor, async (tx, now) => {
    const code = sessionTokenOf(randomBytes(SESSION_TOKEN_BYTES));
    const hash = hashOfSessionToken(code);
    const after = { expiresAt: await deps.store.sessions.insertCode(tx, { apiKeyId: keyId, hash }) };
    await recordChange(deps, tx, signInCodeChanges.created, { actor, now, entityId: keyId, after });
    return { ...after, sealedCode: deps.secrets.seal(code) };
  });
  return { code: deps.secrets.open(sealedCode), expiresAt };
}
