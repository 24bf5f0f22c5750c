import { organisationChanges } from '../../contracts/access/changes.ts';
import type { Actor } from '../../contracts/actor.ts';
import type { Organisation, UpdateOrganisation } from '../../contracts/access/organisation.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { releaseAll, wakeNobody, type Release } from '../release-waiting.ts';
import { recordChange } from '../record-change.ts';
import { afterCommit, runCommand } from '../run-command.ts';

/**
 * Changes settings of the organisation. What an earlier contact policy defers or days of an earlier zone defer looks again
 * (D6), and so does what waits for an earlier default mailbox (S24).
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
    const movesDays = change.contactPolicy !== undefined || change.zone !== undefined;
    const movesSender = defaultMailboxId !== undefined && defaultMailboxId !== before.defaultMailboxId;
    const releases: Release[] = [
      ...(movesDays ? [{ of: 'contact_policy' } as const] : []),
      ...(movesSender ? [{ of: 'default_mailbox' } as const] : []),
    ];
    wake = await releaseAll(deps, tx, { releases, now });
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
  await afterCommit(deps, wake);
  return updated;
}
