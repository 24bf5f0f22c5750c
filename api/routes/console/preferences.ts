import { readPreferences, savePreferences } from '../../../commands/console/save-preferences.ts';
import { preferenceOperations } from '../../../contracts/console/preferences.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of how a user likes the console. */
export const preferenceRoutes = routesOf(preferenceOperations, {
  getPreferences: ({ deps, actor }) => readPreferences(deps, actor),
  setPreferences: ({ deps, actor, body }) => savePreferences(deps, actor, body),
});
