import { answerChanged, answerMailWorkflowId } from '../../../../workflows/inbox/answer-mail.messages.ts';
import type { Starter } from '../../starter.ts';

/** An answer in a conversation, as the workflow of its mail is found by it. */
export interface StartedAnswer {
  answerId: string;
  customerId: string;
  mailboxId: string;
}

/** What answers in conversations ask of Temporal. */
export const answerLifecycle = ({ signalOrStart }: Starter) => ({
  /** Starts the send of an answer, or tells a running one to look again. */
  wakeAnswer: ({ answerId, customerId, mailboxId }: StartedAnswer): Promise<void> =>
    signalOrStart('answerMail', {
      workflowId: answerMailWorkflowId(answerId),
      args: [{ answerId }],
      signal: answerChanged,
      searchAttributes: { CustomerId: [customerId], MailboxId: [mailboxId] },
      staticSummary: `Mail of answer ${answerId}`,
    }),
});
