import type { Actor } from '../../contracts/actor.ts';
import type {
  Automation,
  CreateAutomation,
  DuplicateAutomation,
} from '../../contracts/automations/automations.ts';
import { automationChanges } from '../../contracts/automations/changes.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type { StoredAutomation } from '../../domain/automations/definition.ts';
import { automationOf, freshAutomation } from '../../domain/automations/definition-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { automationReply } from './automation-reply.ts';
import { findDefinitionProblems } from './check-definition.ts';

/**
 * Creates a draft, which acts on nobody (A1).
 *
 * @throws ProblemError `validation` with the path of everything that cannot be asked or done, or is not there (A3)
 * @throws ProblemError `conflict` when the name is taken, in any case
 */
export function createAutomation(
  deps: CommandDeps,
  actor: Actor,
  input: CreateAutomation,
): Promise<Automation> {
  return runCommand(deps, actor, async (tx, now) => {
    const id = deps.newId('automation');
    const automation = automationOf(input, { id, now, createdById: actor.userId });
    refuseInvalid(await findDefinitionProblems(deps, tx, { automation, isStarting: false, now }));
    return insert(deps, tx, { actor, automation, kind: 'created' });
  });
}

/**
 * Makes a draft that does the same as an automation of any status, without its dates (A1).
 *
 * @throws ProblemError `not_found`, or `conflict` when the name is taken, in any case
 */
export function duplicateAutomation(
  deps: CommandDeps,
  actor: Actor,
  { automationId, name }: DuplicateAutomation & { automationId: string },
): Promise<Automation> {
  return runCommand(deps, actor, async (tx, now) => {
    const original = found(await deps.store.automations.read(tx, automationId), 'automation');
    const fresh = freshAutomation({ id: deps.newId('automation'), now, createdById: actor.userId });
    const automation = { ...original, ...fresh, name, startsAt: null, endsAt: null };
    return insert(deps, tx, { actor, automation, kind: 'duplicated' });
  });
}

async function insert(
  deps: CommandDeps,
  tx: Tx,
  { actor, automation, kind }: { actor: Actor; automation: StoredAutomation; kind: 'created' | 'duplicated' },
): Promise<Automation> {
  await deps.store.automations.create(tx, automation);
  const after = await automationReply(deps, actor)(tx, automation);
  const entry = { actor, now: automation.createdAt, entityId: automation.id, after };
  await recordChange(deps, tx, automationChanges[kind], entry);
  return after;
}
