import { prepareRun, type PreparedRun } from '../../commands/programs/runs/prepare-run.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Which run. */
export interface PrepareRunInput {
  runId: string;
}

/** Writes the messages of a run that wait for a person and opens its batches; after a crash it goes on where it was. */
export function createPrepareRun(deps: ActivityDeps) {
  return async function prepare({ runId }: PrepareRunInput): Promise<PreparedRun> {
    // An attempt that was given up ends here instead of racing with the one after it.
    const beforeChunk = () => {
      endIfGivenUp(deps);
    };
    return whileBeating(deps, () => prepareRun(deps, { runId, beforeChunk }));
  };
}
