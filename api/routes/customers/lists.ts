import { createList, deleteList, updateList } from '../../../commands/customers/save-list.ts';
import { addListMember, removeListMember } from '../../../commands/customers/set-list-member.ts';
import { listOperations } from '../../../contracts/customers/lists.ts';
import { found } from '../../../contracts/problems.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of lists and their members. */
export const listRoutes = [
  handle(operationOf(listOperations, 'listLists'), ({ deps, actor, query }) =>
    deps.store.lists.list(deps.db, actor, query),
  ),
  handle(operationOf(listOperations, 'createList'), ({ deps, actor, body }) => createList(deps, actor, body)),
  handle(operationOf(listOperations, 'getList'), async ({ deps, actor, params }) =>
    found(await deps.store.lists.find(deps.db, actor, params.listId), 'list'),
  ),
  handle(operationOf(listOperations, 'updateList'), ({ deps, actor, params, body }) =>
    updateList(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(listOperations, 'deleteList'), async ({ deps, actor, params }) => {
    await deleteList(deps, actor, params);
    return undefined;
  }),
  handle(operationOf(listOperations, 'listListMembers'), async ({ deps, actor, params, query }) => {
    found(await deps.store.lists.find(deps.db, actor, params.listId), 'list');
    return deps.store.lists.members(deps.db, actor, { ...query, ...params });
  }),
  handle(operationOf(listOperations, 'addListMember'), async ({ deps, actor, params }) => {
    await addListMember(deps, actor, params);
    return undefined;
  }),
  handle(operationOf(listOperations, 'removeListMember'), async ({ deps, actor, params }) => {
    await removeListMember(deps, actor, params);
    return undefined;
  }),
];
