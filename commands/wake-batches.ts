import type { BatchRef } from '../infra/db/programs/touchpoints/touchpoint-sends.ts';
import { attempt } from './attempt.ts';
import type { CommandDeps } from './deps.ts';
import { inParallel } from './in-parallel.ts';

/** Lets deliveries look again, after the commit. What Temporal does not take now is made up by the reconciler. */
export function wakeBatches(
  { lifecycle }: Pick<CommandDeps, 'lifecycle'>,
  batches: readonly BatchRef[],
): Promise<void> {
  return inParallel(batches, (batch) => attempt(lifecycle.wakeBatch(batch)));
}
