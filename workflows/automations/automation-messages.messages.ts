import { defineSignal } from '@temporalio/workflow';

/** Starts the delivery of the messages of one pass. */
export interface AutomationMessagesInput {
  passId: string;
}

/** Messages of the pass changed: look again. */
export const messagesChanged = defineSignal('messagesChanged');

export const automationMessagesWorkflowId = (automationId: string, passId: string) =>
  `automation/${automationId}/${passId}/messages`;
