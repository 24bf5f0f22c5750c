import type { Actor } from '../../contracts/actor.ts';
import type { Permission, Role } from '../../contracts/permissions.ts';
import { type FieldProblem, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { User } from '../../contracts/access/users.ts';
import { effectivePermissions } from '../../domain/access/permissions.ts';

/** What a user is to become. */
export interface Rights {
  role: Role;
  granted: readonly Permission[];
  taken: readonly Permission[];
}

function permissionsOf({ role, granted, taken }: Rights): Permission[] {
  return effectivePermissions(role, [
    ...granted.map((permission) => ({ permission, isGranted: true })),
    ...taken.map((permission) => ({ permission, isGranted: false })),
  ]);
}

/**
 * Checks that the rights a user is to have make sense, and that the actor has them all (U2). An admin from whom
 * something was taken cannot give it either.
 *
 * @throws ProblemError `validation` for a permission both granted and taken
 * @throws ProblemError `forbidden` when an actor who is no admin would make an admin, or hand out more than it has
 */
export function checkRights(actor: Actor, rights: Rights): void {
  const both = rights.granted.filter((permission) => rights.taken.includes(permission));
  refuseInvalid(
    both.map((permission): FieldProblem => ({ field: 'taken', message: `${permission} is granted too` })),
  );
  if (rights.role === 'admin' && actor.role !== 'admin') {
    throw new ProblemError('forbidden', 'Only an admin makes an admin.');
  }
  const beyond = lackedBy(actor, permissionsOf(rights));
  if (beyond.length > 0)
    throw new ProblemError('forbidden', `You cannot give what you do not have: ${beyond.join(', ')}.`);
}

/**
 * Checks that the actor may act for a user as they are: change them, or hold a key of theirs (U2). Everybody may for
 * themselves.
 *
 * @throws ProblemError `forbidden` for an admin without being one, or for a user with permissions that the actor lacks
 */
export function checkCovers(
  actor: Actor,
  user: Pick<User, 'id' | 'role' | 'permissions'>,
  deed: 'changes' | 'makes keys of',
): void {
  if (user.id === actor.userId) return;
  if (user.role === 'admin' && actor.role !== 'admin') {
    throw new ProblemError('forbidden', `Only an admin ${deed} an admin.`);
  }
  const beyond = lackedBy(actor, user.permissions);
  if (beyond.length === 0) return;
  throw new ProblemError(
    'forbidden',
    `Nobody ${deed} a user who may do more than they may themselves. You lack: ${beyond.join(', ')}.`,
  );
}

function lackedBy(actor: Actor, permissions: readonly Permission[]): Permission[] {
  return permissions.filter((permission) => !actor.permissions.includes(permission));
}
