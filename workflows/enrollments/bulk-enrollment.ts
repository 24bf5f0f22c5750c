import {
  condition,
  continueAsNew,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { endOfWait } from '../alarm.ts';
import {
  sequenceChanged,
  type BulkEnrollmentInput,
  type BulkEnrollmentResult,
} from './bulk-enrollment.messages.ts';

/** An hour is far above 50,000 rows; the heartbeat finds a dead worker, and the rows are the cursor. */
const { enrollRows } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

const ENROLLING = 'Enrolling the rows of the file; progress stands with the bulk enrollment.';

/**
 * How often a bulk enrollment looks whether its paused sequence runs again, if nothing tells it: at first every minute,
 * which a short pause is worth, then as rarely as a day of it is cheap.
 */
const PAUSED_LOOK_MS = { atFirst: 60_000, later: 15 * 60_000 };
const FIRST_LOOKS = 15;
/** Bound of one run's history: a day of looks, more or less. */
const MAX_EVENTS = 1_000;

/**
 * Enrols the rows of one CSV file.
 * Started by the command that received the file, or by the reconciler.
 * Waits while its sequence is paused, and is told when that was changed; ends when every row has an outcome. Progress
 * stands in PostgreSQL. Continues as new when its history grows long: a pause may last for months.
 */
export async function bulkEnrollment(input: BulkEnrollmentInput): Promise<BulkEnrollmentResult> {
  const { bulkId, mostEvents = MAX_EVENTS } = input;
  let { pausedLooks = 0 } = input;
  let changes = 0;
  let seen = 0;
  setHandler(sequenceChanged, () => void changes++);
  setCurrentDetails(ENROLLING);
  while ((await enrollRows({ bulkId })).isWaiting) {
    const waitMs = pausedLooks++ < FIRST_LOOKS ? PAUSED_LOOK_MS.atFirst : PAUSED_LOOK_MS.later;
    setCurrentDetails(
      `The sequence is paused: waiting until it runs again, looking at ${endOfWait(waitMs)} at the latest.`,
    );
    const isTold = await condition(() => changes > seen, waitMs);
    seen = changes;
    if (isTold) pausedLooks = 0;
    if (isLong(mostEvents) && patched('bulk-enrollment-continues'))
      await continueAsNew<typeof bulkEnrollment>({ ...input, pausedLooks });
    setCurrentDetails(ENROLLING);
  }
  return { bulkId };
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, bulkEnrollment);

/** A run from before it was bounded may be longer than any bound: it goes on to its next wait, and is a new one then. */
function isLong(mostEvents: number): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > mostEvents;
}
