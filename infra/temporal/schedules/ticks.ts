import { type ScheduleDescription, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import type { SearchAttributes } from '@temporalio/common';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';

/** Whether a Temporal Schedule does what its rows say. */
export type ScheduleFit = 'same' | 'missing' | 'differs';

/** A tick that no worker takes, as after going back to a version without its queue, ends after so long; none piles up. */
const TICK_RUN_MS = 60 * 60_000;

/** Times so near to now may have passed on one side only. */
export const BLUR_MS = 60_000;

/** A schedule whose moments begin a workflow that only looks whether something is due. */
export interface Tick {
  scheduleId: string;
  workflowType: 'programTick' | 'automationTick';
  input: object;
  searchAttributes: SearchAttributes;
  /** One line for Temporal Web. */
  staticSummary: string;
}

/** What the schedules of ticks have in common. */
export const tickOptions = ({ scheduleId, workflowType, input, searchAttributes, staticSummary }: Tick) =>
  ({
    scheduleId,
    searchAttributes,
    action: {
      type: 'startWorkflow',
      workflowType,
      workflowId: `${scheduleId}/tick`,
      taskQueue: TASK_QUEUES.control,
      args: [input],
      workflowRunTimeout: TICK_RUN_MS,
      searchAttributes,
      staticSummary,
    },
    // A tick is short, and the row decides what it starts: nothing is gained by holding one back.
    policies: { overlap: ScheduleOverlapPolicy.ALLOW_ALL, catchupWindow: '6 hours' },
  }) satisfies Omit<ScheduleOptions, 'spec'>;

/** Whether a schedule begins ticks as {@link tickOptions} has it, whoever wrote it last; its moments are not looked at. */
export const beginsTicks = (
  { action, policies }: ScheduleDescription,
  workflowType: Tick['workflowType'],
): boolean =>
  policies.overlap === ScheduleOverlapPolicy.ALLOW_ALL &&
  action.workflowType === workflowType &&
  action.taskQueue === TASK_QUEUES.control &&
  action.workflowRunTimeout === TICK_RUN_MS;
