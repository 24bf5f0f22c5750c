import { createUser } from '../../../commands/access/create-user.ts';
import { updateUser } from '../../../commands/access/update-user.ts';
import { found } from '../../../contracts/problems.ts';
import { userOperations } from '../../../contracts/access/users.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of users. */
export const userRoutes = routesOf(userOperations, {
  getMe: async ({ deps, actor }) => {
    const user = found(await deps.store.users.find(deps.db, actor, actor.userId), 'user');
    // What the key may do, which is less than its user may where somebody else has made it (U2).
    return { ...user, role: actor.role, permissions: [...actor.permissions] };
  },
  listUsers: ({ deps, actor, query }) => deps.store.users.list(deps.db, actor, query),
  createUser: ({ deps, actor, body }) => createUser(deps, actor, body),
  getUser: async ({ deps, actor, params }) =>
    found(await deps.store.users.find(deps.db, actor, params.userId), 'user'),
  updateUser: ({ deps, actor, params, body }) => updateUser(deps, actor, { ...body, ...params }),
});
