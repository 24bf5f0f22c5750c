import type { EngineOptions } from './engine.ts';

/** Dependencies under which wake-ups of batches get lost while it is asked for. */
export const deafTo =
  (isDeaf: () => boolean): NonNullable<EngineOptions['changeDeps']> =>
  (deps) => ({
    ...deps,
    lifecycle: {
      ...deps.lifecycle,
      wakeBatch: (batch) => (isDeaf() ? Promise.resolve() : deps.lifecycle.wakeBatch(batch)),
    },
  });
