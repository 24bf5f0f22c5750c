import type { AutomationAction } from '../../contracts/automations/actions.ts';
import type { AutomationActionKind } from '../../contracts/automations/kinds.ts';
import type { Permission } from '../../contracts/permissions.ts';

/** What each action needs of who runs it: the permission of the call of the API that does the same (A1, A4). */
const RIGHT_OF: Readonly<Record<AutomationActionKind, Permission>> = {
  assign_owner: 'customers.save',
  set_groups: 'visibility.manage',
  email_user: 'automations.save',
  email: 'customers.save',
  sms: 'customers.save',
  add_to_list: 'lists.manage',
  remove_from_list: 'lists.manage',
  set_property: 'customers.save',
  set_score: 'customers.save',
  add_score: 'customers.save',
  compute_score: 'customers.save',
  add_label: 'customers.save',
  remove_label: 'customers.save',
  enroll: 'enrollments.manage',
  stop_enrollment: 'enrollments.manage',
  enroll_in_program: 'programs.enroll',
  webhook: 'webhooks.manage',
};

/** A right that is missing, and for what; `index` null: for running automations at all. */
export interface LackedRight {
  index: number | null;
  permission: Permission;
}

/** What somebody with these permissions is short of to run these actions. */
export function lackedRights(
  permissions: readonly Permission[],
  actions: readonly Pick<AutomationAction, 'kind'>[],
): LackedRight[] {
  const needed: LackedRight[] = [
    { index: null, permission: 'automations.save' },
    ...actions.map(({ kind }, index) => ({ index, permission: RIGHT_OF[kind] })),
  ];
  return needed.filter(({ permission }) => !permissions.includes(permission));
}
