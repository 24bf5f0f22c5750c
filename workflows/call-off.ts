import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

/**
 * Runs an activity that a wake-up calls off, unless its hand-over has begun.
 *
 * @returns null when it was called off, or failed against all its retries: look again
 * @throws the cancellation of the workflow itself
 */
export async function unlessCalledOff<T>(isNews: () => boolean, work: () => Promise<T>): Promise<T | null> {
  const scope = new CancellationScope();
  let isDone = false;
  const woken = condition(() => isDone || isNews()).then(() => {
    if (!isDone) scope.cancel();
  });
  try {
    return await scope.run(work);
  } catch (error) {
    if (isCancellation(error) && !scope.consideredCancelled) throw error;
    return null;
  } finally {
    isDone = true;
    await woken;
  }
}
