import { listNextRuns } from '../../../commands/programs/list-next-runs.ts';
import { runNow } from '../../../commands/programs/runs/run-now.ts';
import { programRunOperations } from '../../../contracts/programs/program-runs.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the runs of programs. */
export const programRunRoutes = routesOf(programRunOperations, {
  runProgram: ({ deps, actor, params, body }) => runNow(deps, actor, { ...params, ...body }),
  listProgramRuns: async ({ deps, actor, params, query }) => {
    found(await deps.store.programs.read(deps.db, params.programId), 'program');
    return deps.store.programRunViews.list(deps.db, actor, { ...params, ...query });
  },
  getProgramRun: async ({ deps, actor, params }) =>
    found(await deps.store.programRunViews.readDetail(deps.db, actor, params), 'run'),
  listNextProgramRuns: ({ deps, params, query }) => listNextRuns(deps, { ...params, ...query }),
});
