import { operation } from '../operation.ts';
import { sendTestMailSchema, sentTestMailSchema } from './test-mails.ts';

/** Operations that send something to nobody but the caller. */
export const testMailOperations = [
  operation({
    id: 'sendTestMail',
    method: 'post',
    path: '/v1/test-mails',
    tag: 'Mailboxes',
    summary: 'Send words to your own address, to see them as a mail',
    description:
      'Marked as a test, never to a customer, and counted nowhere: no limit, no cap, no figure. Twenty an hour at most.',
    permission: 'sequences.save',
    body: sendTestMailSchema,
    bodyLimitBytes: 5_000_000,
    response: sentTestMailSchema,
    status: 200,
    problems: ['conflict'],
  }),
] as const;
