import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { organisationOperations } from '../../../contracts/access/organisation.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of the settings of the organisation. */
export const organisationRoutes = [
  handle(operationOf(organisationOperations, 'getOrganisation'), ({ deps, actor }) =>
    deps.store.organisation.get(deps.db, actor),
  ),
  handle(operationOf(organisationOperations, 'updateOrganisation'), ({ deps, actor, body }) =>
    updateOrganisation(deps, actor, body),
  ),
];
