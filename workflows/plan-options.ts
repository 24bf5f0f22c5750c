import type { ActivityOptions } from '@temporalio/workflow';

/** Reads and writes of PostgreSQL are short; a lost database is waited for without end. */
export const PLAN_OPTIONS: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
};
