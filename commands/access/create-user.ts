import { userChanges } from '../../contracts/access/changes.ts';
import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { CreateUser, User } from '../../contracts/access/users.ts';
import { checkRights } from './check-user-change.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Creates an active user (U1).
 *
 * @throws ProblemError `forbidden` when the actor would give more than it has
 * @throws ProblemError `conflict` when the address is taken, in any case
 */
export function createUser(deps: CommandDeps, actor: Actor, input: CreateUser): Promise<User> {
  const { granted = [], taken = [], ...columns } = input;
  const { users } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    checkRights(actor, { role: input.role, granted, taken });
    if (await users.isEmailTaken(tx, input.email, null)) throw emailTaken();
    const userId = deps.newId('user');
    await users.insert(tx, { ...columns, id: userId, now });
    await users.setOverrides(tx, userId, { permissions: granted, isGranted: true });
    await users.setOverrides(tx, userId, { permissions: taken, isGranted: false });
    const after = found(await users.find(tx, actor, userId), 'user');
    await recordChange(deps, tx, userChanges.created, { actor, now, entityId: userId, after });
    return after;
  });
}

/** The refusal of an address that another user has. */
export function emailTaken(): ProblemError {
  return new ProblemError('conflict', 'Another user has this address.', [
    { field: 'email', message: 'is taken' },
  ]);
}
