import { receiveReport } from '../../../commands/enrollments/sms/receive-report.ts';
import { receiveSms } from '../../../commands/enrollments/sms/receive-sms.ts';
import { SMS_GATEWAYS, type SmsGatewayKind } from '../../../contracts/sending/kinds.ts';
import { smsInOperations } from '../../../contracts/enrollments/sms-in.operations.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import { readInbound, readReport } from '../../../infra/sms/read-webhook.ts';
import { routesOf } from '../../handle.ts';

const notFound = (): ProblemError => new ProblemError('not_found', 'No such sms, number or gateway.');
const unreadable = (): ProblemError => new ProblemError('malformed', 'The body says nothing about an sms.');

/** Signed by it, so it is one of those that are set. */
function gatewayOf(name: string): SmsGatewayKind {
  const gateway = SMS_GATEWAYS.find((each) => each === name);
  if (gateway === undefined) throw notFound();
  return gateway;
}

/** Routes that gateways of sms call. */
export const smsInRoutes = routesOf(smsInOperations, {
  receiveSmsReport: async ({ deps, params, query, raw }) => {
    const gateway = gatewayOf(params.gateway);
    const messageId = query.message === undefined ? null : deps.sms.readReportToken(query.message);
    if (query.message !== undefined && messageId === null) throw notFound();
    const report = readReport(gateway, raw);
    if (report === null) throw unreadable();
    const isKnown = await receiveReport(deps, gateway, { messageId, report });
    deps.sms.count({ gateway, what: isKnown ? 'report' : 'unknown_message' });
    if (!isKnown) throw notFound();
  },
  receiveSms: async ({ deps, params, raw }) => {
    const gateway = gatewayOf(params.gateway);
    const sms = readInbound(gateway, raw);
    if (sms === null) throw unreadable();
    const received = await receiveSms(deps, gateway, { sms, confirms: deps.sms.confirms });
    deps.sms.count({ gateway, what: received });
    if (received === 'unknown_sender') throw notFound();
  },
});
