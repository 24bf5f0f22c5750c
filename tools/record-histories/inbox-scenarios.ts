import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { MAIL_READING_WORKFLOW_ID } from '../../workflows/inbox/mail-reading.messages.ts';
import {
  mailboxChanged,
  mailboxWorkflowId,
  type MailboxInput,
} from '../../workflows/inbox/mailbox.messages.ts';
import type { Scenario } from './scenarios.ts';

/** What is recorded of mail in, by the name of its file. */
export const INBOX_SCENARIOS: Record<string, Scenario> = {
  mailbox: async (recorder) => {
    const until = (await recorder.now()) + 15 * 60_000;
    // It fails and is left alone, goes on by itself, is called off by changed settings, and ends without a server.
    recorder.followMailbox = [
      { kind: 'more' },
      { kind: 'wait', until, reason: 'connection' },
      'until cancelled',
      { kind: 'ended' },
    ];
    const input: MailboxInput = { mailboxId: 'mbx_recorded' };
    const handle = await recorder.client.workflow.start('mailbox', {
      workflowId: mailboxWorkflowId(input.mailboxId),
      taskQueue: TASK_QUEUES.enrollments,
      args: [input],
    });
    await recorder.armed(handle, 1);
    await recorder.pass(15 * 60_000 + 1_000);
    await recorder.sending();
    await handle.signal(mailboxChanged);
    return handle;
  },

  'mail-reading': ({ client }) =>
    client.workflow.start('mailReading', {
      workflowId: MAIL_READING_WORKFLOW_ID,
      taskQueue: TASK_QUEUES.enrollments,
      args: [],
    }),
};
