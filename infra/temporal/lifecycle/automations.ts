import {
  automationMessagesWorkflowId,
  messagesChanged,
} from '../../../workflows/automations/automation-messages.messages.ts';
import type { Starter } from '../starter.ts';

/** The messages of a pass as the workflow of their delivery is found by. */
export interface StartedDelivery {
  passId: string;
  automationId: string;
}

/** What automations ask of Temporal. */
export const automationLifecycle = ({ signalOrStart }: Starter) => ({
  /** Starts the delivery of what a pass wants to say, or tells a running one to look again. */
  wakeAutomationMessages: ({ passId, automationId }: StartedDelivery): Promise<void> =>
    signalOrStart('automationMessages', {
      workflowId: automationMessagesWorkflowId(automationId, passId),
      args: [{ passId }],
      signal: messagesChanged,
      searchAttributes: { AutomationId: [automationId] },
      staticSummary: `Messages of pass ${passId} of automation ${automationId}`,
    }),
});
