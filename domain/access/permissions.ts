import type { Ceiling } from '../../contracts/actor.ts';
import { PERMISSIONS, type Permission, type Role } from '../../contracts/permissions.ts';

/** What each role may do before grants and removals (U1). */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS,
  manager: [
    'customers.read',
    'customers.save',
    'customers.import',
    'labels.manage',
    'lists.manage',
    'invoices.save',
    'suppressions.manage',
    'sequences.read',
    'sequences.save',
    'sequences.activate',
    'enrollments.manage',
    'tasks.mine',
    'tasks.all',
    'templates.save',
    'programs.read',
    'programs.save',
    'programs.run',
    'programs.enroll',
    'reviews.decide',
    'automations.read',
    'automations.save',
    'views.share',
  ],
  agent: [
    'customers.read',
    'customers.save',
    'lists.manage',
    'invoices.save',
    'sequences.read',
    'enrollments.manage',
    'tasks.mine',
    'programs.read',
    'programs.enroll',
    'reviews.decide',
    'automations.read',
  ],
  viewer: ['customers.read', 'sequences.read', 'programs.read', 'automations.read'],
};

/** Roles from the least to the most. */
const RISING = ['viewer', 'agent', 'manager', 'admin'] as const satisfies readonly Role[];

/** What a key does of what its user may do: never more than its maker could (U2). Null: it was no other's to limit. */
export function within(rights: Ceiling, ceiling: Ceiling | null): Ceiling {
  if (ceiling === null) return rights;
  const rank = Math.min(RISING.indexOf(rights.role), RISING.indexOf(ceiling.role));
  const permissions = rights.permissions.filter((permission) => ceiling.permissions.includes(permission));
  return { role: RISING[rank]!, permissions };
}

/** One permission granted to or taken from a user. */
export interface PermissionOverride {
  permission: Permission;
  isGranted: boolean;
}

/** Permissions of a user: the preset of the role with its overrides, in the order of the closed list. */
export function effectivePermissions(role: Role, overrides: readonly PermissionOverride[]): Permission[] {
  const granted = new Set(ROLE_PERMISSIONS[role]);
  for (const { permission, isGranted } of overrides) {
    if (isGranted) granted.add(permission);
    else granted.delete(permission);
  }
  return PERMISSIONS.filter((permission) => granted.has(permission));
}
