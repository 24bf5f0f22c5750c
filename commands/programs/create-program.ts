import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { programChanges } from '../../contracts/programs/changes.ts';
import type { CreateTouchpoint } from '../../contracts/programs/program-touchpoints.ts';
import type { CreateProgram, Program } from '../../contracts/programs/programs.ts';
import { DEFAULT_TOUCHPOINTS } from '../../domain/programs/built-in-templates.ts';
import type { StoredProgram, StoredTouchpoint } from '../../domain/programs/definition.ts';
import { findProgramProblems, programOf } from '../../domain/programs/program-rules.ts';
import { touchpointOf } from '../../domain/programs/touchpoint-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import { attempt } from '../wakes.ts';
import type { CommandDeps } from '../deps.ts';
import { findUnusedCurrencies } from '../access/find-unused-currencies.ts';
import { findUnknownNames } from '../sequences/find-unknown-names.ts';
import { recordChange } from '../record-change.ts';
import { rescheduleRuns } from './reschedule-runs.ts';
import { afterCommit, runCommand } from '../run-command.ts';
import { showProgramSchedule } from './show-program-schedule.ts';

/**
 * Creates an active program with touchpoints at 1, 7, 14 and 30 days past due, for review (P1, P2), or with those that are
 * given.
 *
 * @throws ProblemError `validation` for unknown mailboxes, countries and regions, and a currency in which no customer is
 * @throws ProblemError `conflict` when the name is taken, in any case
 */
export async function createProgram(
  deps: CommandDeps,
  actor: Actor,
  input: CreateProgram,
  words: readonly CreateTouchpoint[] = DEFAULT_TOUCHPOINTS,
  id = deps.newId('program'),
): Promise<Program> {
  const program = await runCommand(deps, actor, async (tx, now) => {
    const { zone } = await deps.store.organisation.get(tx, actor);
    const created = programOf(input, { id, now, createdById: actor.userId, zone });
    const { mailboxId, fromAddress } = created;
    const named = fromAddress === null ? mailboxId : await deps.store.programs.mailboxIdOf(tx, created);
    refuseInvalid([
      ...findProgramProblems(created),
      ...(await findUnknownNames(deps, tx, { mailboxId: named, fromAddress })),
      ...(await findUnusedCurrencies(deps, tx, { minimumAmounts: created.minimumAmounts, before: null })),
    ]);
    const touchpoints = words.map((each) =>
      touchpointOf(each, { id: deps.newId('touchpoint'), programId: id, now }),
    );
    return insertProgram(deps, tx, { actor, program: created, touchpoints, kind: 'created', now });
  });
  await followNewProgram(deps, program);
  return program;
}

/** Writes a new program with its touchpoints, its first expected run, plan request, audit and change rows. */
export async function insertProgram(
  deps: CommandDeps,
  tx: Tx,
  input: {
    actor: Actor;
    program: StoredProgram;
    touchpoints: readonly StoredTouchpoint[];
    kind: 'created' | 'duplicated';
    now: number;
  },
): Promise<Program> {
  const { actor, program, touchpoints, kind, now } = input;
  const { store } = deps;
  const programId = program.id;
  await store.programs.create(tx, program);
  await store.touchpoints.insertAll(tx, touchpoints);
  await rescheduleRuns(deps, tx, { programId, now });
  const asked = { programId, version: program.planVersion, reason: kind, now };
  await store.programs.recordPlan(tx, { ...asked, requestedById: actor.userId });
  const after = found(await store.programViews.read(tx, actor, { programId, now }), 'program');
  await recordChange(deps, tx, programChanges[kind], { actor, now, entityId: programId, after });
  return after;
}

/** After the commit: its Temporal Schedule and its first plan. What Temporal does not take now is made up for. */
export async function followNewProgram(
  deps: CommandDeps,
  { id, planVersion }: Pick<Program, 'id' | 'planVersion'>,
): Promise<void> {
  await afterCommit(deps, async () => {
    await attempt(showProgramSchedule(deps, id));
    await attempt(deps.lifecycle.startProgramPlan(id, planVersion));
  });
}
