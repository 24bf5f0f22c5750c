import { randomBytes } from 'node:crypto';
import type { Actor } from '../../contracts/actor.ts';
import type { ApiKey, CreateApiKey, CreatedApiKey } from '../../contracts/access/api-keys.ts';
import { apiKeyChanges } from '../../contracts/access/changes.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { API_KEY_BYTES, apiKeyOf, hashOfApiKey } from '../../domain/access/api-key.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Makes a key for a user (U2). The key is in this reply only; what an `Idempotency-Key` replays is kept encrypted.
 *
 * @throws ProblemError `not_found` when there is no such user
 * @throws ProblemError `forbidden` for another user without `users.manage`, or for an admin without being one
 * @throws ProblemError `conflict` when the user is not active
 * @throws ProblemError `validation` for an expiry that has passed
 */
export async function createApiKey(
  deps: CommandDeps,
  actor: Actor,
  { userId, ...input }: CreateApiKey & { userId: string },
): Promise<CreatedApiKey> {
  const stored = await runCommand(deps, actor, async (tx, now): Promise<ApiKey & { sealedKey: string }> => {
    const user = found(await deps.store.users.find(tx, actor, userId), 'user');
    const isAllowed = userId === actor.userId || actor.permissions.includes('users.manage');
    if (!isAllowed)
      throw new ProblemError('forbidden', 'The permission users.manage is needed for keys of others.');
    if (user.role === 'admin' && actor.role !== 'admin') {
      throw new ProblemError('forbidden', 'Only an admin makes keys of an admin.');
    }
    if (!user.isActive) throw new ProblemError('conflict', 'The user is not active.');
    const expiresAt = input.expiresAt == null ? null : Date.parse(input.expiresAt);
    if (expiresAt !== null && expiresAt <= now)
      refuseInvalid([{ field: 'expiresAt', message: 'must lie in the future' }]);
    const key = apiKeyOf(randomBytes(API_KEY_BYTES));
    const after = await deps.store.apiKeys.insert(tx, {
      id: deps.newId('apiKey'),
      userId,
      label: input.label,
      hash: hashOfApiKey(key),
      lastFour: key.slice(-4),
      expiresAt,
      now,
    });
    await recordChange(deps, tx, apiKeyChanges.created, {
      actor,
      now,
      entityId: after.id,
      after,
    });
    return { ...after, sealedKey: deps.secrets.seal(key) };
  });
  const { sealedKey, ...apiKey } = stored;
  return { ...apiKey, key: deps.secrets.open(sealedKey) };
}
