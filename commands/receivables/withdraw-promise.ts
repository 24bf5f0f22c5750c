import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { promiseChanges } from '../../contracts/receivables/changes.ts';
import type { PaymentPromise } from '../../contracts/receivables/promises.ts';
import type { CommandDeps } from '../deps.ts';
import { organisationToday } from '../access/organisation-today.ts';
import { recordChange } from '../record-change.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';

/**
 * Withdraws an open promise: its invoices are no longer held back.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `conflict` unless it is open
 */
export function withdrawPromise(
  deps: CommandDeps,
  actor: Actor,
  { promiseId }: { promiseId: string },
): Promise<PaymentPromise> {
  return runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const { store } = deps;
    const read = async () => found(await store.promises.find(tx, actor, promiseId), 'promise');
    const { customerId } = await read();
    await touch(customerId);
    // One whose day has passed is broken or kept, also before the night has said so.
    const today = await organisationToday(deps, tx, { actor, now });
    await store.promiseDecisions.decide(tx, { customerIds: [customerId], today, now });
    const before = await read();
    if (!(await store.promises.withdraw(tx, { promiseId, actorId: actor.userId, now }))) {
      throw new ProblemError('conflict', `The promise is ${before.status} already.`);
    }
    const after = await read();
    const said = { actor, now, entityId: promiseId, customerId, before, after };
    await recordChange(deps, tx, promiseChanges.withdrawn, said);
    return after;
  });
}
