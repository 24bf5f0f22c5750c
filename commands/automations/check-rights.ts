import type { Actor } from '../../contracts/actor.ts';
import type { AutomationAction } from '../../contracts/automations/actions.ts';
import type { AutomationSight } from '../../contracts/automations/kinds.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { lackedRights } from '../../domain/automations/rights.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** @throws ProblemError `forbidden`, naming each right that an action needs and the actor has not */
export function refuseLackedRights(actor: Actor, actions: readonly AutomationAction[]): void {
  const lacked = lackedRights(actor.permissions, actions);
  if (lacked.length === 0) return;
  const names = [...new Set(lacked.map(({ permission }) => permission))].join(', ');
  const problems = lacked.map(({ index, permission }) => ({
    field: index === null ? 'body' : `actions[${index}].kind`,
    message: `needs the permission ${permission}`,
  }));
  throw new ProblemError('forbidden', `You lack what its actions need: ${names}.`, problems);
}

/**
 * An automation sees what its owner sees, or everything, which only an admin says (A1). A key that does less than its
 * user gives an automation no more than it has itself (U2).
 *
 * @throws ProblemError `forbidden`
 */
export async function refuseWiderSight(
  { store }: CommandDeps,
  tx: Tx,
  { actor, sight }: { actor: Actor; sight: AutomationSight },
): Promise<void> {
  if (actor.role === 'admin') return;
  if (sight === 'all')
    throw new ProblemError('forbidden', 'Only an admin makes it run for all: say the sight `owner`.');
  if (!actor.ceiling) return;
  const user = await store.users.find(tx, actor, actor.userId);
  if (user?.role === 'admin')
    throw new ProblemError('forbidden', 'This key does less than its user, with whose sight it would run.');
}
