import { apiKeyChanges, userChanges } from '../../contracts/access/changes.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { Organisation } from '../../contracts/access/organisation.ts';
import { hashOfApiKey } from '../../domain/access/api-key.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';

/** Who the first admin is, the key to give it, and where the organisation lives. */
export interface FirstAdmin {
  name: string;
  /** In lower case. */
  email: string;
  /** The whole key; only its hash is stored. */
  key: string;
  /** IANA zone whose days count. */
  zone: string;
  /** Further settings of the organisation. */
  settings?: Partial<Organisation>;
}

/**
 * Sets up an empty database: the organisation, an admin, and the given API key. One transaction; of two processes at
 * once only one does it.
 *
 * @returns the admin's id; null when there is any user already: then nothing changes
 */
export async function createFirstAdmin(
  deps: CommandDeps,
  { name, email, key, zone, settings }: FirstAdmin,
): Promise<string | null> {
  const now = await deps.now();
  const { apiKeys, locks, organisation, users } = deps.store;
  return deps.db.$transaction(async (tx) => {
    await locks.closeGate(tx, { kind: 'switch' });
    if ((await users.count(tx)) > 0) return null;
    await organisation.update(tx, { ...settings, zone });
    const userId = deps.newId('user');
    await users.insert(tx, { id: userId, name, email, role: 'admin', now });
    const after = await apiKeys.insert(tx, {
      id: deps.newId('apiKey'),
      userId,
      label: 'first start',
      hash: hashOfApiKey(key),
      lastFour: key.slice(-4),
      expiresAt: null,
      ceiling: null,
      now,
    });
    await recordChange(deps, tx, userChanges.created, {
      actor: SYSTEM,
      now,
      entityId: userId,
      after: { name, email, role: 'admin' },
    });
    await recordChange(deps, tx, apiKeyChanges.created, {
      actor: SYSTEM,
      now,
      entityId: after.id,
      after,
    });
    return userId;
  });
}
