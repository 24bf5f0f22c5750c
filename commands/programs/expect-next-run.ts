import { SYSTEM } from '../../contracts/actor.ts';
import type { StoredProgram } from '../../domain/programs/definition.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { StoredRun } from '../../infra/db/programs/runs/program-runs.ts';
import type { CommandDeps } from '../deps.ts';

/** Writes the first run of a program after an instant as the one that is expected. Null: there is none within ten years. */
export async function expectNextRun(
  deps: CommandDeps,
  tx: Tx,
  { program, after, now }: { program: StoredProgram; after: number; now: number },
): Promise<StoredRun | null> {
  const [next] = await deps.store.programRuns.findNext(tx, { program, after, count: 1 });
  if (!next) return null;
  return deps.store.programRuns.insert(tx, {
    runId: deps.newId('programRun'),
    programId: program.id,
    kind: 'scheduled',
    localDate: next.localDate,
    nominalAt: next.at,
    scheduleVersion: program.scheduleVersion,
    status: 'expected',
    requestId: null,
    deadlineAt: null,
    createdById: SYSTEM.userId,
    now,
  });
}
