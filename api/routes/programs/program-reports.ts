import { reportPrograms } from '../../../commands/programs/report-programs.ts';
import { programReportOperations } from '../../../contracts/programs/program-reports.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of what programs did. */
export const programReportRoutes = [
  handle(operationOf(programReportOperations, 'getProgramReport'), ({ deps, actor, params, query }) =>
    reportPrograms(deps, actor, { ...query, ...params }),
  ),
  handle(operationOf(programReportOperations, 'getProgramsReport'), ({ deps, actor, query }) =>
    reportPrograms(deps, actor, { ...query, programId: null }),
  ),
];
