import type { ActivityDeps } from '../../../activities/deps.ts';

/** Calls a function, once, after the first answer of another that `counts`. */
function followed<Args extends unknown[], T>(
  first: (...args: Args) => Promise<T>,
  act: () => Promise<unknown>,
  counts: (answer: T) => boolean = () => true,
): (...args: Args) => Promise<T> {
  return async (...args) => {
    const answer = await first(...args);
    if (counts(answer)) await act();
    return answer;
  };
}

/** Does it the first time only. */
function once(act: () => Promise<unknown>): () => Promise<unknown> {
  let done: Promise<unknown> | null = null;
  return () => (done ? Promise.resolve() : (done = act()));
}

/** The engine, in whose next claim something is done after it has read everything and before it writes. */
export function meanwhile(engine: ActivityDeps, doing: () => Promise<unknown>): ActivityDeps {
  const { sendFacts, touchpointFacts, readToSend } = engine.store;
  const act = once(doing);
  // Of a step that is no stored mail the facts are read by themselves.
  const hasFacts = (read: Awaited<ReturnType<typeof readToSend.readToSend>>) => read?.mail != null;
  return {
    ...engine,
    store: {
      ...engine.store,
      readToSend: { readToSend: followed(readToSend.readToSend, act, hasFacts) },
      sendFacts: { ...sendFacts, readSendFacts: followed(sendFacts.readSendFacts, act) },
      touchpointFacts: { ...touchpointFacts, read: followed(touchpointFacts.read, act) },
    },
  };
}

/** The engine, in whose next look something is done after it has read everything and before it writes. */
export function meanwhileLooking(engine: ActivityDeps, act: () => Promise<unknown>): ActivityDeps {
  const { snapshots } = engine.store;
  const readSnapshots = followed(snapshots.readSnapshots, once(act));
  return { ...engine, store: { ...engine.store, snapshots: { ...snapshots, readSnapshots } } };
}
