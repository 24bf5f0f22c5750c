import { MAIL_READING_WORKFLOW_ID } from '../../../../workflows/inbox/mail-reading.messages.ts';
import type { Starter } from '../../starter.ts';

/** What the reading of mails asks of Temporal. */
export const mailReadingLifecycle = ({ startOnce }: Starter) => ({
  /** Lets the language model read replies that wait for it. */
  startMailReading: (): Promise<void> =>
    startOnce('mailReading', {
      workflowId: MAIL_READING_WORKFLOW_ID,
      args: [],
      staticSummary: 'Has the language model read replies',
    }),
});
