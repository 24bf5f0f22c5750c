import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import type { ContactPolicyChangeInput } from './contact-policy-change.messages.ts';

/** An hour is far above a million messages; the heartbeat finds a dead worker, and the position stands with the change. */
const { releaseDeferred } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * Brings a changed contact policy to the messages that the one before defers: they look again, page by page.
 * Started by the command that changes the policy or the zone of the organisation, after its commit, or by the reconciler.
 * Ends when the last page was released, or a newer change has set out to do the same.
 */
export async function contactPolicyChange(input: ContactPolicyChangeInput): Promise<void> {
  setCurrentDetails(
    'Letting messages look again that the contact policy defers; how far stands with the change.',
  );
  await releaseDeferred(input);
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, contactPolicyChange);
