import type { Actor } from '../../contracts/actor.ts';
import type { StartAutomation, StartedAutomation } from '../../contracts/automations/automations.ts';
import type { AutomationSight } from '../../contracts/automations/kinds.ts';
import { ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { startedReply } from './automation-reply.ts';
import { changeAutomation, refuseCompleted, type LockedAutomation } from './change-automation.ts';
import { findDefinitionProblems } from './check-definition.ts';
import { refuseLackedRights, refuseWiderSight } from './check-rights.ts';

/** Which one, and with whose sight. */
type Asked = StartAutomation & { automationId: string };

/**
 * Sets a draft or an inactive automation running, with the sight and the rights of the actor, who owns it (A1).
 *
 * @throws ProblemError `validation` with everything that keeps it from running
 * @throws ProblemError `forbidden` for a right that an action needs and the actor has not, or a sight beyond theirs
 * @throws ProblemError `conflict` when it runs, is paused or completed
 */
export function startAutomation(
  deps: CommandDeps,
  actor: Actor,
  { automationId, sight = 'owner' }: Asked,
): Promise<StartedAutomation> {
  return changeAutomation(deps, actor, {
    automationId,
    decide: async (locked) => {
      const { automation, now } = locked;
      refuseCompleted(automation);
      if (automation.status === 'running') throw new ProblemError('conflict', 'The automation runs already.');
      if (automation.status === 'paused')
        throw new ProblemError('conflict', 'The automation is paused: resume it.');
      const owned = await owning(deps, actor, locked, sight);
      const set = { ...owned, runNo: automation.runNo + 1, runningSince: now };
      return { kind: 'started', set };
    },
    reply: startedReply(deps, actor),
  });
}

/**
 * Lets a paused automation go on where it stopped, whoever paused it; the actor owns it from now on (A1). Without a word
 * about its sight it keeps it, which only an admin may where that is everybody's.
 *
 * @throws ProblemError as {@link startAutomation}; `conflict` unless it is paused
 */
export function resumeAutomation(
  deps: CommandDeps,
  actor: Actor,
  { automationId, sight }: Asked,
): Promise<StartedAutomation> {
  return changeAutomation(deps, actor, {
    automationId,
    decide: async (locked) => {
      const { automation } = locked;
      refuseCompleted(automation);
      if (automation.status !== 'paused') throw new ProblemError('conflict', 'The automation is not paused.');
      return { kind: 'resumed', set: await owning(deps, actor, locked, sight ?? automation.sight) };
    },
    reply: startedReply(deps, actor),
  });
}

/** Everything that is asked before it runs, and what it runs with. */
async function owning(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, automation }: LockedAutomation,
  sight: AutomationSight,
) {
  refuseInvalid(
    await findDefinitionProblems(deps, tx, { automation, isStarting: true, now }),
    'The automation cannot run yet.',
  );
  await refuseWiderSight(deps, tx, { actor, sight });
  refuseLackedRights(actor, automation.actions);
  const ownerId = actor.userId;
  return { status: 'running', sight, ownerId, pauseReason: null, pauseDetail: null } as const;
}
