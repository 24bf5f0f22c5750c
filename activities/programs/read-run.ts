import type { RunDirective } from '../../contracts/programs/directives.ts';
import type { ProgramRunInput } from '../../workflows/programs/program-run.messages.ts';
import type { ActivityDeps } from '../deps.ts';

/** A run whose workflow is at work, or whose deadline has passed, is looked at again after this long if nothing is heard. */
const LOOK_AGAIN_MS = 60 * 60_000;

/** Looks at the row of a run, brings its status to its batches, and tells what its workflow does next. */
export function createReadRun(deps: ActivityDeps) {
  return async function readRun({ runId }: ProgramRunInput): Promise<RunDirective> {
    const now = await deps.now();
    const lookAgainAt = now + LOOK_AGAIN_MS;
    const run = await deps.store.programRuns.look(deps.db, { runId, lookAgainAt, now });
    if (!run) return { kind: 'ended' };
    switch (run.status) {
      case 'generating':
        return { kind: 'generate' };
      case 'preparing':
        return { kind: 'prepare' };
      case 'open':
        return { kind: 'wait', until: run.wakeAt };
      case 'expected':
      case 'completed':
      case 'superseded':
      case 'skipped':
        return { kind: 'ended' };
    }
  };
}
