import { randomBytes } from 'node:crypto';
import { SYSTEM } from '../contracts/actor.ts';
import type { Organisation } from '../contracts/organisation.ts';
import { API_KEY_BYTES, apiKeyOf, hashOfApiKey } from '../domain/api-key.ts';
import type { CommandDeps } from './deps.ts';
import { recordChange } from './record-change.ts';
import { runCommand } from './run-command.ts';

/** The first user of a fresh deployment, with its key. */
export interface FirstAdmin {
  userId: string;
  /** Shown this once. */
  key: string;
}

/**
 * Sets up a fresh deployment: settings and a first admin with a key.
 *
 * @returns null, with nothing changed, when there is a user already
 */
export function setUpOrganisation(
  deps: CommandDeps,
  settings: Partial<Organisation>,
  admin: { name: string; email: string },
): Promise<FirstAdmin | null> {
  const { store, newId } = deps;
  return runCommand(deps, SYSTEM, async (tx, now) => {
    await store.locks.closeGate(tx, { kind: 'switch' });
    if ((await store.users.count(tx)) > 0) return null;
    await store.organisation.update(tx, settings);
    const userId = newId('user');
    const key = apiKeyOf(randomBytes(API_KEY_BYTES));
    await store.users.insert(tx, { ...admin, id: userId, role: 'admin', now });
    const apiKey = await store.apiKeys.insert(tx, {
      id: newId('apiKey'),
      userId,
      label: 'First key',
      hash: hashOfApiKey(key),
      lastFour: key.slice(-4),
      expiresAt: null,
      now,
    });
    const created = { actor: SYSTEM, now, kind: 'created' };
    await recordChange(deps, tx, {
      ...created,
      entity: 'user',
      entityId: userId,
      after: { ...admin, role: 'admin' },
    });
    await recordChange(deps, tx, { ...created, entity: 'apiKey', entityId: apiKey.id, after: apiKey });
    return { userId, key };
  });
}
