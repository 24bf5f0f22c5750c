import { type Client, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';
import { SIGNALS_HOUR } from '../../../workflows/insights/signals.messages.ts';
import { localTimeOf } from '../../../domain/time/calendar.ts';
import { describeSchedule, writeSchedule } from '../schedules.ts';
import type { ScheduleFit } from './ticks.ts';

const SCHEDULE_ID = 'signals';
const SIGNALS_MINUTE = 5;
const SIGNALS_TIME = [SIGNALS_HOUR, SIGNALS_MINUTE].map((part) => String(part).padStart(2, '0')).join(':');

/** Makes sure that every customer is looked at each night of the organisation's zone (C12). Safe to repeat. */
export async function ensureSignalsSchedule(client: Client, zone: string): Promise<void> {
  const spec = { calendars: [{ hour: SIGNALS_HOUR, minute: SIGNALS_MINUTE }], timezone: zone };
  const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '12 hours' as const };
  const action = {
    type: 'startWorkflow' as const,
    workflowType: 'signals',
    workflowId: 'signals',
    staticSummary: 'The nightly look at every customer',
    taskQueue: TASK_QUEUES.enrollments,
    args: [],
  };
  await writeSchedule(client, { scheduleId: SCHEDULE_ID, spec, policies, action, state: { paused: false } });
}

/** Asks Temporal whether that schedule fires in the nights of a zone, whoever wrote it last. */
export async function compareSignalsSchedule(client: Client, zone: string): Promise<ScheduleFit> {
  const shown = await describeSchedule(client, SCHEDULE_ID);
  if (!shown) return 'missing';
  const { nextActionTimes } = shown.info;
  const isSame =
    !shown.state.paused &&
    shown.action.workflowType === 'signals' &&
    nextActionTimes.length > 0 &&
    nextActionTimes.every((at) => localTimeOf(at.getTime(), zone) === SIGNALS_TIME);
  return isSame ? 'same' : 'differs';
}
