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
  /** What the message was written for. */
  sequenceId?: string | null;
  programId?: string | null;
  automationId?: string | null;
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
  wakeCopies: ({ messageId, customerId, ...found }: StartedCopies): Promise<void> =>
    signalOrStart('messageCopies', {
      workflowId: messageCopiesWorkflowId(messageId),
      args: [{ messageId }],
      signal: copiesChanged,
      searchAttributes: {
        CustomerId: [customerId],
        ...(found.mailboxId != null && { MailboxId: [found.mailboxId] }),
        ...(found.sequenceId != null && { SequenceId: [found.sequenceId] }),
        ...(found.programId != null && { ProgramId: [found.programId] }),
        ...(found.automationId != null && { AutomationId: [found.automationId] }),
      },
      staticSummary: `Copies of message ${messageId}`,
    }),
});
