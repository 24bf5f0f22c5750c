import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import type { ModelInsightsResult } from './model-insights.messages.ts';

const { askModels } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/**
 * Asks the language model about customers for whom something is new: signals, summary, plan.
 * Started by the reconciler when anybody is due, and by a person's request; never two at once.
 * Ends when nobody is left, or after a turn.
 */
export async function modelInsights(): Promise<ModelInsightsResult> {
  setCurrentDetails('Asking the language model about customers for whom something is new.');
  return askModels();
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, modelInsights);
