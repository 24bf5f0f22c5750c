import { type Client, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';
import { SIGNALS_HOUR } from '../../../workflows/insights/signals.messages.ts';
import { writeSchedule } from '../schedules.ts';

const SCHEDULE_ID = 'signals';

/** Makes sure that every customer is looked at each night of the organisation's zone (C12). Safe to repeat. */
export async function ensureSignalsSchedule(client: Client, zone: string): Promise<void> {
  const spec = { calendars: [{ hour: SIGNALS_HOUR, minute: 5 }], timezone: zone };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '12 hours' as const };
  const action = {
    type: 'startWorkflow' as const,
    workflowType: 'signals',
    workflowId: 'signals',
    staticSummary: 'The nightly look at every customer',
    taskQueue: TASK_QUEUES.enrollments,
    args: [],
  };
  await writeSchedule(client, { scheduleId: SCHEDULE_ID, spec, policies, action });
}
