import { dryRunProgram } from '../../../commands/programs/runs/dry-run-program.ts';
import { explainProgram } from '../../../commands/programs/runs/judge-program.ts';
import { programDryRunOperations } from '../../../contracts/programs/program-dry-runs.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes that tell what a run of a program would do. */
export const programDryRunRoutes = routesOf(programDryRunOperations, {
  dryRunProgram: ({ deps, actor, params, query }) => dryRunProgram(deps, actor, { ...params, ...query }),
  getProgramVerdicts: ({ deps, actor, params, query }) =>
    explainProgram(deps, actor, { ...params, ...query }),
});
