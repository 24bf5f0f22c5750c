import { addSuppression } from '../../../commands/sending/add-suppression.ts';
import { removeSuppression } from '../../../commands/sending/remove-suppression.ts';
import { suppressionOperations } from '../../../contracts/sending/suppressions.operations.ts';
import { addressKey } from '../../../domain/customers/email-address.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the suppression list. */
export const suppressionRoutes = routesOf(suppressionOperations, {
  listSuppressions: ({ deps, actor, query: { address, ...query } }) => {
    const key = address === undefined ? undefined : addressKey(address);
    return deps.store.suppressions.list(deps.db, actor, { ...query, addressKey: key });
  },
  addSuppression: ({ deps, actor, body }) => addSuppression(deps, actor, body),
  removeSuppression: ({ deps, actor, params }) => removeSuppression(deps, actor, params),
});
