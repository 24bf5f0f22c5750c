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
): Promise<CustomerList> {
  const { lists } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    if ((await lists.idOfName(tx, actor, name)) !== null) throw nameTaken();
    const entityId = deps.newId('list');
    await lists.insert(tx, { id: entityId, name, description, createdById: actor.userId, now });
    const after = found(await lists.find(tx, actor, entityId), 'list');
    await recordChange(deps, tx, listChanges.created, { actor, now, entityId, after });
    return after;
  });
}

/**
 * Changes name or description of a list.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `conflict` when another list has the name, in any case
 */
export function updateList(
  deps: CommandDeps,
  actor: Actor,
  { listId: entityId, ...change }: UpdateList & { listId: string },
): Promise<CustomerList> {
  const { lists } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const read = async () => found(await lists.find(tx, actor, entityId), 'list');
    const before = await read();
    const taken = change.name === undefined ? null : await lists.idOfName(tx, actor, change.name);
    if (taken !== null && taken !== entityId) throw nameTaken();
    await lists.update(tx, entityId, { ...change, now });
    const after = await read();
    await recordChange(deps, tx, listChanges.updated, { actor, now, entityId, before, after });
    return after;
  });
}

/**
 * Deletes a list; its customers stay.
 *
 * @throws ProblemError `not_found`
 */
export function deleteList(
  deps: CommandDeps,
  actor: Actor,
  { listId: entityId }: { listId: string },
): Promise<void> {
  const { lists } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const before = found(await lists.find(tx, actor, entityId), 'list');
    await lists.remove(tx, entityId);
    await recordChange(deps, tx, listChanges.deleted, { actor, now, entityId, before });
  });
}

const nameTaken = (): ProblemError =>
  new ProblemError('conflict', 'Another list has this name.', [{ field: 'name', message: 'is taken' }]);
