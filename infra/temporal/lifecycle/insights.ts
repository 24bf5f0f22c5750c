import { actionChanged, actionMailWorkflowId } from '../../../workflows/insights/action-mail.messages.ts';
import { ensureSignalsSchedule } from '../schedules/insights.ts';
import type { Starter } from '../starter.ts';

/** What recommended actions ask of Temporal. */
export const insightLifecycle = ({ client, signalOrStart }: Starter) => ({
  /** Lets the nightly work run in a zone. */
  showNights: (zone: string): Promise<void> => ensureSignalsSchedule(client, zone),
  /** Starts the send of an action that was asked for, or tells a running one to look again. */
  wakeAction: ({ actionId, customerId }: { actionId: string; customerId: string }): Promise<void> =>
    signalOrStart('actionMail', {
      workflowId: actionMailWorkflowId(actionId),
      args: [{ actionId }],
      signal: actionChanged,
      searchAttributes: { CustomerId: [customerId] },
      staticSummary: `Mail of action ${actionId}`,
    }),
});
