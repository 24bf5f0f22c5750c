import type { Actor } from '../../../contracts/actor.ts';
import type { ProgramRun, RunProgram } from '../../../contracts/programs/program-runs.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { StoredProgram } from '../../../domain/programs/definition.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { MailboxHealth, RunRef, StoredRun } from '../../../infra/db/programs/runs/program-runs.ts';
import { attempt } from '../../wakes.ts';
import { readRunConfirmation, refuseUnconfirmed } from './confirm-run.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordRun } from './record-run.ts';
import { runCommand } from '../../run-command.ts';

/**
 * Runs a program now, beside its schedule (P12). It becomes the newest run, so that one that is still generating writes
 * nothing any more; what waits for a decision is replaced only where this run makes a new proposal. Without a working
 * mailbox the run is kept as skipped.
 *
 * @throws ProblemError `conflict` unless the program is active, or while proposals wait and the run is not confirmed
 */
export async function runNow(
  deps: CommandDeps,
  actor: Actor,
  { programId, confirmation }: RunProgram & { programId: string },
): Promise<ProgramRun> {
  const { reply, refs } = await runCommand(deps, actor, async (tx, now) => {
    await deps.store.locks.closeGate(tx, { kind: 'program', id: programId });
    const program = found(await deps.store.programs.lock(tx, programId), 'program');
    refuseInactive(program);
    const health = await deps.store.programRuns.readMailboxHealth(tx, programId);
    const hasMailbox = health === 'working';
    if (hasMailbox) {
      refuseUnconfirmed(await readRunConfirmation(deps, tx, { viewer: actor, programId }), confirmation);
    }
    const run = await insertRun(deps, tx, { actor, program, health, now });
    const written = await deps.store.programRunViews.read(tx, actor, { programId, runId: run.runId });
    return {
      reply: found(written, 'run'),
      refs: hasMailbox ? await takeOver(deps, tx, { run, now }) : [],
    };
  });
  await Promise.all(refs.map((ref) => attempt(deps.lifecycle.wakeProgramRun(ref))));
  return reply;
}

function refuseInactive({ status }: StoredProgram): void {
  if (status === 'active') return;
  throw new ProblemError('conflict', `The program is ${status}: it does not run.`);
}

async function insertRun(
  deps: CommandDeps,
  tx: Tx,
  input: { actor: Actor; program: StoredProgram; health: MailboxHealth; now: number },
): Promise<StoredRun> {
  const { actor, program, health, now } = input;
  const hasMailbox = health === 'working';
  const skipReason = health === 'failing' ? 'mailbox_failing' : 'no_mailbox';
  const { programRuns, audit } = deps.store;
  const runId = deps.newId('programRun');
  const expected = await programRuns.findExpected(tx, program.id);
  const run = await programRuns.insert(tx, {
    runId,
    programId: program.id,
    kind: 'manual',
    localDate: localDateOf(now, program.zone),
    nominalAt: now,
    scheduleVersion: program.scheduleVersion,
    ...(hasMailbox ? { status: 'generating' } : { status: 'skipped', skipReason }),
    requestId: runId,
    deadlineAt: expected?.nominalAt ?? null,
    createdById: actor.userId,
    now,
  });
  const kind = hasMailbox ? 'run_started' : 'run_skipped';
  await recordRun(deps, tx, { actor, programId: program.id, runId, kind, now });
  const after = { programId: program.id, status: run.status };
  await audit.record(tx, {
    at: now,
    actor,
    action: 'program.run',
    entity: 'programRun',
    entityId: runId,
    customerId: null,
    after,
  });
  return run;
}

/** Makes it the newest run; returns it and those that it ends, whose workflows are to hear of it. */
async function takeOver(
  { store }: CommandDeps,
  tx: Tx,
  { run, now }: { run: StoredRun; now: number },
): Promise<RunRef[]> {
  const { runId, programId } = run;
  await store.programRuns.setCurrent(tx, { runId, programId });
  const ended = await store.programSupersession.supersedeGenerating(tx, { programId, byRunId: runId, now });
  return [store.programRuns.refOf(run), ...ended];
}
