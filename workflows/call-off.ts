import { ActivityFailure, ApplicationFailure, CancellationScope, condition } from '@temporalio/workflow';

/**
 * Runs an activity that a wake-up calls off, unless its hand-over has begun.
 *
 * @returns null when it was called off, or failed: look again
 * @throws what no retry mends, and whatever comes of it once an operator has cancelled the workflow
 */
export async function unlessCalledOff<T>(isNews: () => boolean, work: () => Promise<T>): Promise<T | null> {
  const scope = new CancellationScope();
  let isDone = false;
  // The work hears of a cancellation of the workflow by itself; here it would be an error that nobody waits for.
  const woken = CancellationScope.nonCancellable(async () => {
    await condition(() => isDone || isNews());
    if (!isDone) scope.cancel();
  });
  try {
    return await orLookAgain(() => scope.run(work));
  } finally {
    isDone = true;
    await woken;
  }
}

/**
 * Runs an activity whose failure means to look again later.
 *
 * @returns null when it failed
 * @throws as `unlessCalledOff` does
 */
export async function orLookAgain<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (CancellationScope.current().consideredCancelled || isForGood(error)) throw error;
    return null;
  }
}

/** Whether no retry mends it: what the work is about is gone, or never was. */
export function isForGood(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  const { cause } = error;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
