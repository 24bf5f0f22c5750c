import type { Actor } from '../../contracts/actor.ts';
import { listChanges } from '../../contracts/customers/changes.ts';
import type { CreateList, CustomerList, UpdateList } from '../../contracts/customers/lists.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Creates an empty list.
 *
 * @throws ProblemError `conflict` when another list has the name, in any case
 */
export function createList(
  deps: CommandDeps,
  actor: Actor,
  { name, description = null }: CreateList,
  entityId = deps.newId('list'),
): Promise<CustomerList> {
  const { lists } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    if ((await lists.idOfName(tx, actor, name)) !== null) throw nameTaken();
    await lists.insert(tx, { id: entityId, name, description, createdById: actor.userId, now });
    const after = found(await lists.find(tx, actor, entityId), 'list');
    await recordChange(deps, tx, listChanges.created, { actor, now, entityId, after });
    return after;
  });
}

/**
 * Changes name or description of a list, archives or restores it.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `conflict` when another list has the name, in any case, or a sequence follows what is archived (S17)
 */
export function updateList(
  deps: CommandDeps,
  actor: Actor,
  { listId: entityId, ...change }: UpdateList & { listId: string },
): Promise<CustomerList> {
  const { lists } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    await lists.lock(tx, entityId, 'alone');
    const read = async () => found(await lists.find(tx, actor, entityId), 'list');
    const before = await read();
    const taken = change.name === undefined ? null : await lists.idOfName(tx, actor, change.name);
    if (taken !== null && taken !== entityId) throw nameTaken();
    if (change.isArchived) await deps.hooks.lists.refuseFollowed(deps, tx, entityId);
    await lists.update(tx, entityId, { ...change, now });
    const after = await read();
    const kind = changeOf(before, after);
    await recordChange(deps, tx, listChanges[kind], { actor, now, entityId, before, after });
    if (kind === 'archived') await deps.hooks.followGone(deps, tx, { id: entityId, name: after.name, now });
    return after;
  });
}

/**
 * Deletes a list; its customers stay. Drafts that were to follow it follow none.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `conflict` while an activated sequence follows it (S17)
 */
export function deleteList(
  deps: CommandDeps,
  actor: Actor,
  { listId: entityId }: { listId: string },
): Promise<void> {
  const { lists } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    await lists.lock(tx, entityId, 'alone');
    const before = found(await lists.find(tx, actor, entityId), 'list');
    await deps.hooks.lists.refuseFollowed(deps, tx, entityId);
    await deps.hooks.lists.forget(deps, tx, entityId);
    await lists.remove(tx, entityId);
    await recordChange(deps, tx, listChanges.deleted, { actor, now, entityId, before });
    await deps.hooks.followGone(deps, tx, { id: entityId, name: before.name, now });
  });
}

const changeOf = (before: CustomerList, after: CustomerList): 'updated' | 'archived' | 'restored' =>
  before.isArchived === after.isArchived ? 'updated' : after.isArchived ? 'archived' : 'restored';

const nameTaken = (): ProblemError =>
  new ProblemError('conflict', 'Another list has this name.', [{ field: 'name', message: 'is taken' }]);
