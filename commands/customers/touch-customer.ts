import type { Actor } from '../../contracts/actor.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { followReceivables } from './follow-receivables.ts';
import { runCommand } from '../run-command.ts';

/** Temporal calls under way at the same time. */
const WAKE_CONCURRENCY = 32;

/**
 * Up to so many customers of one command, their promises and signals follow in its transaction; of more, when their
 * refresh comes (see `refresh-customers.ts`).
 */
const FOLLOWED_AT_ONCE = 100;

/** Locks customers, first of all rows of the transaction, and marks that what their messages depend on changes. */
export type Touch = (...customerIds: string[]) => Promise<void>;

/**
 * Locks customers in the order of their ids, lets no message rendered before pass its fence, and marks their live
 * enrollments. To be called before anything else is written.
 *
 * @returns the enrollments to wake after the commit
 */
export async function touchCustomers(
  { store }: CommandDeps,
  tx: Tx,
  customerIds: readonly string[],
): Promise<string[]> {
  if (customerIds.length === 0) return [];
  await store.customers.lockAndBump(tx, customerIds);
  return store.customers.bumpLiveEnrollments(tx, customerIds);
}

/** Wakes enrollments after the commit. What Temporal does not take now is made up by the reconciler. */
export async function wakeEnrollments(
  { lifecycle }: CommandDeps,
  enrollmentIds: readonly string[],
): Promise<void> {
  for (let start = 0; start < enrollmentIds.length; start += WAKE_CONCURRENCY) {
    const some = enrollmentIds.slice(start, start + WAKE_CONCURRENCY);
    await Promise.allSettled(some.map((enrollmentId) => lifecycle.wakeEnrollment(enrollmentId)));
  }
}

/**
 * `runCommand` for a change that messages depend on: the promises (C13) and signals (C12) of the customers it touched
 * follow in its transaction, and what `touch` marked is woken after the commit.
 */
export async function runCustomerCommand<T>(
  deps: CommandDeps,
  actor: Actor,
  body: (tx: Tx, now: number, touch: Touch) => Promise<T>,
): Promise<T> {
  const toWake: string[] = [];
  const reply = await runCommand(deps, actor, async (tx, now) => {
    const touched = new Set<string>();
    const made = await body(tx, now, async (...customerIds) => {
      for (const customerId of customerIds) touched.add(customerId);
      toWake.push(...(await touchCustomers(deps, tx, customerIds)));
    });
    const customerIds = [...touched];
    if (customerIds.length > 0) await deps.store.customerRefresh.mark(tx, { customerIds, now });
    if (customerIds.length > 0 && customerIds.length <= FOLLOWED_AT_ONCE) {
      await followReceivables(deps, tx, { customerIds, now });
    }
    return made;
  });
  await wakeEnrollments(deps, toWake);
  return reply;
}
