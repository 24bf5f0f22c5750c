import type { Actor } from '../../contracts/actor.ts';
import type { CustomerAction, InvoiceAction } from '../../contracts/bulk-changes/bulk-changes.ts';
import type { Permission } from '../../contracts/permissions.ts';
import { type FieldProblem, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/** Checks that an actor may do an action, and that what it names is there. */
export async function checkBulkChange(
  deps: CommandDeps,
  tx: Tx,
  {
    actor,
    entity,
    action,
  }: { actor: Actor; entity: 'customer' | 'invoice'; action: CustomerAction | InvoiceAction },
): Promise<void> {
  need(actor, entity === 'customer' ? 'customers.save' : 'invoices.save');
  switch (action.type) {
    case 'setArOwner':
    case 'setSalesOwner': {
      const { userId } = action;
      const known = userId === null || (await deps.store.users.activeOnes(tx, [userId])).length > 0;
      return refuseInvalid(known ? [] : [{ field: 'action.userId', message: 'is no active user' }]);
    }
    case 'addLabels':
      return refuseInvalid(
        await labelProblems(deps, tx, { actor, labelIds: action.labelIds, isArchivedRefused: true }),
      );
    case 'removeLabels':
      return refuseInvalid(
        await labelProblems(deps, tx, { actor, labelIds: action.labelIds, isArchivedRefused: false }),
      );
    case 'addToList':
    case 'removeFromList': {
      need(actor, 'lists.manage');
      const list = await deps.store.lists.find(tx, actor, action.listId);
      const isArchived = list?.isArchived === true && action.type === 'addToList';
      const message = !list ? 'is no list' : isArchived ? 'is archived' : null;
      return refuseInvalid(message === null ? [] : [{ field: 'action.listId', message }]);
    }
    case 'enrollInProgram':
    case 'unenrollFromProgram': {
      need(actor, 'programs.enroll');
      const program = await deps.store.programs.read(tx, action.programId);
      const message = !program ? 'is no program' : program.status === 'archived' ? 'is archived' : null;
      return refuseInvalid(message === null ? [] : [{ field: 'action.programId', message }]);
    }
  }
}

function need(actor: Actor, permission: Permission): void {
  if (actor.permissions.includes(permission)) return;
  throw new ProblemError('forbidden', `The permission ${permission} is needed.`);
}

async function labelProblems(
  { store }: CommandDeps,
  tx: Tx,
  {
    actor,
    labelIds,
    isArchivedRefused,
  }: { actor: Actor; labelIds: readonly string[]; isArchivedRefused: boolean },
): Promise<FieldProblem[]> {
  const known = await store.labels.assignable(tx, actor, labelIds);
  return labelIds.flatMap((labelId, index) => {
    const label = known.get(labelId);
    const message = !label ? 'is no label' : isArchivedRefused && label.isArchived ? 'is archived' : null;
    return message === null ? [] : [{ field: `action.labelIds[${index}]`, message }];
  });
}
