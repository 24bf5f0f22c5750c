/** Roles and what they may do (U1). A leaf, like every wing's `kinds.ts`: workflows and domain may load its values. */
export const ROLES = ['admin', 'manager', 'agent', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  'users.manage',
  'audit.read',
  'settings.manage',
  'mailboxes.manage',
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
  'operations.manage',
  'visibility.manage',
  'webhooks.manage',
  'templates.save',
  'programs.read',
  'programs.save',
  'programs.run',
  'programs.enroll',
  'reviews.decide',
  'automations.read',
  'automations.save',
  'contacts.erase',
  'views.share',
] as const;
export type Permission = (typeof PERMISSIONS)[number];
