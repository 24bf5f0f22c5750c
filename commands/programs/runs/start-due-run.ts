import { SYSTEM } from '../../../contracts/actor.ts';
import type { RunSkipReason } from '../../../contracts/programs/kinds.ts';
import type { StoredProgram } from '../../../domain/programs/definition.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { RunRef, StoredRun } from '../../../infra/db/programs/runs/program-runs.ts';
import { attempt } from '../../wakes.ts';
import type { CommandDeps } from '../../deps.ts';
import { expectNextRun } from '../expect-next-run.ts';
import { recordRun } from './record-run.ts';
import { runCommand } from '../../run-command.ts';
import { MISSED_AFTER_MS } from '../upcoming-runs.ts';

/** Temporal fires a little early at times. */
const DUE_SLACK_MS = 2_000;

/** Of which program. */
export interface DueRunInput {
  programId: string;
}

/** The run that began; null: none is due, it was skipped, or it waits. */
export interface StartedRun {
  runId: string | null;
  /** It is due, and its mailbox fails for a while (P2). */
  isWaiting?: boolean;
}

/**
 * Begins the run of a program that is due, once, whoever asks and how often: its schedule at the time, the reconciler
 * afterwards. What an outage made older than six hours is skipped with that reason, so that only today's takes place,
 * late. A run supersedes what waits for a decision since the one before (P8); without a working mailbox it is skipped,
 * with the reason, and supersedes nothing (P2). One whose mailbox fails for a while waits until it works again, or until
 * the next one is due.
 */
export async function startDueRun(deps: CommandDeps, { programId }: DueRunInput): Promise<StartedRun> {
  const begun = await runCommand(deps, SYSTEM, async (tx, now) => {
    await deps.store.locks.closeGate(tx, { kind: 'program', id: programId });
    const program = await deps.store.programs.lock(tx, programId);
    if (program?.status !== 'active') return null;
    const due = await findDueRun(deps, tx, { program, now });
    return due && beginRun(deps, tx, { program, due, now });
  });
  if (!begun) return { runId: null };
  if (begun === 'waits') return { runId: null, isWaiting: true };
  await Promise.all(
    [begun.run, ...begun.superseded].map((run) => attempt(deps.lifecycle.wakeProgramRun(run))),
  );
  return { runId: begun.run.runId };
}

/** The expected run, if its time has come; those before it that were missed are skipped. */
async function findDueRun(
  deps: CommandDeps,
  tx: Tx,
  { program, now }: { program: StoredProgram; now: number },
): Promise<StoredRun | null> {
  const { programRuns } = deps.store;
  let expected = await programRuns.findExpected(tx, program.id);
  if (!expected) {
    const last = await programRuns.lastScheduledAt(tx, program.id);
    const after = Math.max(program.scheduledFrom, last ?? 0);
    expected = await expectNextRun(deps, tx, { program, after, now });
  }
  for (;;) {
    const reason = expected && (await missedBecause(deps, tx, { program, expected, now }));
    if (!expected || !reason) break;
    const { runId, nominalAt } = expected;
    await programRuns.skip(tx, { runId, reason, now });
    await recordRun(deps, tx, { actor: SYSTEM, programId: program.id, runId, kind: 'run_skipped', now });
    expected = await expectNextRun(deps, tx, { program, after: nominalAt, now });
  }
  return expected && expected.nominalAt <= now + DUE_SLACK_MS ? expected : null;
}

/** Why an expected run does not take place any more: an outage, or a mailbox that failed until the next one came. */
async function missedBecause(
  { store }: CommandDeps,
  tx: Tx,
  { program, expected, now }: { program: StoredProgram; expected: StoredRun; now: number },
): Promise<RunSkipReason | null> {
  const { nominalAt, isWaitingForMailbox } = expected;
  if (!isWaitingForMailbox) return nominalAt < now - MISSED_AFTER_MS ? 'outage' : null;
  const [next] = await store.programRuns.findNext(tx, { program, after: nominalAt, count: 1 });
  return next && next.at <= now + DUE_SLACK_MS ? 'mailbox_failing' : null;
}

/** Takes a run that is due, and writes the one after it. Null: it was skipped. */
async function beginRun(
  deps: CommandDeps,
  tx: Tx,
  { program, due, now }: { program: StoredProgram; due: StoredRun; now: number },
): Promise<{ run: RunRef; superseded: RunRef[] } | 'waits' | null> {
  const { programRuns } = deps.store;
  const programId = program.id;
  const { runId } = due;
  const health = await programRuns.readMailboxHealth(tx, programId);
  if (health === 'failing') {
    await programRuns.waitForMailbox(tx, runId);
    return 'waits';
  }
  const superseded = health === 'working' ? await takeOver(deps, tx, { programId, runId, now }) : null;
  if (!superseded) await programRuns.skip(tx, { runId, reason: 'no_mailbox', now });
  const next = await expectNextRun(deps, tx, { program, after: due.nominalAt, now });
  await programRuns.moveDeadlines(tx, { programId, deadlineAt: next?.nominalAt ?? null });
  const kind = superseded ? 'run_started' : 'run_skipped';
  await recordRun(deps, tx, { actor: SYSTEM, programId, runId, kind, now });
  return superseded && { run: programRuns.refOf(due), superseded };
}

/** Makes it the run of its program; returns those that it supersedes (P8). */
async function takeOver(
  { store }: CommandDeps,
  tx: Tx,
  { programId, runId, now }: { programId: string; runId: string; now: number },
): Promise<RunRef[]> {
  const superseded = await store.programSupersession.supersedeOpen(tx, { programId, byRunId: runId, now });
  await store.programRuns.begin(tx, { runId, now });
  await store.programRuns.setCurrent(tx, { runId, programId });
  return superseded;
}
