import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityDeps } from './deps.ts';

type Stopping = Pick<ActivityDeps, 'stopping'>;

/** By then the worker that stops asks for no more work, so that another one gets what it gives back. */
const GIVEN_BACK_MS = 1_000;

/**
 * Ends an activity between two pieces of its work when its worker stops (O13): another worker, or the next one, goes on
 * with it. Temporal's own cancellation comes only after the grace of the worker, which is for sends in hand.
 *
 * @throws ApplicationFailure `worker_stopping`, which is nobody's failure, and is retried
 */
export function giveBackIfStopping({ stopping }: Stopping): void {
  if (stopping.aborted) throw workerStopping();
}

/** Whether an activity is to begin nothing more: its worker stops, or it was called off with its workflow. */
export function isGivenUp({ stopping }: Stopping): boolean {
  return stopping.aborted || Context.current().cancellationSignal.aborted;
}

/**
 * Ends an activity between two pieces of its work when it is given up: an attempt that was called off, or whose workflow an
 * operator ended, must not race with the one after it.
 *
 * @throws CancelledFailure when it was called off; ApplicationFailure as `giveBackIfStopping` does
 */
export function endIfGivenUp(given: Stopping): void {
  Context.current().cancellationSignal.throwIfAborted();
  giveBackIfStopping(given);
}

/**
 * Waits for what may be given up at any time, such as a pause or the answer of a language model, while the worker runs.
 *
 * @throws ApplicationFailure as `giveBackIfStopping` does, at once
 */
export async function unlessStopping<T>({ stopping }: Stopping, work: () => Promise<T>): Promise<T> {
  giveBackIfStopping({ stopping });
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => (stop = () => reject(workerStopping())));
  stopping.addEventListener('abort', stop);
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}

function workerStopping(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'worker_stopping',
    message: 'worker_stopping',
    nextRetryDelay: GIVEN_BACK_MS,
    category: ApplicationFailureCategory.BENIGN,
  });
}
