import { defineSignal } from '@temporalio/workflow';

/** Starts the copies that are left of one message. */
export interface MessageCopiesInput {
  messageId: string;
}

/** The rows changed: look again. */
export const copiesChanged = defineSignal('copiesChanged');

export const messageCopiesWorkflowId = (messageId: string) => `message/${messageId}/copies`;
