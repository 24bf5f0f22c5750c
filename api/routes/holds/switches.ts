import { setSwitch } from '../../../commands/holds/set-switch.ts';
import { switchOperations } from '../../../contracts/holds/switches.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the emergency switches. */
export const switchRoutes = routesOf(switchOperations, {
  listSwitches: async ({ deps, actor }) => ({
    items: await deps.store.switches.list(deps.db, actor),
  }),
  getSendingState: ({ deps, actor }) => deps.store.sendingState.read(deps.db, actor),
  setSwitch: ({ deps, actor, body }) => setSwitch(deps, actor, body),
});
