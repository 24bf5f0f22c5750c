import {
  CancellationScope,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setWorkflowOptions,
  sleep,
} from '@temporalio/workflow';
import type { ControlActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { endOfWait } from '../alarm.ts';
import { RECONCILE_RUN_SECONDS, type ReconcileInput } from './reconcile.messages.ts';

/**
 * A pass that a worker could not begin, or gave back, goes to another worker; one that failed has said so itself, and the next
 * one makes up for it. So does it for one that says nothing any more, which may go on beside another attempt.
 */
const { reconcileAll } = proxyActivities<ControlActivities>({
  taskQueue: TASK_QUEUES.control,
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { nonRetryableErrorTypes: ['TemporalTimeout:StartToClose', 'TemporalTimeout:Heartbeat'] },
});

/**
 * The reconciler: a pass every few seconds.
 * Started by its Temporal Schedule every ten minutes, never two at once: one entry in Temporal Web, not forty.
 * Waits between passes; a failed pass is made up by the next. Ends after ten minutes.
 */
export async function reconcile({ everySeconds }: ReconcileInput): Promise<void> {
  const passes = Math.max(1, Math.floor(RECONCILE_RUN_SECONDS / everySeconds));
  for (let pass = 1; pass <= passes; pass++) {
    setCurrentDetails(`Pass ${pass} of ${passes}, one every ${everySeconds} seconds.`);
    try {
      await reconcileAll();
    } catch (error) {
      if (isCancellation(error) || CancellationScope.current().consideredCancelled) throw error;
      log.warn('a pass of the reconciler failed; the next one makes up for it');
    }
    if (pass === passes) break;
    setCurrentDetails(
      `Pass ${pass} of ${passes} is over; the next begins at ${endOfWait(everySeconds * 1_000)}.`,
    );
    await sleep(everySeconds * 1_000);
  }
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, reconcile);
