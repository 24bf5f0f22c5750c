import { continueAsNew, proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/index.ts';
import type { PassProgress } from '../../contracts/automations/directives.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { orLookAgain } from '../call-off.ts';
import { momentOf, reasonOf } from '../in-words.ts';
import { lookUntilEnded } from '../wakes.ts';
import { passChanged, type AutomationRunInput } from './automation-run.messages.ts';

/** A go at a pass takes a minute, and the comparison before it; the heartbeat finds a dead worker. */
const { workPass } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * One pass of an automation.
 * Started by the tick of its schedule, by members who came in, by a person, or by the reconciler, after its row is
 * committed. The rows are the truth: a wake-up means "look again".
 * Waits for a person who confirms its number, or for its automation to run, or to be switched on, again.
 * Ends when every customer of it is over, or it was ended and nobody is in hand; a retry starts it anew.
 */
export async function automationRun(input: AutomationRunInput): Promise<void> {
  let progress: PassProgress = { size: 0, over: 0, failed: 0 };
  await lookUntilEnded(
    passChanged,
    async () => {
      setCurrentDetails(atWork(progress));
      const directive = await orLookAgain(() => workPass({ passId: input.passId }));
      if (directive === null) return null;
      if (directive.kind === 'ended') return { kind: 'ended', over: over({ ...progress, ...directive }) };
      progress = directive;
      if (directive.kind === 'more') return { kind: 'more' };
      setCurrentDetails(`${waiting(directive)} It looks again at ${momentOf(directive.until)}.`);
      const { until, reason } = directive;
      return { kind: 'wait', until, summary: `Pass waits: ${reasonOf(reason)}` };
    },
    () => continueAsNew<typeof automationRun>(input),
    input.mostEvents,
  );
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, automationRun);

/** What it does, for Temporal Web. */
function atWork({ size, over, failed }: PassProgress): string {
  return size === 0 ? 'Looking for whom it acts on.' : `${over} of ${size} done, ${failed} failed.`;
}

/** What it came to, for Temporal Web. */
function over({ size, over: done, failed }: PassProgress): string {
  return `Over: ${done} of ${size} done, ${failed} failed.`;
}

/** What it waits for, for Temporal Web. */
function waiting({ reason, size, over, failed }: PassProgress & { reason: string }): string {
  if (reason === 'paused') return `Paused: ${over} of ${size} done, ${failed} failed.`;
  if (reason === 'switched_off') return `Switched off: ${over} of ${size} done, ${failed} failed.`;
  return `Pass of ${size}: waits for a confirmation (${reasonOf(reason)}).`;
}
