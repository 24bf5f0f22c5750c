import { reportPrograms } from '../../../commands/programs/report-programs.ts';
import { programReportOperations } from '../../../contracts/programs/program-reports.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what programs did. */
export const programReportRoutes = routesOf(programReportOperations, {
  getProgramReport: ({ deps, actor, params, query }) => reportPrograms(deps, actor, { ...query, ...params }),
  getProgramsReport: ({ deps, actor, query }) => reportPrograms(deps, actor, { ...query, programId: null }),
});
