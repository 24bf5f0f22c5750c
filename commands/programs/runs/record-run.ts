import type { Actor } from '../../../contracts/actor.ts';
import { programChanges } from '../../../contracts/programs/changes.ts';
import { changeEntry } from '../../../domain/change-entry.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/** What happened to a run of a program, as the change feed tells it. */
interface RunEvent {
  actor: Actor;
  programId: string;
  runId: string;
  kind: 'run_started' | 'run_skipped';
  now: number;
}

/** Writes what happened to a run into the change feed. */
export async function recordRun(
  { store }: CommandDeps,
  tx: Tx,
  { actor, programId, runId, kind, now }: RunEvent,
): Promise<void> {
  const told = { entityId: programId, data: { runId } };
  await store.changes.record(tx, changeEntry(programChanges[kind], { actor, now }, told));
}
