import type { UpdateCustomer } from '../../contracts/customers/customers.ts';
import { type FieldProblem, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { TAKEN } from '../../domain/taken.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Checks what a customer points at.
 *
 * @throws ProblemError `validation` naming each owner that is no active user
 * @throws ProblemError `conflict` when the external id cannot be used, whoever has it (U3)
 */
export async function checkCustomerReferences(
  { store }: CommandDeps,
  tx: Tx,
  input: UpdateCustomer,
  customerId: string | null,
): Promise<void> {
  const owners = { arOwnerId: input.arOwnerId, salesOwnerId: input.salesOwnerId };
  const named = Object.entries(owners).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  const known = await store.users.activeOnes(
    tx,
    named.map(([, userId]) => userId),
  );
  const problems = named
    .filter(([, userId]) => !known.includes(userId))
    .map(([field]): FieldProblem => ({ field, message: 'is no active user' }));
  refuseInvalid(problems);
  if (input.externalId == null) return;
  if (await store.customers.isExternalIdTaken(tx, input.externalId, customerId)) {
    const errors = [{ field: 'externalId', message: TAKEN }];
    throw new ProblemError('conflict', 'The external id cannot be used.', errors);
  }
}
