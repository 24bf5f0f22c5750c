import { userChanges } from '../../contracts/access/changes.ts';
import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { UpdateUser, User } from '../../contracts/access/users.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ActiveAdmin } from '../../infra/db/access/users.ts';
import { checkCovers, checkRights } from './check-user-change.ts';
import { emailTaken } from './create-user.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Changes a user: name, address, role, permissions, active (U1). Its keys follow at once.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `forbidden` when the user may do more than the actor, or would then (U2)
 * @throws ProblemError `conflict` for a primary user who is deactivated without a successor (S18), when the address is taken, or no active admin with every permission would be left
 */
export function updateUser(
  deps: CommandDeps,
  actor: Actor,
  { userId, granted, taken, successorId = null, ...change }: UpdateUser & { userId: string },
): Promise<User> {
  const { users } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const admins = await users.lockWithAdmins(tx, userId);
    const before = found(await users.find(tx, actor, userId), 'user');
    const next = { ...before, ...change, granted: granted ?? before.granted, taken: taken ?? before.taken };
    checkCovers(actor, before, 'changes');
    checkRights(actor, next);
    refuseWithoutAdmin(admins, next);
    if (change.email !== undefined && (await users.isEmailTaken(tx, change.email, userId)))
      throw emailTaken();
    await users.update(tx, userId, change);
    await setOverrides(deps, tx, userId, next);
    if (before.isActive && !next.isActive) {
      await deps.hooks.followDeactivation(deps, tx, { userId, successorId, actor, now });
    } else if (before.role !== next.role) {
      await deps.hooks.followSight(deps, tx, { of: { userIds: [userId] }, actor, now });
    }
    const after = found(await users.find(tx, actor, userId), 'user');
    await recordChange(deps, tx, userChanges.updated, {
      actor,
      now,
      entityId: userId,
      before,
      after,
    });
    await followUser(deps, tx, { before, after, now });
    return after;
  });
}

/** What runs for a user, or names them, once they are deactivated or may do less. */
async function followUser(
  deps: CommandDeps,
  tx: Tx,
  { before, after, now }: { before: User; after: User; now: number },
): Promise<void> {
  const isLeaving = before.isActive && !after.isActive;
  const mayLess =
    before.role !== after.role || before.permissions.some((each) => !after.permissions.includes(each));
  if (isLeaving) await deps.hooks.followGone(deps, tx, { id: after.id, name: after.name, now });
  if (isLeaving || mayLess) await deps.hooks.followRights(deps, tx, { userId: after.id, now });
}

/** What the last admin loses nobody could give back: nobody else has it to give. */
function refuseWithoutAdmin(admins: readonly ActiveAdmin[], next: User): void {
  const isLastOf = (some: readonly ActiveAdmin[]) => some.length === 1 && some[0]?.id === next.id;
  const staysAdmin = next.role === 'admin' && next.isActive && !next.taken.includes('users.manage');
  if (isLastOf(admins) && !staysAdmin) throw new ProblemError('conflict', 'This is the last active admin.');
  const staysWhole = staysAdmin && next.taken.length === 0;
  if (isLastOf(admins.filter((admin) => admin.hasAll)) && !staysWhole) {
    throw new ProblemError('conflict', 'This is the last active admin with every permission.');
  }
}

async function setOverrides(
  { store }: CommandDeps,
  tx: Tx,
  userId: string,
  { granted, taken }: User,
): Promise<void> {
  await store.users.setOverrides(tx, userId, { permissions: granted, isGranted: true });
  await store.users.setOverrides(tx, userId, { permissions: taken, isGranted: false });
}
