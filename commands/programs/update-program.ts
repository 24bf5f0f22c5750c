import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, refuseInvalid } from '../../contracts/problems.ts';
import type { Program, UpdateProgram } from '../../contracts/programs/programs.ts';
import type { StoredProgram } from '../../domain/programs/definition.ts';
import { changeOfRules } from '../../domain/access/rules-change.ts';
import { findProgramProblems } from '../../domain/programs/program-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import { changeProgram, type LockedProgram, type ProgramChange, refuseArchived } from './change-program.ts';
import type { CommandDeps } from '../deps.ts';
import { releaseAll, type Release } from '../release-waiting.ts';
import { wakeEnrollments } from '../wakes.ts';
import { findUnusedCurrencies } from '../access/find-unused-currencies.ts';
import { touchWeighed } from './follow-rules.ts';
import { findUnknownNames } from '../sequences/find-unknown-names.ts';
import { programReply } from './program-reply.ts';

/** Settings that change. */
export type Settings = Partial<StoredProgram>;

/** Settings that say when runs take place. */
const SCHEDULE_SETTINGS = ['zone', 'sendDays', 'sendTime', 'everyWeeks', 'startDate', 'holidays'] as const;
/** Settings that say until when of a day what waits may leave. */
const HOUR_SETTINGS = ['zone', 'sendTime', 'latestSendTime', 'holidays'] as const;
/** Settings that can move what is planned, beside those. */
const PLAN_SETTINGS = ['mailboxId', 'matching', 'autoEnroll', 'minimumAmounts'] as const;

/**
 * Changes settings (P2, P10); what is not given stays. A change of the schedule moves the runs to come: no moment before
 * the change is made up for.
 *
 * @throws ProblemError `validation` as createProgram
 * @throws ProblemError `conflict` when it is archived or the name is taken
 */
export function updateProgram(
  deps: CommandDeps,
  actor: Actor,
  { programId, patch }: { programId: string; patch: UpdateProgram },
): Promise<Program> {
  return changeProgram(deps, actor, {
    programId,
    decide: async (locked) => {
      refuseArchived(locked.program);
      const set = changedSettings(patch, locked.program);
      refuseInvalid(await findSettingsProblems(deps, locked, set));
      return settingsChange(deps, locked, set);
    },
    reply: programReply(deps, actor),
  });
}

/** What keeps settings from being saved over those of a program. */
export async function findSettingsProblems(
  deps: CommandDeps,
  { tx, program }: Pick<LockedProgram, 'tx' | 'program'>,
  set: Settings,
): Promise<FieldProblem[]> {
  return [
    ...findProgramProblems({ ...program, ...set }),
    ...(await findSenderProblems(deps, tx, { program, set })),
    ...(await findUnusedCurrencies(deps, tx, {
      minimumAmounts: set.minimumAmounts ?? null,
      before: program.minimumAmounts,
    })),
  ];
}

/** What a change of settings moves, and lets go of; null: nothing changes. */
export async function settingsChange(
  deps: CommandDeps,
  { tx, program, now }: LockedProgram,
  set: Settings,
): Promise<ProgramChange | null> {
  const programId = program.id;
  const keys = Object.keys(set) as (keyof StoredProgram)[];
  if (keys.length === 0) return null;
  const rules = changeOfRules(program, { ...program, ...set });
  const enrollmentIds = rules ? await touchWeighed(deps, tx, { ...rules, programId }) : [];
  const releases: Release[] = [
    ...(HOUR_SETTINGS.some((key) => keys.includes(key))
      ? [{ of: 'program_hours', id: programId } as const]
      : []),
    ...(keys.includes('mailboxId') ? [{ of: 'program_sender', id: programId } as const] : []),
  ];
  const release = await releaseAll(deps, tx, { releases, now });
  return {
    action: 'program.update',
    kind: 'settings_edited',
    movesSchedule: SCHEDULE_SETTINGS.some((key) => keys.includes(key)),
    movesPlan: PLAN_SETTINGS.some((key) => keys.includes(key)),
    wake: async () => {
      await wakeEnrollments(deps, enrollmentIds);
      await release();
    },
    planReason: `changed: ${keys.join(', ')}`,
    set,
    before: Object.fromEntries(keys.map((key) => [key, program[key]])),
    after: set,
  };
}

/** Only of a sender that is named by this change: a mailbox, an alias of it or of the organisation's default (M1). */
async function findSenderProblems(
  deps: CommandDeps,
  tx: Tx,
  { program, set }: { program: StoredProgram; set: Settings },
): Promise<FieldProblem[]> {
  if (set.mailboxId === undefined && set.fromAddress === undefined) return [];
  const { mailboxId, fromAddress } = { ...program, ...set };
  return findUnknownNames(deps, tx, {
    mailboxId: fromAddress === null ? mailboxId : await deps.store.programs.mailboxIdOf(tx, { mailboxId }),
    fromAddress,
  });
}

/** What of a patch differs from what is stored. */
export function changedSettings(
  { sendDays, tracking, ...plain }: UpdateProgram,
  before: StoredProgram,
): Settings {
  const after: Settings = {
    ...(plain as Settings),
    ...(tracking === undefined ? {} : { tracking: { ...before.tracking, ...tracking } }),
    ...(sendDays === undefined ? {} : { sendDays: [...sendDays].sort() }),
  };
  const isChanged = ([key, value]: [string, unknown]) =>
    value !== undefined && JSON.stringify(value) !== JSON.stringify(before[key as keyof StoredProgram]);
  return Object.fromEntries(Object.entries(after).filter(isChanged));
}
