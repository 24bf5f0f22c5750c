import type { Actor } from '../../contracts/actor.ts';
import { labelDefinitionChanges, labelGroupChanges } from '../../contracts/customers/changes.ts';
import type { Label, LabelGroup, UpdateLabel } from '../../contracts/customers/labels.ts';
import { found } from '../../contracts/problems.ts';
import { labelNameTaken } from './create-label.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/** Past tense of a change, for the feed. */
const kindOf = (
  { isArchived }: UpdateLabel,
  was: { isArchived: boolean },
): 'updated' | 'archived' | 'restored' =>
  isArchived === undefined || isArchived === was.isArchived
    ? 'updated'
    : isArchived
      ? 'archived'
      : 'restored';

/**
 * Renames, archives or restores a label group (C7). Its labels stay where they are.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `conflict` when another group has the name
 */
export function updateLabelGroup(
  deps: CommandDeps,
  actor: Actor,
  { labelGroupId: entityId, ...change }: UpdateLabel & { labelGroupId: string },
): Promise<LabelGroup> {
  const { labels } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const read = async () => found(await labels.findGroup(tx, actor, entityId), 'label group');
    const before = await read();
    const { name } = change;
    const taken = name === undefined ? null : await labels.idOfName(tx, actor, { name });
    if (taken !== null && taken !== entityId) throw labelNameTaken('label group');
    await labels.updateGroup(tx, entityId, { ...change, now });
    const after = await read();
    const kind = kindOf(change, before);
    await recordChange(deps, tx, labelGroupChanges[kind], { actor, now, entityId, before, after });
    if (kind === 'archived') await deps.hooks.followGone(deps, tx, { id: null, name: after.name, now });
    return after;
  });
}

/**
 * Renames, archives or restores a label. An archived one stays on what it is on and cannot be assigned any more.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `conflict` when another label of its group has the name
 */
export function updateLabel(
  deps: CommandDeps,
  actor: Actor,
  { labelId: entityId, ...change }: UpdateLabel & { labelId: string },
): Promise<Label> {
  const { labels } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const read = async () => found(await labels.find(tx, actor, entityId), 'label');
    const before = await read();
    const { name } = change;
    const { groupId } = before;
    const taken = name === undefined ? null : await labels.idOfName(tx, actor, { name, groupId });
    if (taken !== null && taken !== entityId) throw labelNameTaken('label of the group');
    await labels.update(tx, entityId, { ...change, now });
    const after = await read();
    const kind = kindOf(change, before);
    await recordChange(deps, tx, labelDefinitionChanges[kind], { actor, now, entityId, before, after });
    if (kind === 'archived') await deps.hooks.followGone(deps, tx, { id: entityId, name: after.name, now });
    return after;
  });
}
