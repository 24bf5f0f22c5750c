import type { Tx } from '../../infra/db/client.ts';
import type { ClosingInput } from '../../infra/db/programs/program-closing.ts';
import type { RunToWake } from '../../infra/db/programs/reviews/review-batches.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Ends what a program, or one of its touchpoints, has planned and proposed, because it is archived (P10, P11); what is
 * approved goes out. To be called with the program locked behind its closed gate.
 *
 * @returns the runs to wake after the commit
 */
export async function endOpenTouchpoints(
  { store }: CommandDeps,
  tx: Tx,
  input: ClosingInput,
): Promise<RunToWake[]> {
  const { now } = input;
  const runs: RunToWake[] = [];
  for (const runId of await store.programClosing.endOpen(tx, input)) {
    const run = await store.reviewBatches.noteForRun(tx, { runId, isReopened: false, now });
    if (run) runs.push(run);
  }
  return runs;
}
