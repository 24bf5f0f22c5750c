import { proxyActivities, setCurrentDetails, setWorkflowOptions, sleep } from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { endOfWait } from '../alarm.ts';
import type { BulkEnrollmentInput, BulkEnrollmentResult } from './bulk-enrollment.messages.ts';

/** An hour is far above 50,000 rows; the heartbeat finds a dead worker, and the rows are the cursor. */
const { enrollRows } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

const ENROLLING = 'Enrolling the rows of the file; progress stands with the bulk enrollment.';

/** How often a bulk enrollment looks whether its paused sequence runs again. */
const PAUSED_POLL_MS = 60_000;

/**
 * Enrols the rows of one CSV file.
 * Started by the command that received the file, or by the reconciler.
 * Waits while its sequence is paused; ends when every row has an outcome. Progress stands in PostgreSQL.
 */
export async function bulkEnrollment({ bulkId }: BulkEnrollmentInput): Promise<BulkEnrollmentResult> {
  setCurrentDetails(ENROLLING);
  while ((await enrollRows({ bulkId })).isWaiting) {
    const until = endOfWait(PAUSED_POLL_MS);
    setCurrentDetails(`The sequence is paused: waiting until it runs again, looking at ${until}.`);
    await sleep(PAUSED_POLL_MS);
    setCurrentDetails(ENROLLING);
  }
  return { bulkId };
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, bulkEnrollment);
