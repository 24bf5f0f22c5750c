import { changeGroupCustomers, setCustomerGroups } from '../../../commands/access/set-customer-groups.ts';
import {
  createVisibilityGroup,
  removeVisibilityGroup,
  renameVisibilityGroup,
} from '../../../commands/access/save-visibility-group.ts';
import { setGroupMembers } from '../../../commands/access/set-group-members.ts';
import { found } from '../../../contracts/problems.ts';
import { visibilityGroupOperations } from '../../../contracts/access/visibility-groups.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of visibility groups. */
export const visibilityGroupRoutes = routesOf(visibilityGroupOperations, {
  listVisibilityGroups: ({ deps, actor, query }) => deps.store.visibilityGroups.list(deps.db, actor, query),
  createVisibilityGroup: ({ deps, actor, body }) => createVisibilityGroup(deps, actor, body),
  getVisibilityGroup: async ({ deps, actor, params }) =>
    found(await deps.store.visibilityGroups.find(deps.db, actor, params.groupId), 'visibility group'),
  renameVisibilityGroup: ({ deps, actor, params, body }) =>
    renameVisibilityGroup(deps, actor, { ...body, ...params }),
  removeVisibilityGroup: ({ deps, actor, params }) => removeVisibilityGroup(deps, actor, params),
  listGroupMembers: async ({ deps, actor, params: { groupId } }) => {
    found(await deps.store.visibilityGroups.find(deps.db, actor, groupId), 'visibility group');
    return deps.store.visibilityGroups.listMembers(deps.db, actor, groupId);
  },
  setGroupMembers: ({ deps, actor, params, body }) => setGroupMembers(deps, actor, { ...body, ...params }),
  listGroupCustomers: async ({ deps, actor, params, query }) => {
    found(await deps.store.visibilityGroups.find(deps.db, actor, params.groupId), 'visibility group');
    return deps.store.visibilityGroups.listCustomers(deps.db, actor, { ...query, ...params });
  },
  changeGroupCustomers: ({ deps, actor, params, body }) =>
    changeGroupCustomers(deps, actor, { ...body, ...params }),
  listCustomerGroups: async ({ deps, actor, params }) =>
    found(await deps.store.visibilityGroups.listOfCustomer(deps.db, actor, params.customerId), 'customer'),
  setCustomerGroups: ({ deps, actor, params, body }) =>
    setCustomerGroups(deps, actor, { ...body, ...params }),
});
