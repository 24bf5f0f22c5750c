import { visibilityGroupChanges } from '../../contracts/access/changes.ts';
import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type { GroupMembers, SetGroupMembers } from '../../contracts/access/visibility-groups.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Says who is in a visibility group from now on (U3).
 *
 * @throws ProblemError `not_found`, or `validation` naming ids that are no users
 */
export function setGroupMembers(
  deps: CommandDeps,
  actor: Actor,
  { groupId, userIds }: SetGroupMembers & { groupId: string },
): Promise<GroupMembers> {
  return runCommand(deps, actor, async (tx, now) => {
    const { visibilityGroups } = deps.store;
    found(await visibilityGroups.find(tx, actor, groupId), 'visibility group');
    const known = await visibilityGroups.knownUsers(tx, userIds);
    refuseInvalid(
      userIds.flatMap((userId, index) =>
        known.includes(userId) ? [] : [{ field: `userIds[${index}]`, message: 'is no user' }],
      ),
    );
    const before = await visibilityGroups.listMembers(tx, actor, groupId);
    await visibilityGroups.setMembers(tx, groupId, userIds);
    const left = before.items.map(({ id }) => id).filter((id) => !userIds.includes(id));
    if (left.length > 0) await deps.hooks.followSight(deps, tx, { of: { userIds: left }, actor, now });
    const after = await visibilityGroups.listMembers(tx, actor, groupId);
    await recordChange(deps, tx, visibilityGroupChanges.membersChanged, {
      actor,
      now,
      entityId: groupId,
      before: { userIds: before.items.map((user) => user.id) },
      after: { userIds: after.items.map((user) => user.id) },
    });
    return after;
  });
}
