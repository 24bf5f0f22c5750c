import { createFromStarter } from '../../../commands/sequences/create-from-starter.ts';
import { starterOperations } from '../../../contracts/sequences/starters.operations.ts';
import { shownStarters } from '../../../domain/sequences/starters.ts';
import { routesOf } from '../../handle.ts';

/** Routes of ready-made sequences. */
export const starterRoutes = routesOf(starterOperations, {
  listSequenceStarters: () => Promise.resolve({ items: shownStarters() }),
  createSequenceFromStarter: ({ deps, actor, params, body }) =>
    createFromStarter(deps, actor, { ...params, ...body }),
});
