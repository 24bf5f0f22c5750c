import type { Actor } from '../../contracts/actor.ts';
import type { StartedAutomation, UpdateAutomation } from '../../contracts/automations/automations.ts';
import { ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import { instantOf, sorted, withKeys } from '../../domain/automations/definition-rules.ts';
import type { AutomationSet } from '../../infra/db/automations/automations.ts';
import type { CommandDeps } from '../deps.ts';
import { startedReply } from './automation-reply.ts';
import { changeAutomation, refuseCompleted, type LockedAutomation } from './change-automation.ts';
import { findDefinitionProblems } from './check-definition.ts';
import { refuseLackedRights, refuseWiderSight } from './check-rights.ts';

/**
 * Changes what is given (A1, A2). One that runs stays one that may: it is checked as at its start. Who changes whom it
 * acts on or what it does while it runs acts from then on, and owns it.
 *
 * @throws ProblemError `validation` as createAutomation or, of one that runs, startAutomation
 * @throws ProblemError `forbidden` as startAutomation, for the audience or actions of one that runs
 * @throws ProblemError `conflict` when it is completed, when the name is taken, or for a change that one which runs or is
 *   paused does not take: whether it keeps running, and the start of a single pass that has begun
 */
export function updateAutomation(
  deps: CommandDeps,
  actor: Actor,
  { automationId, patch }: { automationId: string; patch: UpdateAutomation },
): Promise<StartedAutomation> {
  return changeAutomation(deps, actor, {
    automationId,
    decide: async (locked) => {
      const { automation } = locked;
      refuseCompleted(automation);
      const set = changedSettings(patch, automation);
      if (Object.keys(set).length === 0) return null;
      refuseTooLate(locked, set);
      await check(deps, locked, set);
      return { kind: 'updated', set: { ...set, ...(await ownedBy(deps, actor, locked, set)) } };
    },
    reply: startedReply(deps, actor),
  });
}

/** What of a patch differs from what is stored. */
function changedSettings(
  { actions, startsAt, endsAt, ...plain }: UpdateAutomation,
  before: StoredAutomation,
): AutomationSet {
  const after: AutomationSet = {
    ...(plain as AutomationSet),
    ...(startsAt !== undefined && { startsAt: instantOf(startsAt) }),
    ...(endsAt !== undefined && { endsAt: instantOf(endsAt) }),
    ...(actions && { actions: withKeys(actions, before.actions, before.version + 1) }),
  };
  const textOf = (value: unknown) => JSON.stringify(sorted(value));
  const isChanged = ([key, value]: [string, unknown]) =>
    value !== undefined && textOf(value) !== textOf(before[key as keyof StoredAutomation]);
  return Object.fromEntries(Object.entries(after).filter(isChanged));
}

/** What began cannot begin otherwise. */
function refuseTooLate({ automation, now }: LockedAutomation, set: AutomationSet): void {
  const { status, isOngoing, startsAt, runningSince } = automation;
  if (status !== 'running' && status !== 'paused') return;
  const refuse = (field: string): never => {
    throw new ProblemError('conflict', 'The automation runs: deactivate it before.', [
      { field, message: 'cannot change while it runs or is paused' },
    ]);
  };
  if (set.isOngoing !== undefined) refuse('isOngoing');
  const hasBegun = (startsAt ?? runningSince ?? now) <= now;
  if (set.startsAt !== undefined && !isOngoing && hasBegun) refuse('startsAt');
}

/** Of one that runs everything, of others what changes: a draft is mended one thing after the other. */
async function check(
  deps: CommandDeps,
  { tx, now, automation }: LockedAutomation,
  set: AutomationSet,
): Promise<void> {
  const isStarting = automation.status === 'running';
  const after = { ...automation, ...set };
  const problems = await findDefinitionProblems(deps, tx, { automation: after, isStarting, now });
  const parts = ['audience', 'actions'] as const;
  const kept = isStarting ? [] : parts.filter((part) => set[part] === undefined);
  refuseInvalid(
    problems.filter(({ field }) => !kept.some((part) => field === part || field.startsWith(`${part}`))),
  );
}

async function ownedBy(
  deps: CommandDeps,
  actor: Actor,
  { tx, automation }: LockedAutomation,
  set: AutomationSet,
): Promise<AutomationSet> {
  if (automation.status !== 'running' || (set.audience ?? set.actions) === undefined) return {};
  await refuseWiderSight(deps, tx, { actor, sight: automation.sight });
  refuseLackedRights(actor, set.actions ?? automation.actions);
  return { ownerId: actor.userId };
}
