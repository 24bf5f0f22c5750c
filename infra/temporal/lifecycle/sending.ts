import {
  copiesChanged,
  messageCopiesWorkflowId,
} from '../../../workflows/sending/message-copies.messages.ts';
import type { Starter } from '../starter.ts';

/** What sending asks of Temporal. */
export const sendingLifecycle = ({ signalOrStart }: Starter) => ({
  /** Starts what is left of the copies of a message, or tells those on their way to look again. */
  wakeCopies: ({ messageId, customerId }: { messageId: string; customerId: string }): Promise<void> =>
    signalOrStart('messageCopies', {
      workflowId: messageCopiesWorkflowId(messageId),
      args: [{ messageId }],
      signal: copiesChanged,
      searchAttributes: { CustomerId: [customerId] },
      staticSummary: `Copies of message ${messageId}`,
    }),
});
