import type { Actor } from '../../contracts/actor.ts';
import { labelDefinitionChanges, labelGroupChanges } from '../../contracts/customers/changes.ts';
import type { Label, LabelGroup } from '../../contracts/customers/labels.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Creates a label group (C7).
 *
 * @throws ProblemError `conflict` when another group has the name, in any case, archived or not
 */
export function createLabelGroup(
  deps: CommandDeps,
  actor: Actor,
  { name }: { name: string },
): Promise<LabelGroup> {
  const { labels } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    if ((await labels.idOfName(tx, actor, { name })) !== null) throw labelNameTaken('label group');
    const entityId = deps.newId('labelGroup');
    await labels.insertGroup(tx, { id: entityId, name, now });
    const after = found(await labels.findGroup(tx, actor, entityId), 'label group');
    await recordChange(deps, tx, labelGroupChanges.created, { actor, now, entityId, after });
    return after;
  });
}

/**
 * Creates a label in a group.
 *
 * @throws ProblemError `not_found` when there is no such group
 * @throws ProblemError `conflict` when the group is archived, or has a label of that name, archived or not
 */
export function createLabel(
  deps: CommandDeps,
  actor: Actor,
  { labelGroupId: groupId, name }: { labelGroupId: string; name: string },
  entityId = deps.newId('label'),
): Promise<Label> {
  const { labels } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const group = found(await labels.findGroup(tx, actor, groupId), 'label group');
    if (group.isArchived) throw new ProblemError('conflict', 'The label group is archived.');
    if ((await labels.idOfName(tx, actor, { name, groupId })) !== null)
      throw labelNameTaken('label of the group');
    await labels.insert(tx, { id: entityId, groupId, name, now });
    const after = found(await labels.find(tx, actor, entityId), 'label');
    await recordChange(deps, tx, labelDefinitionChanges.created, { actor, now, entityId, after });
    return after;
  });
}

/** The refusal of a name that another one has. */
export function labelNameTaken(what: string): ProblemError {
  return new ProblemError('conflict', `Another ${what} has this name.`, [
    { field: 'name', message: 'is taken' },
  ]);
}
