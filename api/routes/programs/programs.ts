import { archiveProgram } from '../../../commands/programs/archive-program.ts';
import { createProgram } from '../../../commands/programs/create-program.ts';
import { duplicateProgram } from '../../../commands/programs/duplicate-program.ts';
import { pauseProgram } from '../../../commands/programs/pause-program.ts';
import { resumeProgram } from '../../../commands/programs/resume-program.ts';
import { updateProgram } from '../../../commands/programs/update-program.ts';
import { programOperations } from '../../../contracts/programs/programs.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of programs as a whole. */
export const programRoutes = routesOf(programOperations, {
  listPrograms: ({ deps, actor, query }) => deps.store.programViews.list(deps.db, actor, query),
  createProgram: ({ deps, actor, body }) => createProgram(deps, actor, body),
  getProgram: async ({ deps, actor, params }) =>
    found(
      await deps.store.programViews.read(deps.db, actor, { ...params, now: await deps.now() }),
      'program',
    ),
  updateProgram: ({ deps, actor, params, body }) => updateProgram(deps, actor, { ...params, patch: body }),
  duplicateProgram: ({ deps, actor, params, body }) => duplicateProgram(deps, actor, { ...params, ...body }),
  pauseProgram: ({ deps, actor, params }) => pauseProgram(deps, actor, params),
  resumeProgram: ({ deps, actor, params }) => resumeProgram(deps, actor, params),
  archiveProgram: ({ deps, actor, params }) => archiveProgram(deps, actor, params),
});
