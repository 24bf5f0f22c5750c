import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import type { SignalsResult } from './signals.messages.ts';

const { refreshAllCustomers } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '2 minutes',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/**
 * The nightly look at every customer: promises, signals, insights, recommended actions.
 * Started by its Temporal Schedule, never two at once.
 * Ends when every customer was looked at.
 */
export async function signals(): Promise<SignalsResult> {
  setCurrentDetails('Looking at every customer: promises, signals, insights, recommended actions.');
  return refreshAllCustomers();
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, signals);
