import { addBranch, removeBranch, updateBranch } from '../../../commands/sequences/edit-branches.ts';
import { listPaths } from '../../../commands/sequences/list-paths.ts';
import { branchOperations } from '../../../contracts/sequences/branches.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the branches of a sequence. */
export const branchRoutes = routesOf(branchOperations, {
  addBranch: ({ deps, actor, params, body }) => addBranch(deps, actor, { ...params, ...body }),
  updateBranch: ({ deps, actor, params, body }) => updateBranch(deps, actor, { ...params, ...body }),
  removeBranch: ({ deps, actor, params }) => removeBranch(deps, actor, params),
  listPaths: ({ deps, actor, params, query }) => listPaths(deps, actor, { ...params, ...query }),
});
