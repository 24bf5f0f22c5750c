import { setSwitch } from '../../commands/holds/set-switch.ts';
import { switchOperations } from '../../contracts/holds/switches.ts';
import { handle, operationOf } from '../handle.ts';

/** Routes of the emergency switches. */
export const switchRoutes = [
  handle(operationOf(switchOperations, 'listSwitches'), async ({ deps, actor }) => ({
    items: await deps.store.switches.list(deps.db, actor),
  })),
  handle(operationOf(switchOperations, 'setSwitch'), ({ deps, actor, body }) => setSwitch(deps, actor, body)),
];
