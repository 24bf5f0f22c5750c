import type { Actor } from '../../contracts/actor.ts';
import { automationChanges } from '../../contracts/automations/changes.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Deletes a draft.
 *
 * @throws ProblemError `conflict` for one that ever ran: its history stays (A5)
 */
export async function deleteAutomation(
  deps: CommandDeps,
  actor: Actor,
  { automationId }: { automationId: string },
): Promise<void> {
  await runCommand(deps, actor, async (tx, now) => {
    const before = found(await deps.store.automations.lock(tx, automationId), 'automation');
    if (before.status !== 'created')
      throw new ProblemError('conflict', 'The automation has run: complete it, its history stays.');
    await deps.store.automations.remove(tx, automationId);
    await recordChange(deps, tx, automationChanges.deleted, { actor, now, entityId: automationId, before });
  });
}
