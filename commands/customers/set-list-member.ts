import type { Actor } from '../../contracts/actor.ts';
import { customerChanges } from '../../contracts/customers/changes.ts';
import type { CustomerList, RemovedMember } from '../../contracts/customers/lists.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { wakeNobody } from '../release-waiting.ts';
import { afterCommit, runCommand } from '../run-command.ts';

/** A customer and a list. */
export interface Membership {
  listId: string;
  customerId: string;
}

/**
 * Puts a customer on a list; one that is there stays, and nothing is recorded. The sequence that follows the list takes it
 * in, whatever its status (S17).
 *
 * @throws ProblemError `not_found` when either is absent or hidden
 * @throws ProblemError `conflict` for an archived list
 */
export async function addListMember(deps: CommandDeps, actor: Actor, membership: Membership): Promise<void> {
  let wake = wakeNobody;
  const { listId, customerId } = membership;
  await runCommand(deps, actor, async (tx, now) => {
    const list = await readList(deps, tx, actor, membership);
    if (list.isArchived) throw new ProblemError('conflict', 'The list is archived and takes no members.');
    if (!(await deps.store.lists.addMember(tx, { ...membership, actorId: actor.userId, now }))) return;
    await record(deps, tx, { actor, now, membership, list, kind: 'listJoined' });
    wake = await deps.hooks.lists.joined(deps, tx, { listId, customerIds: [customerId], actor, now });
  });
  await afterCommit(deps, wake);
}

/**
 * Takes a customer off a list; one that is not there stays away, and nothing is recorded. In the sequence that follows the
 * list it is paused at its place: once this answers nothing of it is handed over, and what had begun is named (S10, S17).
 *
 * @throws ProblemError `not_found` when either is absent or hidden
 */
export async function removeListMember(
  deps: CommandDeps,
  actor: Actor,
  membership: Membership,
): Promise<RemovedMember> {
  let wake = wakeNobody;
  const { listId, customerId } = membership;
  const { lists } = deps.hooks;
  const inFlight = await runCommand(deps, actor, async (tx, now) => {
    const list = await readList(deps, tx, actor, membership);
    if (!(await deps.store.lists.removeMember(tx, membership))) return [];
    await record(deps, tx, { actor, now, membership, list, kind: 'listLeft' });
    const left = await lists.left(deps, tx, { listId, customerIds: [customerId], actor, now });
    wake = left.wake;
    return left.inFlight;
  });
  await afterCommit(deps, wake);
  return { inFlight: await lists.nameInFlight(deps, inFlight) };
}

/** Locks the list among those who change its members; the customer must be seen. */
async function readList(
  { store }: CommandDeps,
  tx: Tx,
  actor: Actor,
  { listId, customerId }: Membership,
): Promise<CustomerList> {
  await store.lists.lock(tx, listId, 'shared');
  const list = found(await store.lists.find(tx, actor, listId), 'list');
  if (!(await store.customers.isVisible(tx, actor, customerId)))
    throw new ProblemError('not_found', 'No such customer.');
  return list;
}

function record(
  deps: CommandDeps,
  tx: Tx,
  input: {
    actor: Actor;
    now: number;
    membership: Membership;
    list: CustomerList;
    kind: 'listJoined' | 'listLeft';
  },
): Promise<void> {
  const { actor, now, membership, list, kind } = input;
  const { listId, customerId: entityId } = membership;
  const named = { list: { id: listId, name: list.name } };
  const [before, after] = kind === 'listJoined' ? [undefined, named] : [named, undefined];
  const data = { listId };
  return recordChange(deps, tx, customerChanges[kind], { actor, now, entityId, before, after, data });
}
