import {
  addTouchpoint,
  archiveTouchpoint,
  removeTouchpoint,
  updateTouchpoint,
} from '../../../commands/programs/save-touchpoint.ts';
import { found } from '../../../contracts/problems.ts';
import { programTouchpointOperations } from '../../../contracts/programs/program-touchpoints.operations.ts';
import { shownTouchpoint } from '../../../domain/programs/touchpoint-rules.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the touchpoints of a program. */
export const programTouchpointRoutes = routesOf(programTouchpointOperations, {
  listTouchpoints: async ({ deps, params, query }) => {
    const { touchpoints, programs } = deps.store;
    const { programId } = params;
    found(await programs.read(deps.db, programId), 'program');
    const isAll = query.includeArchived === true;
    const rows = await (isAll
      ? touchpoints.listAllOf(deps.db, programId)
      : touchpoints.listActiveOf(deps.db, programId));
    return { items: rows.map(shownTouchpoint) };
  },
  getTouchpoint: async ({ deps, params: { programId, touchpointId } }) => {
    const touchpoint = await deps.store.touchpoints.read(deps.db, touchpointId);
    return shownTouchpoint(found(touchpoint?.programId === programId ? touchpoint : null, 'touchpoint'));
  },
  addTouchpoint: ({ deps, actor, params, body }) => addTouchpoint(deps, actor, { ...params, input: body }),
  updateTouchpoint: ({ deps, actor, params, body }) =>
    updateTouchpoint(deps, actor, { ...params, patch: body }),
  archiveTouchpoint: ({ deps, actor, params }) => archiveTouchpoint(deps, actor, params),
  removeTouchpoint: ({ deps, actor, params }) => removeTouchpoint(deps, actor, params),
});
