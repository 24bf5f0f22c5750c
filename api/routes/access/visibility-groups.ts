import { changeGroupCustomers, setCustomerGroups } from '../../../commands/access/set-customer-groups.ts';
import {
  createVisibilityGroup,
  removeVisibilityGroup,
  renameVisibilityGroup,
} from '../../../commands/access/save-visibility-group.ts';
import { setGroupMembers } from '../../../commands/access/set-group-members.ts';
import { found } from '../../../contracts/problems.ts';
import { visibilityGroupOperations } from '../../../contracts/access/visibility-groups.ts';
import { handle, operationOf } from '../../handle.ts';

const op = <I extends (typeof visibilityGroupOperations)[number]['id']>(id: I) =>
  operationOf(visibilityGroupOperations, id);

/** Routes of visibility groups. */
export const visibilityGroupRoutes = [
  handle(op('listVisibilityGroups'), ({ deps, actor, query }) =>
    deps.store.visibilityGroups.list(deps.db, actor, query),
  ),
  handle(op('createVisibilityGroup'), ({ deps, actor, body }) => createVisibilityGroup(deps, actor, body)),
  handle(op('getVisibilityGroup'), async ({ deps, actor, params }) =>
    found(await deps.store.visibilityGroups.find(deps.db, actor, params.groupId), 'visibility group'),
  ),
  handle(op('renameVisibilityGroup'), ({ deps, actor, params, body }) =>
    renameVisibilityGroup(deps, actor, { ...body, ...params }),
  ),
  handle(op('removeVisibilityGroup'), async ({ deps, actor, params }) => {
    await removeVisibilityGroup(deps, actor, params);
    return undefined;
  }),
  handle(op('listGroupMembers'), async ({ deps, actor, params: { groupId } }) => {
    found(await deps.store.visibilityGroups.find(deps.db, actor, groupId), 'visibility group');
    return deps.store.visibilityGroups.listMembers(deps.db, actor, groupId);
  }),
  handle(op('setGroupMembers'), ({ deps, actor, params, body }) =>
    setGroupMembers(deps, actor, { ...body, ...params }),
  ),
  handle(op('listGroupCustomers'), async ({ deps, actor, params, query }) => {
    found(await deps.store.visibilityGroups.find(deps.db, actor, params.groupId), 'visibility group');
    return deps.store.visibilityGroups.listCustomers(deps.db, actor, { ...query, ...params });
  }),
  handle(op('changeGroupCustomers'), ({ deps, actor, params, body }) =>
    changeGroupCustomers(deps, actor, { ...body, ...params }),
  ),
  handle(op('listCustomerGroups'), async ({ deps, actor, params }) =>
    found(await deps.store.visibilityGroups.listOfCustomer(deps.db, actor, params.customerId), 'customer'),
  ),
  handle(op('setCustomerGroups'), ({ deps, actor, params, body }) =>
    setCustomerGroups(deps, actor, { ...body, ...params }),
  ),
];
