import { SYSTEM, type Actor } from '../../contracts/actor.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { organisationToday } from '../access/organisation-today.ts';
import { afterCommit, runCommand } from '../run-command.ts';
import { wakeEnrollments } from '../wakes.ts';

/** Up to so many customers of one command, what is derived of them follows in its transaction; of more, with their refresh. */
const FOLLOWED_AT_ONCE = 100;

/** Whom a transaction has touched, at which instant, and on which day of the organisation, `YYYY-MM-DD`. */
export interface Touched {
  customerIds: readonly string[];
  today: string;
  now: number;
}

/** Brings something that is derived from the receivables of customers up to date, in the transaction that changed them. */
export type Follower = (deps: CommandDeps, tx: Tx, touched: Touched) => Promise<unknown>;

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

/**
 * `runCommand` for a change that messages depend on: what is derived of the customers it touched, such as promises (C13)
 * and signals (C12), follows in its transaction, and what `touch` marked is woken after the commit.
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
      const today = await organisationToday(deps, tx, { actor: SYSTEM, now });
      for (const follow of deps.hooks.followers) await follow(deps, tx, { customerIds, today, now });
    }
    return made;
  });
  await afterCommit(deps, () => wakeEnrollments(deps, toWake));
  return reply;
}
