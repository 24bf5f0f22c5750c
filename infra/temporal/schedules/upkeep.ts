import { type Client, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';
import { RECONCILE_RUN_SECONDS, type ReconcileInput } from '../../../workflows/upkeep/reconcile.messages.ts';
import { writeAndBegin } from '../schedules.ts';

const SCHEDULE_ID = 'reconcile';

/** Makes sure that the reconciler looks every so many seconds, never two at once (O9). Safe to repeat. */
export async function ensureReconcileSchedule(client: Client, everySeconds: number): Promise<void> {
  const input: ReconcileInput = { everySeconds };
  const spec = { intervals: [{ every: `${RECONCILE_RUN_SECONDS} seconds` as const }] };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' as const };
  const action = {
    type: 'startWorkflow' as const,
    workflowType: 'reconcile',
    workflowId: 'reconcile',
    staticSummary: 'Makes database and Temporal agree, a pass every few seconds',
    taskQueue: TASK_QUEUES.control,
    args: [input],
    workflowRunTimeout: `${2 * RECONCILE_RUN_SECONDS} seconds` as const,
  };
  await writeAndBegin(client, { scheduleId: SCHEDULE_ID, spec, policies, action });
}
