import { organisationChanges } from '../../contracts/access/changes.ts';
import type { Actor } from '../../contracts/actor.ts';
import type { Organisation, UpdateOrganisation } from '../../contracts/access/organisation.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { releaseWaiting, wakeNobody } from '../release-waiting.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Changes settings of the organisation. What an earlier contact policy defers or days of an earlier zone defer looks again (D6).
 *
 * @throws ProblemError `validation` for a default mailbox that does not exist
 */
export async function updateOrganisation(
  deps: CommandDeps,
  actor: Actor,
  change: UpdateOrganisation,
): Promise<Organisation> {
  const { organisation } = deps.store;
  let wake = wakeNobody;
  const updated = await runCommand(deps, actor, async (tx, now) => {
    const { defaultMailboxId } = change;
    if (defaultMailboxId != null && !(await organisation.isMailbox(tx, defaultMailboxId))) {
      refuseInvalid([{ field: 'defaultMailboxId', message: 'is no mailbox' }]);
    }
    const before = await organisation.get(tx, actor);
    await organisation.update(tx, change);
    // The days of contacts are those of the zone.
    if (change.contactPolicy || change.zone !== undefined)
      wake = await releaseWaiting(deps, tx, { release: { of: 'contact_policy' }, now });
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
  await wake();
  return updated;
}
