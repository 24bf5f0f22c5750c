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
  ],
  viewer: ['customers.read', 'sequences.read', 'programs.read'],
};

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
