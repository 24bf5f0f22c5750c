import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import type { SequenceChangeInput, SequenceChangeResult } from './sequence-change.messages.ts';

const { drainSequenceChange } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * Brings one plan version of a sequence to its enrollments.
 * Started by edits, pause, resume, end and archive after their commit, or by the reconciler.
 * Ends when no running enrollment is behind.
 */
export async function sequenceChange(input: SequenceChangeInput): Promise<SequenceChangeResult> {
  setCurrentDetails(`Bringing plan version ${input.planVersion} to the enrollments that are behind it.`);
  return drainSequenceChange(input);
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, sequenceChange);
