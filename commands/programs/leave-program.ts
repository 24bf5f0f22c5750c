import type { Actor } from '../../contracts/actor.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { RunToWake } from '../../infra/db/programs/reviews/review-batches.ts';
import { attempt } from '../wakes.ts';
import type { CommandDeps } from '../deps.ts';
import { callWaiting } from '../sending/call-waiting.ts';

/** What a change of who is in a program leaves to be woken after the commit. */
export interface EnrollmentFollowUp {
  programId: string;
  /** The plan to be made; null: none, or it is made already. */
  planVersion: number | null;
  batchIds: readonly string[];
  runs: readonly RunToWake[];
  /** Limits in which there is more room now (M1). */
  freed: readonly string[];
}

/** What customers lost that were taken out of a program. */
export interface LeftProgram {
  cancelled: number;
  batchIds: string[];
  runs: RunToWake[];
  freed: string[];
}

/** Nobody lost anything. */
export const NOTHING_LEFT: LeftProgram = { cancelled: 0, batchIds: [], runs: [], freed: [] };

/**
 * Cancels what customers that were taken out of a program have open: proposals, and what was approved and has not been
 * handed over; their batches and runs follow. The customers are locked, and either the plan lock is passed or
 * {@link requestEnrollmentPlan} was called: no run can propose anything to them afterwards.
 */
export async function leaveProgram(
  { store }: CommandDeps,
  tx: Tx,
  input: { actor: Actor; programId: string; customerIds: readonly string[]; now: number },
): Promise<LeftProgram> {
  const { actor, programId, customerIds, now } = input;
  const by = actor.userId;
  const asked = { programId, customerIds, actorId: by, now };
  const { cancelled, batches } = await store.programEnrollments.cancelOpen(tx, asked);
  await store.openCopies.cancelOfProgram(tx, { programId, customerIds, now });
  for (const { batchId } of batches) await store.reviewBatches.settle(tx, { batchId, by, now });
  const runs: RunToWake[] = [];
  for (const runId of new Set(batches.map((batch) => batch.runId))) {
    const run = await store.reviewBatches.noteForRun(tx, { runId, isReopened: false, now });
    if (run) runs.push(run);
  }
  const freed = await store.leavingLines.leaveOfProgram(tx, { programId, customerIds });
  return { cancelled, batchIds: batches.map((batch) => batch.batchId), runs, freed };
}

/**
 * Asks for a plan of a program whose enrollments changed (P10); an archived one has none. A run that is being generated
 * judges anew because of it, or ends before this returns. To be called after the enrollments are written.
 * @returns the plan to be started after the commit, null without one
 */
export async function requestEnrollmentPlan(
  { store }: CommandDeps,
  tx: Tx,
  { actor, programId, now }: { actor: Actor; programId: string; now: number },
): Promise<number | null> {
  const program = await store.programs.lock(tx, programId);
  if (!program || program.status === 'archived') return null;
  const version = program.planVersion + 1;
  await store.programs.save(tx, { programId, set: { planVersion: version } });
  const asked = { programId, version, reason: 'enrollments changed', now };
  await store.programs.recordPlan(tx, { ...asked, requestedById: actor.userId });
  return version;
}

/** Lets plan, batches and runs follow. What Temporal does not take now is made up by the reconciler. */
export async function followEnrollments(
  deps: CommandDeps,
  { programId, planVersion, batchIds, runs, freed }: EnrollmentFollowUp,
): Promise<void> {
  const { lifecycle } = deps;
  if (planVersion !== null) await attempt(lifecycle.startProgramPlan(programId, planVersion));
  for (const batchId of batchIds) await attempt(lifecycle.wakeBatch({ batchId, programId }));
  for (const { runId, name } of runs) await attempt(lifecycle.wakeProgramRun({ runId, programId, name }));
  await attempt(callWaiting(deps, freed));
}
