import { SYSTEM, type Actor } from '../../../contracts/actor.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/**
 * An automation as who gives its commands: its owner with what they may do now, and with everybody's sight where an admin
 * said so (A1). `depth`: how many automations lie between what it changes and a cause outside them (A7).
 *
 * @returns null when the owner has left
 */
export async function actorOf(
  { store }: Pick<CommandDeps, 'store'>,
  db: Tx,
  {
    automation: { id, ownerId, sight },
    depth,
  }: { automation: Pick<StoredAutomation, 'id' | 'ownerId' | 'sight'>; depth: number },
): Promise<Actor | null> {
  const owner = ownerId === null ? null : await store.users.find(db, SYSTEM, ownerId);
  if (!owner?.isActive) return null;
  return {
    userId: owner.id,
    // Sight goes by the role alone; what it may do stays what the owner may.
    role: sight === 'all' ? 'admin' : owner.role,
    permissions: owner.permissions,
    requestId: null,
    idempotency: null,
    cause: { origin: 'automation', originId: id, depth },
  };
}
