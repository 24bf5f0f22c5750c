import {
  automationMessagesWorkflowId,
  messagesChanged,
} from '../../../workflows/automations/automation-messages.messages.ts';
import {
  automationRunWorkflowId,
  passChanged,
} from '../../../workflows/automations/automation-run.messages.ts';
import {
  compareAutomationSchedule,
  listAutomationSchedules,
  showAutomationSchedule,
  type ShownAutomation,
} from '../schedules/automations/automation-calendars.ts';
import type { ScheduleFit } from '../schedules/ticks.ts';
import type { Starter } from '../starter.ts';

/** The messages of a pass as the workflow of their delivery is found by. */
export interface StartedDelivery {
  passId: string;
  automationId: string;
}

/** What automations ask of Temporal. */
export const automationLifecycle = ({ client, signalOrStart }: Starter) => ({
  /** Starts the workflow of a pass whose row was taken, or tells a running one to look again. */
  wakePass: ({ automationId, passId }: { automationId: string; passId: string }): Promise<void> =>
    signalOrStart('automationRun', {
      workflowId: automationRunWorkflowId(automationId, passId),
      args: [{ passId }],
      signal: passChanged,
      searchAttributes: { AutomationId: [automationId] },
      staticSummary: `Pass ${passId} of automation ${automationId}`,
    }),
  /** Brings the Temporal Schedule of an automation to its moments; without any it has none. */
  showAutomationSchedule: (automation: ShownAutomation): Promise<void> =>
    showAutomationSchedule(client, automation),
  /** Asks Temporal whether the schedule of an automation does what its rows say. */
  compareAutomationSchedule: (automation: ShownAutomation): Promise<ScheduleFit> =>
    compareAutomationSchedule(client, automation),
  /** Automations that have a Temporal Schedule, from visibility: those of the last seconds may be missing. */
  listAutomationSchedules: (): AsyncIterable<string> => listAutomationSchedules(client),
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
