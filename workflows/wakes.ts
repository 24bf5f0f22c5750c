import {
  condition,
  setCurrentDetails,
  setHandler,
  workflowInfo,
  type SignalDefinition,
} from '@temporalio/workflow';
import { Alarm, endOfWait } from './alarm.ts';

/** What failed against all its retries is not tried at once. */
export const AFTER_FAILURE_MS = 60_000;
const OVER = 'Over: nothing is left to do.';
/** Bound of one run's history, well under the server's. */
const MAX_EVENTS = 1_500;

/** What a look came to. `wait.until` is epoch milliseconds, `ended.over` what to say of it; null: it failed. */
export type Look =
  | { kind: 'ended'; over?: string }
  | { kind: 'more' }
  | { kind: 'wait'; until: number; summary: string }
  | null;

/**
 * Looks at rows until nothing is left to do with them: each time their moment comes, or a signal says that they changed.
 * The rows are the truth; a wake-up only means "look again".
 *
 * @param again continues as new, when the history has grown long
 * @param mostEvents how long that is
 */
export async function lookUntilEnded(
  changed: SignalDefinition<[]>,
  look: (isNews: () => boolean) => Promise<Look>,
  again: () => Promise<never>,
  mostEvents = MAX_EVENTS,
): Promise<void> {
  const alarm = new Alarm();
  let wakes = 0;
  setHandler(changed, () => void wakes++);
  // The signal it was started with is no news.
  await Promise.resolve();
  for (;;) {
    const seen = wakes;
    const isNews = (): boolean => wakes > seen;
    const found = await look(isNews);
    if (found === null) {
      if (!isNews())
        setCurrentDetails(`The last look failed: the next is at ${endOfWait(AFTER_FAILURE_MS)}.`);
      await condition(isNews, AFTER_FAILURE_MS);
    } else if (found.kind === 'ended') {
      setCurrentDetails(found.over ?? OVER);
      if (!isNews()) return;
    } else if (found.kind === 'wait') {
      alarm.arm(found.until, found.summary);
      await condition(() => isNews() || alarm.hasFired);
      alarm.disarm();
    }
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    if (continueAsNewSuggested || historyLength > mostEvents) await again();
  }
}
