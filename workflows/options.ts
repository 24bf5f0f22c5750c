import { ActivityCancellationType, type ActivityOptions, type RetryPolicy } from '@temporalio/workflow';
import { TASK_QUEUES } from '../contracts/task-queues.ts';

/**
 * A try that ended with its worker counts as one, and so does each short wait of a message in line: what has waited often,
 * or seen workers die, is not to wait longer than anything else.
 */
export const SOON_AGAIN: RetryPolicy = {
  initialInterval: '2 seconds',
  backoffCoefficient: 2,
  maximumInterval: '10 seconds',
};

/** Reads and writes of PostgreSQL are short; a lost database is waited for without end. Whatever takes longer beats. */
export const PLAN_OPTIONS: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  heartbeatTimeout: '15 seconds',
  retry: { ...SOON_AGAIN, initialInterval: '1 second' },
};

/** Likewise, for what never waits behind anything else. */
export const CONTROL_OPTIONS: ActivityOptions = { ...PLAN_OPTIONS, taskQueue: TASK_QUEUES.control };

/** Longer than the longest hand-over; the heartbeat finds a dead worker. The default cancellation would let a mail leave unseen. */
export const SEND_OPTIONS: ActivityOptions = {
  taskQueue: TASK_QUEUES.mailSend,
  startToCloseTimeout: '12 minutes',
  heartbeatTimeout: '15 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: SOON_AGAIN,
};

/** A run of many hand-overs, and the one that it began last. */
export const DELIVERY_OPTIONS: ActivityOptions = { ...SEND_OPTIONS, startToCloseTimeout: '25 minutes' };
