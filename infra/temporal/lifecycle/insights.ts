import { actionChanged, actionMailWorkflowId } from '../../../workflows/insights/action-mail.messages.ts';
import { MODEL_INSIGHTS_WORKFLOW_ID } from '../../../workflows/insights/model-insights.messages.ts';
import { compareSignalsSchedule, ensureSignalsSchedule } from '../schedules/insights.ts';
import type { ScheduleFit } from '../schedules/ticks.ts';
import type { Starter } from '../starter.ts';

/** A recommended action as the workflow of its mail is found by. */
export interface StartedAction {
  actionId: string;
  customerId: string;
  mailboxId?: string | null;
}

/** What recommended actions ask of Temporal. */
export const insightLifecycle = ({ client, startOnce, signalOrStart }: Starter) => ({
  /** Lets the nightly work run in a zone. */
  showNights: (zone: string): Promise<void> => ensureSignalsSchedule(client, zone),
  /** Asks Temporal whether the nightly work runs in the nights of a zone. */
  compareNights: (zone: string): Promise<ScheduleFit> => compareSignalsSchedule(client, zone),
  /** Lets the language model be asked about whoever is due. */
  startModelInsights: (): Promise<void> =>
    startOnce('modelInsights', {
      workflowId: MODEL_INSIGHTS_WORKFLOW_ID,
      args: [],
      staticSummary: 'Asks the language model about customers for whom something is new',
    }),
  /** Starts the send of an action that was asked for, or tells a running one to look again. */
  wakeAction: ({ actionId, customerId, mailboxId }: StartedAction): Promise<void> =>
    signalOrStart('actionMail', {
      workflowId: actionMailWorkflowId(actionId),
      args: [{ actionId }],
      signal: actionChanged,
      searchAttributes: { CustomerId: [customerId], ...(mailboxId != null && { MailboxId: [mailboxId] }) },
      staticSummary: `Mail of action ${actionId}`,
    }),
});
