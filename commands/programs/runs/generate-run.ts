import { SYSTEM } from '../../../contracts/actor.ts';
import type { RunHeldReason } from '../../../contracts/programs/kinds.ts';
import { found } from '../../../contracts/problems.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { StoredProgram, StoredTouchpoint } from '../../../domain/programs/definition.ts';
import { judgedProgramOf } from '../../../domain/programs/program-rules.ts';
import { isSurge } from '../../../domain/programs/surge.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { GenerationInput } from '../../../infra/db/programs/runs/program-generation.ts';
import type { RunRef, StoredRun } from '../../../infra/db/programs/runs/program-runs.ts';
import { attempt } from '../../wakes.ts';
import type { CommandDeps } from '../../deps.ts';
import { TRANSACTION_WAIT_MS } from '../../run-command.ts';
import { upcomingRuns } from '../upcoming-runs.ts';
import { GENERATION_TIMEOUT_MS } from '../plan-program.ts';

/** What a run produced. */
export interface GeneratedRun {
  /** A newer run has taken over: it wrote nothing, or what it wrote was replaced. */
  isSuperseded: boolean;
  /** Whether messages wait to be prepared for review. */
  hasReview: boolean;
}

/** So often a run is judged anew because its program was edited meanwhile; then edits wait for it. */
const OPEN_ATTEMPTS = 2;

/**
 * Generates a run (P4-P6, P9, P15): judges everybody as of its day, and writes proposals, messages that leave, and rows
 * that say why not, with the next firings, all in one transaction or nothing. Only the newest run of a program writes.
 * Safe to repeat: a run that was generated answers what it came to.
 *
 * @throws ProblemError `not_found` when there is no such run
 */
export async function generateRun(deps: CommandDeps, { runId }: { runId: string }): Promise<GeneratedRun> {
  for (let round = 1; ; round += 1) {
    const canWait = round > OPEN_ATTEMPTS;
    const made = await deps.db
      .$transaction((tx) => generate(deps, tx, { runId, canWait }), {
        maxWait: TRANSACTION_WAIT_MS,
        timeout: GENERATION_TIMEOUT_MS,
      })
      .catch((error: unknown) => {
        if (error instanceof Overtaken) return error.reason;
        throw error;
      });
    if (made === 'edited') continue;
    if (made === 'superseded') {
      await deps.store.programGeneration.endSuperseded(deps.db, { runId, now: await deps.now() });
      return { isSuperseded: true, hasReview: false };
    }
    const { programId, mailboxId, autoBatchIds, toWake, hasReview } = made;
    await Promise.all([
      ...autoBatchIds.map((batchId) => attempt(deps.lifecycle.wakeBatch({ batchId, programId, mailboxId }))),
      ...toWake.map((run) => attempt(deps.lifecycle.wakeProgramRun(run))),
    ]);
    return { isSuperseded: made.isSuperseded, hasReview };
  }
}

/** Rolls the transaction back: a newer run has begun, or the program was edited since it was read. */
class Overtaken extends Error {
  constructor(readonly reason: 'superseded' | 'edited') {
    super(reason);
  }
}

interface Made extends GeneratedRun {
  programId: string;
  mailboxId: string | null;
  autoBatchIds: string[];
  toWake: RunRef[];
}

async function generate(
  deps: CommandDeps,
  tx: Tx,
  { runId, canWait }: { runId: string; canWait: boolean },
): Promise<Made> {
  const { store } = deps;
  const { programId } = found(await store.programRuns.read(tx, runId), 'run');
  await store.locks.closeGate(tx, { kind: 'program-plan', id: programId });
  const run = found(await store.programRuns.read(tx, runId), 'run');
  const isSuperseded = run.status === 'superseded';
  const done = await store.programGeneration.readOutcome(tx, runId);
  if (done) return { ...done, programId, mailboxId: null, isSuperseded, toWake: [] };
  if (isSuperseded) throw new Overtaken('superseded');
  const seen = found(await store.programs.read(tx, programId), 'program');
  refuseOvertaken(run, seen, seen);
  const { zone, contactPolicy, defaultMailboxId } = await store.organisation.get(tx, SYSTEM);
  const day = localDateOf(run.nominalAt, zone);
  // Whoever decides about an enrollment writes it before the program: so does a run, also one that edits wait for.
  if (seen.autoEnroll) {
    const now = await deps.now();
    await store.programAutoEnrollment.enroll(tx, { programId, today: day, customerIds: null, now });
  }
  const program = canWait ? found(await store.programs.lock(tx, programId), 'program') : seen;
  if (program.autoEnroll !== seen.autoEnroll) throw new Overtaken('edited');
  refuseOvertaken(run, program, program);
  const made = await write(deps, tx, { run, program, zone, day, perRun: contactPolicy.perRun });
  refuseOvertaken(run, program, await store.programs.lock(tx, programId));
  const { now, heldReason, hasReview } = made;
  await store.programGeneration.finishRun(tx, { run, heldReason, hasReview, now });
  return { ...made, programId, mailboxId: program.mailboxId ?? defaultMailboxId, isSuperseded };
}

/** Only the newest run writes, and only for the program as it was judged. */
function refuseOvertaken(run: StoredRun, before: StoredProgram, program: StoredProgram | null): void {
  if (program?.currentRunId !== run.runId || program.status === 'archived') throw new Overtaken('superseded');
  const isSame = program.version === before.version && program.planVersion === before.planVersion;
  if (!isSame) throw new Overtaken('edited');
}

interface Written extends Omit<Made, 'isSuperseded' | 'programId' | 'mailboxId'> {
  now: number;
  heldReason: RunHeldReason | null;
}

/** Paused since it began, nothing leaves by itself (P13); nor does a run that is far larger than usual (P15). */
function heldBecause({ status }: StoredProgram, isSurging: boolean): RunHeldReason | null {
  if (status === 'paused') return 'paused';
  return isSurging ? 'surge' : null;
}

async function write(
  deps: CommandDeps,
  tx: Tx,
  given: { run: StoredRun; program: StoredProgram; zone: string; day: string; perRun: number },
): Promise<Written> {
  const { store } = deps;
  const { run, program, zone, day, perRun } = given;
  const now = await deps.now();
  const { id: programId, surgeFactor: factor } = program;
  const at = Math.max(now, run.nominalAt);
  await store.programGeneration.allowMemory(tx);
  const judged = { ...judgedProgramOf(program), kind: run.kind, day, at, runDate: run.localDate };
  const input = { ...judged, perRun, customerIds: null };
  await store.programVerdicts.judge(tx, input);
  const { produced, replaced } = await store.programGeneration.countVerdicts(tx);
  const before = await store.programGeneration.sizesBefore(tx, { programId, run });
  const heldReason = heldBecause(program, isSurge({ produced, before, factor }));
  const isHeld = heldReason !== null;
  let toWake: RunRef[] = [];
  if (replaced > 0) {
    refuseOvertaken(run, program, await store.programs.lock(tx, programId));
    toWake = await store.programReplacement.supersedeReplaced(tx, { now });
  }
  const touchpoints = await store.touchpoints.listActiveOf(tx, programId);
  const generation = { ...input, run, program, isHeld, now, seedId: deps.newId('scheduledTouchpoint') };
  const batches = await writeRows(deps, tx, { generation, touchpoints });
  if (run.kind === 'scheduled') await planNext(deps, tx, { run, program, zone, now });
  const autoBatchIds = batches.filter((batch) => batch.delivery === 'auto').map((batch) => batch.batchId);
  return { now, heldReason, toWake, autoBatchIds, hasReview: autoBatchIds.length < batches.length };
}

async function writeRows(
  deps: CommandDeps,
  tx: Tx,
  { generation, touchpoints }: { generation: GenerationInput; touchpoints: readonly StoredTouchpoint[] },
) {
  const { programGeneration, programReplacement } = deps.store;
  const { run, isHeld } = generation;
  const batches = await programGeneration.openBatches(tx, {
    ...generation,
    batches: touchpoints.map(({ id, delivery }) => ({
      batchId: deps.newId('reviewBatch'),
      touchpointId: id,
      isAuto: delivery === 'auto' && !isHeld,
    })),
  });
  if (run.kind === 'scheduled') await programGeneration.takePlanned(tx, generation);
  await programGeneration.insertRows(tx, generation);
  await programReplacement.linkSuperseded(tx, { run });
  return batches;
}

/** What comes after this run: its own firings are taken. */
async function planNext(
  deps: CommandDeps,
  tx: Tx,
  input: { run: StoredRun; program: StoredProgram; zone: string; now: number },
): Promise<void> {
  const { run, program, zone, now } = input;
  await deps.store.programPlans.plan(tx, {
    ...judgedProgramOf(program),
    runs: await upcomingRuns(deps, tx, { program, zone, after: run.nominalAt, now }),
    customerIds: null,
    planVersion: program.planVersion,
    today: localDateOf(now, zone),
    now,
    seedId: deps.newId('scheduledTouchpoint'),
  });
}
