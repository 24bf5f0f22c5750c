import { addSuppression } from '../../../commands/sending/add-suppression.ts';
import { removeSuppression } from '../../../commands/sending/remove-suppression.ts';
import { suppressionOperations } from '../../../contracts/sending/suppressions.operations.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { CHANNELS } from '../../../contracts/sending/kinds.ts';
import { suppressionKeys } from '../../../domain/sending/suppressed-address.ts';
import type { ApiDeps } from '../../deps.ts';
import { routesOf } from '../../handle.ts';

/** An address, or a number in any spelling. */
async function keysOf({ db, store }: ApiDeps, actor: Actor, address: string): Promise<string[]> {
  const { defaultRegion } = await store.organisation.get(db, actor);
  const channels = CHANNELS.filter((channel) => channel === 'email' || !address.includes('@'));
  return channels.flatMap((channel) => suppressionKeys(channel, address, defaultRegion));
}

/** Routes of the suppression list. */
export const suppressionRoutes = routesOf(suppressionOperations, {
  listSuppressions: async ({ deps, actor, query: { address, ...query } }) => {
    const addressKeys = address === undefined ? undefined : await keysOf(deps, actor, address);
    return deps.store.suppressions.list(deps.db, actor, { ...query, addressKeys });
  },
  addSuppression: ({ deps, actor, body }) => addSuppression(deps, actor, body),
  removeSuppression: ({ deps, actor, params }) => removeSuppression(deps, actor, params),
});
