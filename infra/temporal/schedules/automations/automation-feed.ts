import { type Client, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUES } from '../../../../contracts/task-queues.ts';
import { writeAndBegin } from '../../schedules.ts';

const SCHEDULE_ID = 'automation-feed';

/** Makes sure that the audiences of automations are kept, one run after the other, never two at once. Safe to repeat. */
export async function ensureAutomationFeed(client: Client): Promise<void> {
  const spec = { intervals: [{ every: '10 minutes' as const }] };
  // Buffered, so that a run that ends late is followed at once and no ten minutes go by without one.
  const policies = { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '1 minute' as const };
  const action = {
    type: 'startWorkflow' as const,
    workflowType: 'automationFeed',
    workflowId: 'automation-feed',
    staticSummary: 'Keeps who belongs to the audiences of automations',
    taskQueue: TASK_QUEUES.control,
    args: [],
    // One that no worker takes, as after going back to a version without its queue, gives way to the next one.
    workflowRunTimeout: '1 hour' as const,
  };
  await writeAndBegin(client, { scheduleId: SCHEDULE_ID, spec, policies, action });
}
