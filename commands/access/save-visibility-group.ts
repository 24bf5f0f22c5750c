import { visibilityGroupChanges } from '../../contracts/access/changes.ts';
import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { SaveVisibilityGroup, VisibilityGroup } from '../../contracts/access/visibility-groups.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Creates a visibility group without members (U3).
 *
 * @throws ProblemError `conflict` when the name is taken, in any case
 */
export function createVisibilityGroup(
  deps: CommandDeps,
  actor: Actor,
  { name }: SaveVisibilityGroup,
): Promise<VisibilityGroup> {
  return runCommand(deps, actor, async (tx, now) => {
    await refuseTaken(deps, tx, name, null);
    const entityId = deps.newId('visibilityGroup');
    await deps.store.visibilityGroups.insert(tx, { id: entityId, name, now });
    await recordChange(deps, tx, visibilityGroupChanges.created, { actor, now, entityId, after: { name } });
    return found(await deps.store.visibilityGroups.find(tx, actor, entityId), 'visibility group');
  });
}

/**
 * Renames a visibility group.
 *
 * @throws ProblemError `not_found`, or `conflict` when the name is taken, in any case
 */
export function renameVisibilityGroup(
  deps: CommandDeps,
  actor: Actor,
  { groupId, name }: SaveVisibilityGroup & { groupId: string },
): Promise<VisibilityGroup> {
  return runCommand(deps, actor, async (tx, now) => {
    const before = found(await deps.store.visibilityGroups.find(tx, actor, groupId), 'visibility group');
    await refuseTaken(deps, tx, name, groupId);
    await deps.store.visibilityGroups.rename(tx, groupId, name);
    const states = { before: { name: before.name }, after: { name } };
    await recordChange(deps, tx, visibilityGroupChanges.renamed, {
      actor,
      now,
      entityId: groupId,
      ...states,
    });
    return { ...before, name };
  });
}

/**
 * Removes a visibility group that has no customers: otherwise they would become visible to everybody.
 *
 * @throws ProblemError `not_found`, or `conflict` while it has customers
 */
export function removeVisibilityGroup(
  deps: CommandDeps,
  actor: Actor,
  { groupId }: { groupId: string },
): Promise<void> {
  return runCommand(deps, actor, async (tx, now) => {
    const { name } = found(await deps.store.visibilityGroups.find(tx, actor, groupId), 'visibility group');
    if (!(await deps.store.visibilityGroups.removeEmpty(tx, groupId))) {
      throw new ProblemError('conflict', 'The group has customers: take them out first.');
    }
    await recordChange(deps, tx, visibilityGroupChanges.removed, {
      actor,
      now,
      entityId: groupId,
      before: { name },
    });
    await deps.hooks.followGone(deps, tx, { id: groupId, name, now });
  });
}

async function refuseTaken(
  { store }: CommandDeps,
  tx: Tx,
  name: string,
  exceptId: string | null,
): Promise<void> {
  if (!(await store.visibilityGroups.isNameTaken(tx, name, exceptId))) return;
  throw new ProblemError('conflict', 'Another group has this name.', [
    { field: 'name', message: 'is taken' },
  ]);
}
