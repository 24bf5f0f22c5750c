import { randomBytes } from 'node:crypto';
import type { Actor, Ceiling } from '../../contracts/actor.ts';
import { PERMISSIONS } from '../../contracts/permissions.ts';
import type { ApiKey, CreateApiKey, CreatedApiKey } from '../../contracts/access/api-keys.ts';
import { apiKeyChanges } from '../../contracts/access/changes.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { User } from '../../contracts/access/users.ts';
import { API_KEY_BYTES, apiKeyOf, hashOfApiKey } from '../../domain/access/api-key.ts';
import type { Tx } from '../../infra/db/client.ts';
import { checkCovers } from './check-user-change.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Makes a key for a user (U2); for somebody else it never does more than its maker may. The key is in this reply only; what an `Idempotency-Key` replays is kept encrypted.
 *
 * @throws ProblemError `not_found` when there is no such user
 * @throws ProblemError `forbidden` for another user without `users.manage`, or one who may do or see more
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
    checkCovers(actor, user, 'makes keys of');
    await refuseToSeeMore(deps, tx, actor, user);
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
      ceiling: ceilingOf(actor, user),
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

/**
 * A key for somebody else stays in its maker's hands as well: it never does more than its maker could, however far its
 * user rises. One's own grows with one, unless the key it is made with is limited itself.
 */
function ceilingOf(actor: Actor, user: User): Ceiling | null {
  if (actor.ceiling) return actor.ceiling;
  const { role, permissions } = actor;
  const hasAll = role === 'admin' && permissions.length === PERMISSIONS.length;
  return hasAll || user.id === actor.userId ? null : { role, permissions };
}

/** A key of somebody who sees customers that are hidden from its maker would show them to the maker (U3). */
async function refuseToSeeMore({ store }: CommandDeps, tx: Tx, actor: Actor, user: User): Promise<void> {
  // Whoever decides about visibility can see every customer of a group already.
  if (user.id === actor.userId || actor.permissions.includes('visibility.manage')) return;
  if (!(await store.visibilityGroups.seesMore(tx, actor, user))) return;
  throw new ProblemError(
    'forbidden',
    'Nobody makes keys of a user who may see more customers than they may themselves.',
  );
}
