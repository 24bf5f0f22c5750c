import type { NextRuns } from '../../contracts/programs/program-runs.ts';
import { found } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';

/** When a program runs next, the earliest first; nothing unless it is active. @throws ProblemError `not_found` */
export async function listNextRuns(
  deps: Pick<CommandDeps, 'store' | 'db' | 'now'>,
  { programId, count }: { programId: string; count: number },
): Promise<NextRuns> {
  const program = found(await deps.store.programs.read(deps.db, programId), 'program');
  const { status } = program;
  if (status !== 'active') return { status, items: [] };
  const after = await deps.now();
  const runs = await deps.store.programRuns.findNext(deps.db, { program, after, count });
  return { status, items: runs.map((run) => ({ ...run, at: new Date(run.at).toISOString() })) };
}
