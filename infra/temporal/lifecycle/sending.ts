import {
  copiesChanged,
  messageCopiesWorkflowId,
} from '../../../workflows/sending/message-copies.messages.ts';
import type { Starter } from '../starter.ts';

/** A message as the workflow of its copies is found by. */
export interface StartedCopies {
  messageId: string;
  customerId: string;
  mailboxId?: string | null;
  sequenceId?: string | null;
}

/** What sending asks of Temporal. */
export const sendingLifecycle = ({ signalOrStart }: Starter) => ({
  /** Starts what is left of the copies of a message, or tells those on their way to look again. */
  wakeCopies: ({ messageId, customerId, mailboxId, sequenceId }: StartedCopies): Promise<void> =>
    signalOrStart('messageCopies', {
      workflowId: messageCopiesWorkflowId(messageId),
      args: [{ messageId }],
      signal: copiesChanged,
      searchAttributes: {
        CustomerId: [customerId],
        ...(mailboxId != null && { MailboxId: [mailboxId] }),
        ...(sequenceId != null && { SequenceId: [sequenceId] }),
      },
      staticSummary: `Copies of message ${messageId}`,
    }),
});
