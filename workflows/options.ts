import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';
import { TASK_QUEUES } from '../contracts/task-queues.ts';

/** Reads and writes of PostgreSQL are short; a lost database is waited for without end. */
export const PLAN_OPTIONS: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/** Likewise, for what never waits behind anything else. */
export const CONTROL_OPTIONS: ActivityOptions = { ...PLAN_OPTIONS, taskQueue: TASK_QUEUES.control };

/** Longer than the longest hand-over; the heartbeat finds a dead worker. The default cancellation would let a mail leave unseen. */
export const SEND_OPTIONS: ActivityOptions = {
  taskQueue: TASK_QUEUES.mailSend,
  startToCloseTimeout: '12 minutes',
  heartbeatTimeout: '15 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

/** A run of many hand-overs, and the one that it began last. */
export const DELIVERY_OPTIONS: ActivityOptions = { ...SEND_OPTIONS, startToCloseTimeout: '25 minutes' };
