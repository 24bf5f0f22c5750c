import type { ActivityDeps } from '../../../activities/deps.ts';

/** Calls a function, once, after the first answer of another. */
function followed<Args extends unknown[], T>(
  first: (...args: Args) => Promise<T>,
  act: () => Promise<unknown>,
): (...args: Args) => Promise<T> {
  let isDone = false;
  return async (...args) => {
    const answer = await first(...args);
    if (!isDone) {
      isDone = true;
      await act();
    }
    return answer;
  };
}

/** The engine, in whose next claim something is done after it has read everything and before it writes. */
export function meanwhile(engine: ActivityDeps, act: () => Promise<unknown>): ActivityDeps {
  const { sendFacts, touchpointFacts } = engine.store;
  return {
    ...engine,
    store: {
      ...engine.store,
      sendFacts: { ...sendFacts, readSendFacts: followed(sendFacts.readSendFacts, act) },
      touchpointFacts: { ...touchpointFacts, read: followed(touchpointFacts.read, act) },
    },
  };
}

/** The engine, in whose next look something is done after it has read everything and before it writes. */
export function meanwhileLooking(engine: ActivityDeps, act: () => Promise<unknown>): ActivityDeps {
  const { snapshots } = engine.store;
  const readSnapshots = followed(snapshots.readSnapshots, act);
  return { ...engine, store: { ...engine.store, snapshots: { ...snapshots, readSnapshots } } };
}
