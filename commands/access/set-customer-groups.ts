import { customerVisibilityChanges } from '../../contracts/access/changes.ts';
import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type {
  ChangedGroupCustomers,
  ChangeGroupCustomers,
  CustomerGroups,
  SetCustomerGroups,
} from '../../contracts/access/visibility-groups.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Puts customers into a visibility group and takes others out (U3). Covers what the caller can see; the reply counts
 * the rest.
 *
 * @throws ProblemError `not_found` when there is no such group
 */
export function changeGroupCustomers(
  deps: CommandDeps,
  actor: Actor,
  { groupId, add = [], remove = [] }: ChangeGroupCustomers & { groupId: string },
): Promise<ChangedGroupCustomers> {
  return runCommand(deps, actor, async (tx, now) => {
    const { visibilityGroups } = deps.store;
    found((await visibilityGroups.keep(tx, [groupId]))[0], 'visibility group');
    const asked = [...new Set([...add, ...remove])];
    const visible = new Set(await visibilityGroups.lockVisible(tx, actor, asked));
    const [toAdd, toRemove] = [[...new Set(add)], [...new Set(remove)]].map((ids) =>
      ids.filter((customerId) => visible.has(customerId)),
    ) as [string[], string[]];
    const added = await visibilityGroups.addCustomers(
      tx,
      toAdd.map((customerId) => ({ groupId, customerId })),
    );
    const removed = await visibilityGroups.removeCustomers(tx, {
      groupIds: [groupId],
      customerIds: toRemove,
    });
    await recordMoves(deps, tx, { actor, now, groupId, added, removed });
    const customerIds = [...added, ...removed];
    if (customerIds.length > 0) await deps.hooks.followSight(deps, tx, { of: { customerIds }, actor, now });
    const unchanged = visible.size - added.length - removed.length;
    return { added: added.length, removed: removed.length, unchanged, unknown: asked.length - visible.size };
  });
}

/**
 * Says which visibility groups a customer is in from now on.
 *
 * @throws ProblemError `not_found` when the customer is absent or hidden
 * @throws ProblemError `validation` naming ids that are no groups
 */
export function setCustomerGroups(
  deps: CommandDeps,
  actor: Actor,
  { customerId, groupIds }: SetCustomerGroups & { customerId: string },
): Promise<CustomerGroups> {
  return runCommand(deps, actor, async (tx, now) => {
    const { visibilityGroups } = deps.store;
    const [locked] = await visibilityGroups.lockVisible(tx, actor, [customerId]);
    found(locked, 'customer');
    const before = found(await visibilityGroups.listOfCustomer(tx, actor, customerId), 'customer');
    await visibilityGroups.keep(tx, groupIds);
    const known = await Promise.all(groupIds.map((groupId) => visibilityGroups.find(tx, actor, groupId)));
    refuseInvalid(
      known.flatMap((group, index) =>
        group ? [] : [{ field: `groupIds[${index}]`, message: 'is no visibility group' }],
      ),
    );
    const leaving = before.items.map((group) => group.id).filter((groupId) => !groupIds.includes(groupId));
    await visibilityGroups.removeCustomers(tx, { groupIds: leaving, customerIds: [customerId] });
    await visibilityGroups.addCustomers(
      tx,
      [...new Set(groupIds)].map((groupId) => ({ groupId, customerId })),
    );
    const items = known.flatMap((group) => (group ? [{ id: group.id, name: group.name }] : []));
    const after = { items: distinct(items).sort((a, b) => (a.name < b.name ? -1 : 1)) };
    await recordChange(deps, tx, customerVisibilityChanges.visibilityChanged, {
      actor,
      now,
      entityId: customerId,
      before: { groupIds: before.items.map((group) => group.id) },
      after: { groupIds },
    });
    await deps.hooks.followSight(deps, tx, { of: { customerIds: [customerId] }, actor, now });
    // Read with the eyes from before: the change may have hidden the customer from its author.
    return after;
  });
}

const distinct = <T extends { id: string }>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [item.id, item])).values(),
];

interface Moves {
  actor: Actor;
  now: number;
  groupId: string;
  added: readonly string[];
  removed: readonly string[];
}

/** One entry a customer, in two statements however many there are. */
async function recordMoves({ store }: CommandDeps, tx: Tx, moves: Moves): Promise<void> {
  const { actor, now: at, groupId, added, removed } = moves;
  const entries = [
    ...added.map((entityId) => ({ entityId, after: { joined: groupId } })),
    ...removed.map((entityId) => ({ entityId, after: { left: groupId } })),
  ];
  const action = 'customer.visibilityChanged';
  await store.audit.recordAll(
    tx,
    entries.map((entry) => ({
      ...entry,
      at,
      actor,
      action,
      entity: 'customer',
      customerId: entry.entityId,
    })),
  );
  await store.changes.recordAll(
    tx,
    entries.map(({ entityId }) =>
      changeEntry(customerVisibilityChanges.visibilityChanged, { actor, now: at }, { entityId }),
    ),
  );
}
