import {
  createImportProfile,
  deleteImportProfile,
  updateImportProfile,
} from '../../../commands/imports/save-import-profile.ts';
import { importProfileOperations } from '../../../contracts/imports/import-profiles.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of saved import profiles. */
export const importProfileRoutes = routesOf(importProfileOperations, {
  listImportProfiles: ({ deps, actor, query }) => deps.store.importProfiles.list(deps.db, actor, query),
  createImportProfile: ({ deps, actor, body }) => createImportProfile(deps, actor, body),
  getImportProfile: async ({ deps, actor, params }) =>
    found(await deps.store.importProfiles.find(deps.db, actor, params.importProfileId), 'import profile'),
  updateImportProfile: ({ deps, actor, params, body }) =>
    updateImportProfile(deps, actor, { ...body, ...params }),
  deleteImportProfile: ({ deps, actor, params }) => deleteImportProfile(deps, actor, params),
});
