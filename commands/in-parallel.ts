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
