import type { Actor } from '../../contracts/actor.ts';
import type { RulesChange } from '../../domain/access/rules-change.ts';
import type { Tx } from '../../infra/db/client.ts';
import { touchCustomers } from '../customers/touch-customer.ts';
import type { CommandDeps } from '../deps.ts';
import type { Wake } from '../release-waiting.ts';
import { attempt, wakeEnrollments } from '../wakes.ts';

/**
 * Lets programs, signals and recommended actions follow when the organisation counts credit otherwise, or has other least amounts (C18, C19): every active
 * program is planned anew (P10), and what was written before is looked at again, by the approval and the fence of its send. The
 * result is to be called after the commit.
 */
export async function followRules(
  deps: CommandDeps,
  tx: Tx,
  { actor, change, now }: { actor: Actor; change: RulesChange; now: number },
): Promise<Wake> {
  const { store, lifecycle } = deps;
  // Signals and recommended actions ask for no more than letters do: they follow with the next refresh.
  await store.customerRefresh.markOwing(tx, { ...change, now });
  const plans: { programId: string; version: number }[] = [];
  for (const programId of await store.programPlans.findActive(tx, null)) {
    const reason = 'what is worth a letter changed';
    const version = await askForPlan(deps, tx, { programId, reason, requestedById: actor.userId, now });
    if (version !== null) plans.push({ programId, version });
  }
  const enrollmentIds = await touchWeighed(deps, tx, { ...change, programId: null });
  return async () => {
    for (const { programId, version } of plans) await attempt(lifecycle.startProgramPlan(programId, version));
    await wakeEnrollments(deps, enrollmentIds);
  };
}

/**
 * Lets what was written to customers whom a change of these rules concerns be looked at again: nothing of it passes its
 * fence as it is. To be called behind the gates of programs. @returns enrollments to wake after the commit
 */
export async function touchWeighed(
  deps: CommandDeps,
  tx: Tx,
  change: RulesChange & { programId: string | null },
): Promise<string[]> {
  return touchCustomers(deps, tx, await deps.store.weighedCustomers.find(tx, change));
}

/** Asks for a new plan of a program, behind its closed gate (P10). @returns its version; null: it is not active any more */
export async function askForPlan(
  { store: { locks, programs } }: CommandDeps,
  tx: Tx,
  asked: { programId: string; reason: string; requestedById: string; now: number },
): Promise<number | null> {
  const { programId } = asked;
  await locks.closeGate(tx, { kind: 'program', id: programId });
  const program = await programs.lock(tx, programId);
  if (program?.status !== 'active') return null;
  const version = program.planVersion + 1;
  await programs.save(tx, { programId, set: { planVersion: version } });
  await programs.recordPlan(tx, { ...asked, version });
  return version;
}
