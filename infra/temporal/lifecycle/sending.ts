import { contactPolicyChangeWorkflowId } from '../../../workflows/sending/contact-policy-change.messages.ts';
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
export const sendingLifecycle = ({ signalOrStart, startOnce }: Starter) => ({
  /** Starts the way of a changed contact policy to what it defers. Already running is success. */
  startContactPolicyChange: (changeId: string): Promise<void> =>
    startOnce('contactPolicyChange', {
      workflowId: contactPolicyChangeWorkflowId(changeId),
      args: [{ changeId }],
      staticSummary: `Contact policy ${changeId} reaches what waits for it`,
    }),
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
