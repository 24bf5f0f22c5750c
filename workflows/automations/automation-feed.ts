import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { ControlActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';

const { followAutomations } = proxyActivities<ControlActivities>({
  taskQueue: TASK_QUEUES.control,
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

/**
 * Keeps who belongs to the audiences of automations (A8), round after round.
 * Started by its Temporal Schedule, never two at once; what was looked at stands in PostgreSQL.
 * Ends after ten minutes; the next one goes on.
 */
export async function automationFeed(): Promise<void> {
  setCurrentDetails('Looking at customers that changed, for the audiences of automations, for ten minutes.');
  await followAutomations();
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, automationFeed);
