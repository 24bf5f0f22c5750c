import { type FieldProblem, refuseInvalid } from '../../../contracts/problems.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';

/** Who is to work on rows, and of which customers these are. */
export interface Assignment {
  /** Null: nobody, which is always possible. */
  assigneeId: string | null;
  customerIds: readonly string[];
}

/** What keeps rows of customers from being given to somebody, and of which customers (S18). */
export interface AssigneeCheck {
  /** Of nobody's use at all: no user, or one who is not active. */
  problems: FieldProblem[];
  /** Customers that the assignee does not see: their rows stay where they are. */
  unseen: string[];
}

/** Looks at who is to get rows, however many; the customers are to be locked, so that nobody loses sight meanwhile. */
export async function checkAssignee(
  { store }: CommandDeps,
  tx: Tx,
  { assigneeId, customerIds }: Assignment,
): Promise<AssigneeCheck> {
  if (assigneeId === null) return { problems: [], unseen: [] };
  if ((await store.users.activeOnes(tx, [assigneeId])).length === 0)
    return { problems: [{ field: 'assigneeId', message: 'is no active user' }], unseen: [] };
  return { problems: [], unseen: await store.assignees.unseenBy(tx, { userId: assigneeId, customerIds }) };
}

/** @throws ProblemError `validation` for a user who is not active or does not see the customer of a row */
export async function refuseUnfitAssignee(
  deps: CommandDeps,
  tx: Tx,
  { assigneeId, customerId }: { assigneeId: string | null; customerId: string },
): Promise<void> {
  const { problems, unseen } = await checkAssignee(deps, tx, { assigneeId, customerIds: [customerId] });
  refuseInvalid([
    ...problems,
    ...unseen.map(() => ({ field: 'assigneeId', message: 'does not see this customer' })),
  ]);
}
