import { ApplicationFailure, Context } from '@temporalio/activity';
import { GIVEN_BACK } from '../contracts/given-back.ts';
import type { ActivityDeps } from './deps.ts';

type Stopping = Pick<ActivityDeps, 'stopping' | 'ownClock'>;

/**
 * Ends an activity between two pieces of its work when its worker stops (O13), or has a clock that is wrong (O12): another
 * worker, or the next one, goes on with it. Temporal's own cancellation comes only after the grace of the worker, which is for sends in hand.
 *
 * @throws ApplicationFailure `worker_stopping` or `clock_wrong`, which is nobody's failure, and is retried
 */
export function giveBackIfStopping({ stopping, ownClock }: Stopping): void {
  if (stopping.aborted) throw workerStopping();
  if (ownClock && !ownClock.isTrusted()) throw ApplicationFailure.create(GIVEN_BACK.clock_wrong);
}

/** Whether an activity is to begin nothing more: its worker stops, has a wrong clock, or it was called off with its workflow. */
export function isGivenUp({ stopping, ownClock }: Stopping): boolean {
  return stopping.aborted || ownClock?.isTrusted() === false || Context.current().cancellationSignal.aborted;
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
export async function unlessStopping<T>(given: Stopping, work: () => Promise<T>): Promise<T> {
  const { stopping } = given;
  giveBackIfStopping(given);
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => (stop = () => reject(workerStopping())));
  stopping.addEventListener('abort', stop);
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}

const workerStopping = (): ApplicationFailure => ApplicationFailure.create(GIVEN_BACK.worker_stopping);
