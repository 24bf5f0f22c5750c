import type { DeliveryDirective } from '../../contracts/sending/delivery-directive.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import {
  automationMessagesWorkflowId,
  messagesChanged,
  type AutomationMessagesInput,
} from '../../workflows/automations/automation-messages.messages.ts';
import type { Scenario } from './scenarios.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What automations are recorded doing. */
export const AUTOMATION_SCENARIOS: Record<string, Scenario> = {
  'automation-messages': async (recorder) => {
    const now = await recorder.now();
    const waits = (until: number, waiting: number): DeliveryDirective => {
      return { kind: 'wait', reason: 'window', until, waiting };
    };
    recorder.deliverAutomationMessages = [
      waits(now + 2 * DAY_MS, 3),
      waits(now + DAY_MS, 2),
      { kind: 'more' },
      { kind: 'ended' },
    ];
    const input: AutomationMessagesInput = { passId: 'aps_says' };
    const handle = await recorder.client.workflow.signalWithStart('automationMessages', {
      workflowId: automationMessagesWorkflowId('aut_says', input.passId),
      taskQueue: TASK_QUEUES.enrollments,
      args: [input],
      signal: messagesChanged,
    });
    await recorder.armed(handle, 1);
    await handle.signal(messagesChanged);
    await recorder.armed(handle, 2);
    await recorder.pass(DAY_MS);
    return handle;
  },
};
