import type { Actor } from '../../contracts/actor.ts';
import { customerChanges } from '../../contracts/customers/changes.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/** A customer and a list. */
export interface Membership {
  listId: string;
  customerId: string;
}

/**
 * Puts a customer on a list; one that is there stays, and nothing is recorded.
 *
 * @throws ProblemError `not_found` when either is absent or hidden
 */
export function addListMember(deps: CommandDeps, actor: Actor, membership: Membership): Promise<void> {
  return changeMembership(deps, actor, membership, 'listJoined', (tx, now) =>
    deps.store.lists.addMember(tx, { ...membership, actorId: actor.userId, now }),
  );
}

/**
 * Takes a customer off a list; one that is not there stays away, and nothing is recorded.
 *
 * @throws ProblemError `not_found` when either is absent or hidden
 */
export function removeListMember(deps: CommandDeps, actor: Actor, membership: Membership): Promise<void> {
  return changeMembership(deps, actor, membership, 'listLeft', (tx) =>
    deps.store.lists.removeMember(tx, membership),
  );
}

function changeMembership(
  deps: CommandDeps,
  actor: Actor,
  { listId, customerId }: Membership,
  kind: 'listJoined' | 'listLeft',
  write: (tx: Tx, now: number) => Promise<boolean>,
): Promise<void> {
  const { store } = deps;
  return runCommand(deps, actor, async (tx, now) => {
    const { name } = found(await store.lists.find(tx, actor, listId), 'list');
    if (!(await store.customers.isVisible(tx, actor, customerId)))
      throw new ProblemError('not_found', 'No such customer.');
    if (!(await write(tx, now))) return;
    const list = { list: { id: listId, name } };
    const [before, after] = kind === 'listJoined' ? [undefined, list] : [list, undefined];
    const data = { listId };
    await recordChange(deps, tx, customerChanges[kind], {
      actor,
      now,
      entityId: customerId,
      before,
      after,
      data,
    });
  });
}
