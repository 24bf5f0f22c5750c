import type { Tx } from '../../infra/db/client.ts';
import type { SequenceToFollow } from '../../infra/db/sequences/sequences.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type Release, type Wake } from '../release-waiting.ts';
import { attempt, inParallel, wakeEnrollments } from '../wakes.ts';

/**
 * Lets steps look again: by a new plan of their sequences, since what came due meanwhile follows in order (S11), or one by
 * one where only their mailbox was switched off, which holds single messages. Those of a customer are woken by its touch.
 */
export async function releaseSteps(
  deps: CommandDeps,
  tx: Tx,
  { release, now }: { release: Release; now: number },
): Promise<Wake> {
  const { sequences, snapshots, enrollments, waitingSteps } = deps.store;
  switch (release.of) {
    case 'all':
      return drains(deps, await sequences.bumpPlans(tx, null));
    case 'sequence':
      return drains(deps, await sequences.bumpPlans(tx, release.id));
    case 'mailbox': {
      const enrollmentIds = await waitingSteps.listWaitingForMailbox(tx, release.id);
      await snapshots.lockAlone(tx, enrollmentIds);
      await waitingSteps.releaseFromMailbox(tx, enrollmentIds);
      await enrollments.bumpIntent(tx, enrollmentIds);
      return () => wakeEnrollments(deps, enrollmentIds);
    }
    case 'contact_policy':
      await waitingSteps.releaseDeferred(tx, now);
      return wakeNobody;
    case 'program':
    case 'program_hours':
    case 'customer':
      return wakeNobody;
  }
}

/** What Temporal does not take now is made up by the reconciler. */
function drains({ lifecycle }: CommandDeps, sequences: readonly SequenceToFollow[]): Wake {
  return () =>
    inParallel(sequences, ({ sequenceId, planVersion }) =>
      attempt(lifecycle.startSequenceChange(sequenceId, planVersion)),
    );
}
