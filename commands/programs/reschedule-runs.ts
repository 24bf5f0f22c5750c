import { found } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { expectNextRun } from './expect-next-run.ts';

/**
 * Writes the run that is expected next anew, after the schedule or the status of a program changed: the first one from
 * now on, so that nobody is mailed for a run that was never due. What waits for a decision waits until then. To be
 * called with the program locked, after its row was written.
 */
export async function rescheduleRuns(
  deps: CommandDeps,
  tx: Tx,
  { programId, now }: { programId: string; now: number },
): Promise<void> {
  const { programs, programRuns } = deps.store;
  const program = found(await programs.read(tx, programId), 'program');
  await programRuns.removeExpected(tx, programId);
  const next =
    program.status === 'active' ? await expectNextRun(deps, tx, { program, after: now, now }) : null;
  await programRuns.moveDeadlines(tx, { programId, deadlineAt: next?.nominalAt ?? null });
}
