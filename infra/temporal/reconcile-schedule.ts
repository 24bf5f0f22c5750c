import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';

const SCHEDULE_ID = 'reconcile';

/** Makes sure that the reconciler runs every so many seconds, never two at once (O9). Safe to repeat. */
export async function ensureReconcileSchedule(client: Client, everySeconds: number): Promise<void> {
  const spec = { intervals: [{ every: `${everySeconds} seconds` as const }] };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' as const };
  const action = {
    type: 'startWorkflow' as const,
    workflowType: 'reconcile',
    workflowId: 'reconcile',
    taskQueue: TASK_QUEUES.enrollments,
    args: [],
    workflowRunTimeout: '10 minutes' as const,
  };
  try {
    await client.schedule.create({ scheduleId: SCHEDULE_ID, spec, policies, action });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(SCHEDULE_ID).update((current) => ({ ...current, spec, policies, action }));
  }
}
