import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUES } from '../../../../contracts/task-queues.ts';

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
    taskQueue: TASK_QUEUES.enrollments,
    args: [],
  };
  const handle = client.schedule.getHandle(SCHEDULE_ID);
  try {
    await client.schedule.create({ scheduleId: SCHEDULE_ID, spec, policies, action });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await handle.update((current) => ({ ...current, spec, policies, action }));
  }
  // One that the creation itself triggers is not counted: the next one would begin beside it.
  await handle.trigger(ScheduleOverlapPolicy.SKIP);
}
