import type { CommandDeps } from './deps.ts';
import type { BatchRef } from '../infra/temporal/lifecycle.ts';

/** Makes a call whose loss is made up for: the row is committed, and the reconciler brings Temporal to it. */
export async function attempt(call: Promise<unknown>): Promise<void> {
  await call.catch(() => undefined);
}

/** More callers than this only add latency to Temporal (measured), fewer leave it idle. */
export const TEMPORAL_CONCURRENCY = 32;

/** Runs a task for every item, a bounded number at once, and fails with the first failure. Order is not kept. */
export async function inParallel<T>(
  items: readonly T[],
  task: (item: T) => Promise<void>,
  concurrency = TEMPORAL_CONCURRENCY,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await task(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, lane));
}

/** Lets the sends of batches look again, after the commit. What Temporal does not take now is made up by the reconciler. */
export function wakeBatches(
  { lifecycle }: Pick<CommandDeps, 'lifecycle'>,
  batches: readonly BatchRef[],
): Promise<void> {
  return inParallel(batches, (batch) => attempt(lifecycle.wakeBatch(batch)));
}

/** Wakes enrollments after the commit. What Temporal does not take now is made up by the reconciler. */
export function wakeEnrollments(
  { lifecycle }: Pick<CommandDeps, 'lifecycle'>,
  enrollmentIds: readonly string[],
): Promise<void> {
  return inParallel(enrollmentIds, (enrollmentId) => attempt(lifecycle.wakeEnrollment(enrollmentId)));
}
