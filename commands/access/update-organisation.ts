import { organisationChanges } from '../../contracts/access/changes.ts';
import type { Actor } from '../../contracts/actor.ts';
import type { Organisation, UpdateOrganisation } from '../../contracts/access/organisation.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Changes settings of the organisation. What an earlier contact policy defers looks again under the new one (D6).
 *
 * @throws ProblemError `validation` for a default mailbox that does not exist
 */
export function updateOrganisation(
  deps: CommandDeps,
  actor: Actor,
  change: UpdateOrganisation,
): Promise<Organisation> {
  const { contactPolicy, organisation, mailboxes } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const { defaultMailboxId } = change;
    if (defaultMailboxId != null && !(await mailboxes.find(tx, actor, defaultMailboxId))) {
      refuseInvalid([{ field: 'defaultMailboxId', message: 'is no mailbox' }]);
    }
    const before = await organisation.get(tx, actor);
    await organisation.update(tx, change);
    if (change.contactPolicy) await contactPolicy.releaseDeferred(tx, now);
    const after = await organisation.get(tx, actor);
    await recordChange(deps, tx, organisationChanges.updated, {
      actor,
      now,
      entityId: 'org',
      before,
      after,
    });
    return after;
  });
}
