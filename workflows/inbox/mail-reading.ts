import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import type { MailReadingResult } from './mail-reading.messages.ts';

const { readMails } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/**
 * Has the language model read replies, and proposes what follows from them.
 * Started by the reconciler when a reply waits for it; never two at once.
 * Ends when none is left, or after a turn.
 */
export async function mailReading(): Promise<MailReadingResult> {
  setCurrentDetails('Having the language model read replies.');
  return readMails();
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, mailReading);
