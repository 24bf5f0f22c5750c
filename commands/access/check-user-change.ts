import type { Actor } from '../../contracts/actor.ts';
import type { Permission, Role } from '../../contracts/permissions.ts';
import { type FieldProblem, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { effectivePermissions } from '../../domain/access/permissions.ts';

/** What a user is to become. */
export interface Rights {
  role: Role;
  granted: readonly Permission[];
  taken: readonly Permission[];
}

/** Permissions that a user with these rights has. */
export function permissionsOf({ role, granted, taken }: Rights): Permission[] {
  return effectivePermissions(role, [
    ...granted.map((permission) => ({ permission, isGranted: true })),
    ...taken.map((permission) => ({ permission, isGranted: false })),
  ]);
}

/**
 * Checks that rights make sense and that nobody gives away what they don't have themselves.
 *
 * @throws ProblemError `validation` for a permission both granted and taken
 * @throws ProblemError `forbidden` when an actor who is no admin would make an admin, or hand out more than it has
 */
export function checkRights(actor: Actor, rights: Rights): void {
  const both = rights.granted.filter((permission) => rights.taken.includes(permission));
  refuseInvalid(
    both.map((permission): FieldProblem => ({ field: 'taken', message: `${permission} is granted too` })),
  );
  if (actor.role === 'admin') return;
  if (rights.role === 'admin') throw new ProblemError('forbidden', 'Only an admin makes an admin.');
  const beyond = permissionsOf(rights).filter((permission) => !actor.permissions.includes(permission));
  if (beyond.length > 0)
    throw new ProblemError('forbidden', `You cannot give what you do not have: ${beyond.join(', ')}.`);
}
