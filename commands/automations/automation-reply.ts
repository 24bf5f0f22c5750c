import type { Actor } from '../../contracts/actor.ts';
import type { Automation, StartedAutomation } from '../../contracts/automations/automations.ts';
import { found } from '../../contracts/problems.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import { findUndoing } from '../../domain/automations/undoing.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** Answers with the automation as the API shows it. */
export function automationReply({ store }: CommandDeps, actor: Actor) {
  return async (tx: Tx, { id }: StoredAutomation): Promise<Automation> =>
    found(await store.automationViews.read(tx, actor, id), 'automation');
}

/** Answers with it and, where it runs, with those that run and could undo what it does (A7). */
export function startedReply(deps: CommandDeps, actor: Actor) {
  const reply = automationReply(deps, actor);
  return async (tx: Tx, automation: StoredAutomation): Promise<StartedAutomation> => {
    const isRunning = automation.status === 'running';
    const others = isRunning ? await deps.store.automations.listRunning(tx) : [];
    return { ...(await reply(tx, automation)), warnings: findUndoing(automation, others) };
  };
}
