import type { Actor } from '../../contracts/actor.ts';
import type { Automation } from '../../contracts/automations/automations.ts';
import type { AutomationStatus } from '../../contracts/automations/kinds.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { AUTOMATION_TRANSITIONS } from '../../domain/automations/states.ts';
import type { CommandDeps } from '../deps.ts';
import { automationReply } from './automation-reply.ts';
import { changeAutomation, refuseCompleted } from './change-automation.ts';

interface Asked {
  automationId: string;
}
const KINDS = { paused: 'paused', inactive: 'deactivated', completed: 'completed' } as const;

/** Pauses it: the record in hand is finished, and nothing begun (A1). @throws ProblemError `conflict` unless it runs */
export const pauseAutomation = (deps: CommandDeps, actor: Actor, asked: Asked): Promise<Automation> =>
  setStatus(deps, actor, { ...asked, to: 'paused' });

/** Ends its pass; it may run again with its memory (A1). @throws ProblemError `conflict` unless it runs or is paused */
export const deactivateAutomation = (deps: CommandDeps, actor: Actor, asked: Asked): Promise<Automation> =>
  setStatus(deps, actor, { ...asked, to: 'inactive' });

/** Ends it for good (A1). @throws ProblemError `conflict` for a draft, and for one that is completed */
export const completeAutomation = (deps: CommandDeps, actor: Actor, asked: Asked): Promise<Automation> =>
  setStatus(deps, actor, { ...asked, to: 'completed' });

function setStatus(
  deps: CommandDeps,
  actor: Actor,
  { automationId, to }: Asked & { to: keyof typeof KINDS },
): Promise<Automation> {
  return changeAutomation(deps, actor, {
    automationId,
    decide: ({ automation }) => {
      refuseCompleted(automation);
      const followers: readonly AutomationStatus[] = AUTOMATION_TRANSITIONS[automation.status];
      if (!followers.includes(to)) throw new ProblemError('conflict', refusalOf(automation.status, to));
      const set = { status: to, pauseReason: null, pauseDetail: null };
      return Promise.resolve({ kind: KINDS[to], set });
    },
    reply: automationReply(deps, actor),
  });
}

function refusalOf(status: AutomationStatus, to: AutomationStatus): string {
  if (status === to) return `The automation is ${to} already.`;
  if (status === 'created') return 'The automation is a draft, which never ran.';
  return `The automation is ${status}; it does not run.`;
}
