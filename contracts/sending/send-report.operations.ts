import { operation } from '../operation.ts';
import { sendReportQuerySchema, sendReportSchema } from './send-report.ts';

/** What became of messages (D1). */
export const sendReportOperations = [
  operation({
    id: 'getSendReport',
    method: 'get',
    path: '/v1/send-report',
    tag: 'Messages',
    summary: 'Count messages by what became of them, by day, week, month, source, channel or mailbox',
    description:
      'Messages to customers that the caller may see, each once, by the state of its main copy, on the day in the ' +
      'organisation’s zone on which it was handed over, else claimed. Parts of the period without messages are listed too. ' +
      'A figure opens in `listMessages` with the `filter` of its row and `status`, of the bounced with `bounced=true`.',
    permission: 'customers.read',
    query: sendReportQuerySchema,
    response: sendReportSchema,
    status: 200,
  }),
] as const;
