import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { BulkActivities, PlanActivities } from '../../activities/index.ts';
import type { RunDirective } from '../../contracts/programs/directives.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { Alarm } from '../alarm.ts';
import { momentOf } from '../in-words.ts';
import { PLAN_OPTIONS } from '../options.ts';
import { decisionsRecorded, type ProgramRunInput } from './program-run.messages.ts';

const { readRun } = proxyActivities<PlanActivities>(PLAN_OPTIONS);

/** Six hours are far above the largest run; the heartbeat finds a dead worker. */
const { generateRun, prepareRun } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Decisions come in bursts: all of one second are looked at together. */
const BURST_MS = 1_000;
/** The server does not count signals when it suggests to continue as new. */
const WAKES_OF_A_RUN = 500;

/**
 * One run of a collection program.
 * Started by the tick of the program's schedule, by run now, or by the reconciler, after its row is committed.
 * Finds who qualifies, writes the messages for review, then waits for decisions; the row is the truth, and a wake-up only
 * means "look again". What is approved leaves by the deliveries of its batches.
 * Ends when all of it was decided, or a newer run took over.
 */
export async function programRun(input: ProgramRunInput): Promise<void> {
  const alarm = new Alarm();
  let wakes = 0;
  setHandler(decisionsRecorded, () => void wakes++);
  // The signal it was started with is no news.
  await Promise.resolve();
  for (;;) {
    const seen = wakes;
    const directive = await readRun(input);
    setCurrentDetails(describe(directive));
    if (directive.kind === 'generate') await generateRun(input);
    else if (directive.kind === 'prepare') await prepareRun(input);
    else if (directive.kind === 'wait') {
      alarm.arm(directive.until, 'Batches wait for a decision');
      await condition(() => wakes > seen || alarm.hasFired);
      if (wakes > seen) await sleep(BURST_MS);
    } else if (wakes === seen) return;
    if (workflowInfo().continueAsNewSuggested || wakes >= WAKES_OF_A_RUN) {
      alarm.disarm();
      await continueAsNew<typeof programRun>(input);
    }
  }
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, programRun);

/** What it does or waits for, for Temporal Web. */
function describe(directive: RunDirective): string {
  switch (directive.kind) {
    case 'generate':
      return 'Finding who qualifies.';
    case 'prepare':
      return 'Writing the messages for review.';
    case 'wait': {
      const { until } = directive;
      const end = until === null ? 'somebody decides' : momentOf(until);
      return `Batches wait for a decision until ${end}.`;
    }
    case 'ended':
      return 'Over: all was decided, or a newer run took over.';
  }
}
