import type { WorkflowHandle } from '@temporalio/client';
import type { DeliveryDirective } from '../../contracts/sending/delivery-directive.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import {
  automationMessagesWorkflowId,
  messagesChanged,
  type AutomationMessagesInput,
} from '../../workflows/automations/automation-messages.messages.ts';
import {
  automationRunWorkflowId,
  passChanged,
  type AutomationRunInput,
} from '../../workflows/automations/automation-run.messages.ts';
import {
  automationScheduleId,
  type AutomationTickInput,
} from '../../workflows/automations/automation-tick.messages.ts';
import type { Recorder } from './recorder.ts';
import type { Scenario } from './scenarios.ts';

const DAY_MS = 24 * 3_600_000;
const taskQueue = TASK_QUEUES.enrollments;

/** Starts a pass as its row does: with the signal that also wakes it. */
function startPass(
  { client }: Recorder,
  automationId: string,
  input: AutomationRunInput,
): Promise<WorkflowHandle> {
  return client.workflow.signalWithStart('automationRun', {
    workflowId: automationRunWorkflowId(automationId, input.passId),
    taskQueue,
    args: [input],
    signal: passChanged,
  });
}

/** What is recorded of automations, by the name of its file. */
export const AUTOMATION_SCENARIOS: Record<string, Scenario> = {
  'automation-run': (recorder) => {
    recorder.workPass = [{ kind: 'more', size: 3_000, over: 2_000, failed: 3 }, { kind: 'ended' }];
    return startPass(recorder, 'aut_whole', { passId: 'aps_whole' });
  },

  'automation-run-waits': async (recorder) => {
    const until = (await recorder.now()) + 7 * DAY_MS;
    recorder.workPass = [
      { kind: 'wait', until, reason: 'first_time', size: 60, over: 0, failed: 0 },
      { kind: 'wait', until: until - 6 * DAY_MS, reason: 'paused', size: 60, over: 20, failed: 1 },
      { kind: 'ended' },
    ];
    const handle = await startPass(recorder, 'aut_waits', { passId: 'aps_waits' });
    await recorder.armed(handle, 1);
    await handle.signal(passChanged);
    await recorder.armed(handle, 2);
    await recorder.pass(DAY_MS);
    return handle;
  },

  'automation-run-continue-as-new': (recorder) => {
    const more = { kind: 'more', size: 3_000, over: 1_000, failed: 0 } as const;
    recorder.workPass = [more, { kind: 'ended' }];
    return startPass(recorder, 'aut_long', { passId: 'aps_long', mostEvents: 8 });
  },

  'automation-tick': ({ client }) => {
    const input: AutomationTickInput = { automationId: 'aut_due' };
    const workflowId = `${automationScheduleId(input.automationId)}/tick`;
    return client.workflow.start('automationTick', { workflowId, taskQueue, args: [input] });
  },

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
