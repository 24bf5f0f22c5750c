import { createList, deleteList, updateList } from '../../../commands/customers/save-list.ts';
import { addListMember, removeListMember } from '../../../commands/customers/set-list-member.ts';
import { listOperations } from '../../../contracts/customers/lists.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of lists and their members. */
export const listRoutes = routesOf(listOperations, {
  listLists: ({ deps, actor, query }) => deps.store.lists.list(deps.db, actor, query),
  createList: ({ deps, actor, body }) => createList(deps, actor, body),
  getList: async ({ deps, actor, params }) =>
    found(await deps.store.lists.find(deps.db, actor, params.listId), 'list'),
  updateList: ({ deps, actor, params, body }) => updateList(deps, actor, { ...body, ...params }),
  deleteList: ({ deps, actor, params }) => deleteList(deps, actor, params),
  listListMembers: async ({ deps, actor, params, query }) => {
    found(await deps.store.lists.find(deps.db, actor, params.listId), 'list');
    return deps.store.lists.members(deps.db, actor, { ...query, ...params });
  },
  addListMember: ({ deps, actor, params }) => addListMember(deps, actor, params),
  removeListMember: ({ deps, actor, params }) => removeListMember(deps, actor, params),
});
