import { reportSends } from '../../../commands/sending/report-sends.ts';
import { sendReportOperations } from '../../../contracts/sending/send-report.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what became of messages. */
export const sendReportRoutes = routesOf(sendReportOperations, {
  getSendReport: ({ deps, actor, query }) => reportSends(deps, actor, query),
});
