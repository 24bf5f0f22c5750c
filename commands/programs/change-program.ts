import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { programChanges, type ProgramChangeKind } from '../../contracts/programs/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { StoredProgram } from '../../domain/programs/definition.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ProgramSet } from '../../infra/db/programs/programs.ts';
import type { RunToWake } from '../../infra/db/programs/reviews/review-batches.ts';
import { attempt } from '../wakes.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type Wake } from '../release-waiting.ts';
import { rescheduleRuns } from './reschedule-runs.ts';
import { afterCommit, runCommand } from '../run-command.ts';
import { showProgramSchedule } from './show-program-schedule.ts';

/** A program as a command finds it: behind its closed gate, locked. `now` is epoch milliseconds. */
export interface LockedProgram {
  tx: Tx;
  now: number;
  program: StoredProgram;
}

/** One thing that a command does to a program, as the audit log and the change feed tell it. */
export interface ProgramEdit {
  /** Action in the audit log, `program.pause`. */
  action: string;
  /** Kind in the change feed, in the past tense. */
  kind: ProgramChangeKind;
  before?: unknown;
  after?: unknown;
  /** What was changed, if it is not the program itself. */
  touchpoint?: { id: string };
}

/** What a command does to a program. */
export interface ProgramChange extends ProgramEdit {
  /** When runs take place changes: those expected are written anew, and the Temporal Schedule follows. */
  movesSchedule: boolean;
  /** What is planned may change: a plan is made at once (P10). So it is whenever the schedule moves. */
  movesPlan: boolean;
  /** Why there is a new plan, as people read it; `kind` where nothing is said. */
  planReason?: string;
  set?: ProgramSet;
  /** What else was done by the same change, each told for itself. */
  also?: readonly ProgramEdit[];
  /** Lets go of what waits, after the commit. */
  wake?: Wake;
  /** Runs that something of was decided: their workflows look again after the commit. */
  runs?: readonly RunToWake[];
}

/** How a command decides, and what it answers from what was written. */
export interface ProgramCommand<T> {
  programId: string;
  /** It may end the program's being active: no two commands do so at once (P1). */
  mayLeaveNoneActive?: boolean;
  /** Refuses, or writes what is its own (touchpoints) and says what becomes of it; null: nothing changes. */
  decide: (program: LockedProgram) => Promise<ProgramChange | null>;
  reply: (tx: Tx, program: StoredProgram, now: number) => Promise<T>;
}

/**
 * Changes a program: closes its gate, locks it, decides, and writes it with its version, expected runs, plan request,
 * audit and change rows in one transaction; after the commit its Temporal Schedule and its plan follow. Every command
 * on the definition of an existing program goes through here.
 *
 * @throws ProblemError `not_found` when there is no such program
 */
export async function changeProgram<T>(
  deps: CommandDeps,
  actor: Actor,
  { programId, mayLeaveNoneActive, decide, reply }: ProgramCommand<T>,
): Promise<T> {
  // A repeated call is answered from what is kept, which holds no functions; then there is nobody to wake.
  let wake: Wake = wakeNobody;
  const { answer, change, planVersion } = await runCommand(deps, actor, async (tx, now) => {
    const { locks, programs } = deps.store;
    if (mayLeaveNoneActive === true) await locks.closeGate(tx, { kind: 'programs' });
    await locks.closeGate(tx, { kind: 'program', id: programId });
    const program = found(await programs.lock(tx, programId), 'program');
    const made = await decide({ tx, now, program });
    if (made) await recordProgramChange(deps, tx, { actor, now, program, change: made });
    if (made?.set?.status === 'archived')
      await deps.hooks.followGone(deps, tx, { id: programId, name: program.name, now });
    wake = made?.wake ?? wakeNobody;
    const after = made ? found(await programs.read(tx, programId), 'program') : program;
    return {
      answer: await reply(tx, after, now),
      change: made && {
        movesSchedule: made.movesSchedule,
        movesPlan: movesPlan(made),
        runs: made.runs ?? [],
      },
      planVersion: after.planVersion,
    };
  });
  await afterCommit(deps, async () => {
    if (change?.movesSchedule) await attempt(showProgramSchedule(deps, programId));
    if (change?.movesPlan) await attempt(deps.lifecycle.startProgramPlan(programId, planVersion));
    await wake();
    for (const { runId, name } of change?.runs ?? []) {
      await attempt(deps.lifecycle.wakeProgramRun({ runId, programId, name }));
    }
  });
  return answer;
}

/** @throws ProblemError `conflict`: an archived program takes no edits any more */
export function refuseArchived({ status }: StoredProgram): void {
  if (status === 'archived') throw new ProblemError('conflict', 'The program is archived.');
}

const movesPlan = (change: ProgramChange): boolean => change.movesPlan || change.movesSchedule;

async function recordProgramChange(
  deps: CommandDeps,
  tx: Tx,
  input: { actor: Actor; now: number; program: StoredProgram; change: ProgramChange },
): Promise<void> {
  const { actor, now, program, change } = input;
  const { store } = deps;
  const { kind, set, movesSchedule } = change;
  const programId = program.id;
  const planVersion = program.planVersion + (movesPlan(change) ? 1 : 0);
  const schedule = movesSchedule ? { scheduleVersion: program.scheduleVersion + 1, scheduledFrom: now } : {};
  const written = { ...set, ...schedule, version: program.version + 1, planVersion, updatedAt: now };
  await store.programs.save(tx, { programId, set: written });
  if (movesSchedule) await rescheduleRuns(deps, tx, { programId, now });
  if (movesPlan(change)) {
    const asked = { programId, version: planVersion, reason: change.planReason ?? kind, now };
    await store.programs.recordPlan(tx, { ...asked, requestedById: actor.userId });
  }
  for (const edit of [change, ...(change.also ?? [])])
    await recordEdit(deps, tx, { actor, now, programId, edit });
}

async function recordEdit(
  { store }: CommandDeps,
  tx: Tx,
  { actor, now, programId, edit }: { actor: Actor; now: number; programId: string; edit: ProgramEdit },
): Promise<void> {
  const { action, kind, touchpoint, before, after } = edit;
  const what = touchpoint
    ? { entity: 'touchpoint', entityId: touchpoint.id }
    : { entity: 'program', entityId: programId };
  await store.audit.record(tx, { at: now, actor, action, ...what, customerId: null, before, after });
  const told = { entityId: programId, data: touchpoint && { touchpointId: touchpoint.id } };
  await store.changes.record(tx, changeEntry(programChanges[kind], { actor, now }, told));
}
