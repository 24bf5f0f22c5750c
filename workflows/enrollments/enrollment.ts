import {
  allHandlersFinished,
  condition,
  continueAsNew,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { PlanActivities, SendActivities } from '../../activities/index.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import { Alarm, endOfWait } from '../alarm.ts';
import { isForGood, unlessCalledOff } from '../call-off.ts';
import { momentOf, reasonOf } from '../in-words.ts';
import { PLAN_OPTIONS, SEND_OPTIONS } from '../options.ts';
import { AFTER_FAILURE_MS } from '../wakes.ts';
import {
  intentChanged,
  state,
  type EnrollmentInput,
  type EnrollmentResult,
  type RunLimits,
} from './enrollment.messages.ts';

const { advance } = proxyActivities<PlanActivities>(PLAN_OPTIONS);
const { executeStep } = proxyActivities<SendActivities>(SEND_OPTIONS);

/** Bounds of one run's history, well under the server's. */
const RUN_LIMITS: RunLimits = { events: 1_500, wakes: 500 };

/**
 * One customer walking through one sequence.
 * Started by the enroll command, a bulk enrollment or the reconciler, after its row is committed.
 * Loop: ask what comes next, wait for it on a durable timer or for a wake-up, do it. The row is the truth: a wake-up
 * only means "look again".
 * Ends when the row is completed or stopped; continues as new when its history grows long.
 */
export async function enrollment(input: EnrollmentInput): Promise<EnrollmentResult> {
  const { enrollmentId, limits = RUN_LIMITS } = input;
  const alarm = new Alarm();
  let wakes = 0;
  let seen = 0;
  let directive: Directive | null = input.directive ?? null;
  setHandler(intentChanged, () => void wakes++);
  setHandler(state, () => ({ directive, wakes: (input.wakesBefore ?? 0) + wakes }));

  const lookAgain = (): Promise<Directive> => {
    seen = wakes;
    setCurrentDetails('Looking at what comes next.');
    return advance({ enrollmentId });
  };
  directive ??= await lookAgain();
  while (directive.kind !== 'finished') {
    setCurrentDetails(describe(directive));
    if (isLongEnough(wakes, limits)) {
      alarm.disarm();
      await condition(allHandlersFinished);
      // What woke this run and was not looked at yet is looked at by the next one: without a directive it asks.
      const pending = wakes > seen ? undefined : directive;
      const wakesBefore = (input.wakesBefore ?? 0) + wakes;
      await continueAsNew<typeof enrollment>({ ...input, wakesBefore, directive: pending });
    }
    const isDue: boolean = directive.kind === 'execute' || (await isTimeUp(directive));
    directive =
      isDue && directive.stepExecutionId ? await execute(directive.stepExecutionId) : await lookAgain();
  }
  alarm.disarm();
  setCurrentDetails(describe(directive));
  return { outcome: directive.reason };

  /** Waits for the directive's time or a wake-up; true when its time came and nothing else happened. */
  async function isTimeUp(wait: Extract<Directive, { kind: 'wait' }>): Promise<boolean> {
    if (wakes > seen) return false;
    alarm.arm(wait.until, wait.ordinal === null ? wait.reason : `step ${wait.ordinal} ${wait.reason}`);
    await condition(() => wakes > seen || alarm.hasFired);
    return wakes === seen;
  }

  /** Executes a step; a wake-up calls it off unless the hand-over has begun. Every failure leads to looking again. */
  async function execute(stepExecutionId: string): Promise<Directive> {
    alarm.disarm();
    const executing = () => executeStep({ enrollmentId, stepExecutionId });
    try {
      return (await unlessCalledOff(() => wakes > seen, executing)) ?? (await lookAgain());
    } catch (error) {
      if (!isForGood(error)) throw error;
    }
    // At once it would fail in the same way.
    if (patched('wait-after-failure')) await rest();
    return lookAgain();
  }

  async function rest(): Promise<void> {
    setCurrentDetails(`The step failed: the next look is at ${endOfWait(AFTER_FAILURE_MS)}.`);
    await condition(() => wakes > seen, AFTER_FAILURE_MS);
  }
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, enrollment);

function isLongEnough(wakes: number, limits: RunLimits): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > limits.events || wakes >= limits.wakes;
}

/** What it waits for and until when, for Temporal Web. */
function describe(directive: Directive): string {
  if (directive.kind === 'execute') return `Sending step ${directive.ordinal}.`;
  if (directive.kind === 'finished') return `Over: ${reasonOf(directive.reason)}.`;
  const step = directive.ordinal === null ? 'Waiting' : `Waiting with step ${directive.ordinal}`;
  const until = directive.until === null ? 'until something changes' : `until ${momentOf(directive.until)}`;
  if (directive.reason === 'outcome')
    return `Waiting for an outcome of step ${directive.ordinal} ${until}${directive.until === null ? '' : ', then goes on without one'}.`;
  return `${step} (${reasonOf(directive.reason)}) ${until}.`;
}
