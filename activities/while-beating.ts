import { Context } from '@temporalio/activity';
import type { ActivityDeps } from './deps.ts';

type Beating = Pick<ActivityDeps, 'heartbeatMs'>;

/**
 * Does a long piece of work and tells Temporal all the while that it is alive: a worker that died is found, and a
 * cancellation comes back with a beat.
 *
 * @param details what the next attempt is to know of this one
 */
export async function whileBeating<T>(
  { heartbeatMs }: Beating,
  work: () => Promise<T>,
  details?: () => unknown,
): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(details?.()), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}

/** The same for an activity that is short, unless it waits for a lock or the database. */
export function beating<Input, Result>(
  deps: Beating,
  activity: (input: Input) => Promise<Result>,
): (input: Input) => Promise<Result> {
  return (input) => whileBeating(deps, () => activity(input));
}
