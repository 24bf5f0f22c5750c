import { archiveProgram } from '../../../commands/programs/archive-program.ts';
import { createProgram } from '../../../commands/programs/create-program.ts';
import { duplicateProgram } from '../../../commands/programs/duplicate-program.ts';
import { pauseProgram } from '../../../commands/programs/pause-program.ts';
import { resumeProgram } from '../../../commands/programs/resume-program.ts';
import {
  addTouchpoint,
  archiveTouchpoint,
  updateTouchpoint,
} from '../../../commands/programs/save-touchpoint.ts';
import { updateProgram } from '../../../commands/programs/update-program.ts';
import { programOperations } from '../../../contracts/programs/programs.ts';
import { found } from '../../../contracts/problems.ts';
import { touchpointOperations } from '../../../contracts/programs/touchpoints.ts';
import { shownTouchpoint } from '../../../domain/programs/touchpoint-rules.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of programs and their touchpoints. */
export const programRoutes = [
  handle(operationOf(programOperations, 'listPrograms'), ({ deps, actor, query }) =>
    deps.store.programViews.list(deps.db, actor, query),
  ),
  handle(operationOf(programOperations, 'createProgram'), ({ deps, actor, body }) =>
    createProgram(deps, actor, body),
  ),
  handle(operationOf(programOperations, 'getProgram'), async ({ deps, actor, params }) =>
    found(
      await deps.store.programViews.read(deps.db, actor, { ...params, now: await deps.now() }),
      'program',
    ),
  ),
  handle(operationOf(programOperations, 'updateProgram'), ({ deps, actor, params, body }) =>
    updateProgram(deps, actor, { ...params, patch: body }),
  ),
  handle(operationOf(programOperations, 'duplicateProgram'), ({ deps, actor, params, body }) =>
    duplicateProgram(deps, actor, { ...params, ...body }),
  ),
  handle(operationOf(programOperations, 'pauseProgram'), ({ deps, actor, params }) =>
    pauseProgram(deps, actor, params),
  ),
  handle(operationOf(programOperations, 'resumeProgram'), ({ deps, actor, params }) =>
    resumeProgram(deps, actor, params),
  ),
  handle(operationOf(programOperations, 'archiveProgram'), ({ deps, actor, params }) =>
    archiveProgram(deps, actor, params),
  ),
  handle(operationOf(touchpointOperations, 'listTouchpoints'), async ({ deps, params, query }) => {
    const { touchpoints, programs } = deps.store;
    const { programId } = params;
    found(await programs.read(deps.db, programId), 'program');
    const isAll = query.includeArchived === true;
    const rows = await (isAll
      ? touchpoints.listAllOf(deps.db, programId)
      : touchpoints.listActiveOf(deps.db, programId));
    return { items: rows.map(shownTouchpoint) };
  }),
  handle(operationOf(touchpointOperations, 'addTouchpoint'), ({ deps, actor, params, body }) =>
    addTouchpoint(deps, actor, { ...params, input: body }),
  ),
  handle(operationOf(touchpointOperations, 'updateTouchpoint'), ({ deps, actor, params, body }) =>
    updateTouchpoint(deps, actor, { ...params, patch: body }),
  ),
  handle(operationOf(touchpointOperations, 'archiveTouchpoint'), ({ deps, actor, params }) =>
    archiveTouchpoint(deps, actor, params),
  ),
];
