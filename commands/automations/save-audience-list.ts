import type { Actor } from '../../contracts/actor.ts';
import type { SaveAudienceList } from '../../contracts/automations/audience-preview.ts';
import { customerChanges } from '../../contracts/customers/changes.ts';
import type { CustomerList } from '../../contracts/customers/lists.ts';
import { found } from '../../contracts/problems.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { Tx } from '../../infra/db/client.ts';
import { createList } from '../customers/save-list.ts';
import type { CommandDeps } from '../deps.ts';
import { joining, runCommand } from '../run-command.ts';
import { askAudience } from './read-audience.ts';

/** So many customers are told of in one statement. */
const TOLD_AT_ONCE = 5_000;
/** A hundred thousand members are written at once, or none. */
const TIMEOUT_MS = 300_000;

/**
 * Saves everybody who belongs to a tree today, and whom its author may see, as a new list (A3): all of them or none, in one
 * transaction. It is a list like others, and follows the tree no further.
 *
 * @throws ProblemError `validation` with the path of everything that cannot be asked
 * @throws ProblemError `conflict` when another list has the name, in any case
 */
export async function saveAudienceList(
  deps: CommandDeps,
  actor: Actor,
  { audience, ...named }: SaveAudienceList,
): Promise<CustomerList> {
  const asked = await askAudience(deps, audience);
  return runCommand(
    deps,
    actor,
    async (tx, now) => {
      const list = await createList(joining(deps, { tx, now, followUps: [] }), actor, named);
      const { audiences, lists, audit } = deps.store;
      const customerIds = await audiences.addToList(tx, actor, {
        tree: audience,
        asked,
        listId: list.id,
        now,
      });
      await tellMembers(deps, tx, { actor, now, listId: list.id, customerIds });
      const after = found(await lists.find(tx, actor, list.id), 'list');
      const what = { action: 'list.filled', entity: 'list', entityId: list.id, customerId: null };
      await audit.record(tx, { at: now, actor, ...what, after: { audience, members: customerIds.length } });
      return after;
    },
    { timeout: TIMEOUT_MS },
  );
}

async function tellMembers(
  { store }: CommandDeps,
  tx: Tx,
  {
    actor,
    now,
    listId,
    customerIds,
  }: { actor: Actor; now: number; listId: string; customerIds: readonly string[] },
): Promise<void> {
  for (let at = 0; at < customerIds.length; at += TOLD_AT_ONCE) {
    const entries = customerIds
      .slice(at, at + TOLD_AT_ONCE)
      .map((entityId) =>
        changeEntry(customerChanges.listJoined, { actor, now }, { entityId, data: { listId } }),
      );
    await store.changes.recordAll(tx, entries);
  }
}
