import type { AutomationAction } from '../../contracts/automations/actions.ts';
import type { AutomationActionKind, AutomationPauseReason } from '../../contracts/automations/kinds.ts';
import type { Permission, Role } from '../../contracts/permissions.ts';
import type { StoredAutomation } from './definition.ts';

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

/** Who an automation runs for, as far as its rights go. */
export interface Owner {
  isActive: boolean;
  role: Role;
  permissions: readonly Permission[];
}

/** Why the product pauses an automation, as a code and in words. */
export interface PauseCause {
  reason: AutomationPauseReason;
  detail: string;
}

/** Why an automation may not run for its owner any more (A1); null: it may. `owner` null: there is none. */
export function whyNotOwned(
  { sight, actions }: Pick<StoredAutomation, 'sight' | 'actions'>,
  owner: Owner | null,
): PauseCause | null {
  if (!owner?.isActive) return { reason: 'owner_deactivated', detail: 'Its owner is deactivated.' };
  const lacks = (detail: string): PauseCause => ({ reason: 'owner_lacks_right', detail });
  if (sight === 'all' && owner.role !== 'admin')
    return lacks('It runs for all, and its owner is no admin any more.');
  const [lacked] = lackedRights(owner.permissions, actions);
  if (!lacked) return null;
  const forWhat = lacked.index === null ? '' : `, which actions[${lacked.index}] needs`;
  return lacks(`Its owner lacks the permission ${lacked.permission}${forWhat}.`);
}

/** Whether the product paused it for what its owner may not do any more (A1). */
export const isOfOwner = (reason: AutomationPauseReason | null): boolean =>
  reason === 'owner_deactivated' || reason === 'owner_lacks_right';
