import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { organisationOperations } from '../../../contracts/access/organisation.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the settings of the organisation. */
export const organisationRoutes = routesOf(organisationOperations, {
  getOrganisation: ({ deps, actor }) => deps.store.organisation.get(deps.db, actor),
  updateOrganisation: ({ deps, actor, body }) => updateOrganisation(deps, actor, body),
});
