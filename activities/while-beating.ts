import { Context } from '@temporalio/activity';
import type { ActivityDeps } from './deps.ts';

/** Does a long piece of work and tells Temporal all the while that it is alive. */
export async function whileBeating<T>(
  { heartbeatMs }: Pick<ActivityDeps, 'heartbeatMs'>,
  work: () => Promise<T>,
): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
