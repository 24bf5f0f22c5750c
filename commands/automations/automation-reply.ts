import type { Actor } from '../../contracts/actor.ts';
import type {
  Automation,
  AutomationWarning,
  StartedAutomation,
} from '../../contracts/automations/automations.ts';
import { found } from '../../contracts/problems.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import { findUndoing, type Undoing } from '../../domain/automations/undoing.ts';
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
    const warnings = await withNames(deps, tx, findUndoing(automation, others));
    return { ...(await reply(tx, automation)), warnings };
  };
}

async function withNames(
  { store }: CommandDeps,
  tx: Tx,
  undoing: readonly Undoing[],
): Promise<AutomationWarning[]> {
  const names = new Map<string, string>();
  for (const kind of ['label', 'list', 'sequence'] as const) {
    const ids = undoing.flatMap(({ about }) => (about?.kind === kind ? [about.id] : []));
    if (ids.length === 0) continue;
    for (const [id, { name }] of await store.actionTargets.find(tx, { kind, ids })) names.set(id, name);
  }
  return undoing.map(({ about, ...warning }) => ({
    ...warning,
    about: about && { ...about, name: names.get(about.id) ?? about.id },
  }));
}
