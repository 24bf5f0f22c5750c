import type { Actor } from '../../contracts/actor.ts';
import type { ApiKey } from '../../contracts/access/api-keys.ts';
import { apiKeyChanges } from '../../contracts/access/changes.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Revokes a key: the next call with it is refused. A second time changes nothing.
 *
 * @throws ProblemError `not_found` when absent, or of another user without `users.manage`
 * @throws ProblemError `forbidden` for the key of an admin without being one
 */
export function revokeApiKey(
  deps: CommandDeps,
  actor: Actor,
  { apiKeyId }: { apiKeyId: string },
): Promise<ApiKey> {
  const { apiKeys, users } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const before = found(await apiKeys.find(tx, actor, apiKeyId), 'API key');
    const owner = found(await users.find(tx, actor, before.userId), 'user');
    if (owner.role === 'admin' && actor.role !== 'admin') {
      throw new ProblemError('forbidden', 'Only an admin revokes keys of an admin.');
    }
    const after = await apiKeys.revoke(tx, apiKeyId, now);
    await recordChange(deps, tx, apiKeyChanges.revoked, {
      actor,
      now,
      entityId: apiKeyId,
      before,
      after,
    });
    return after;
  });
}
