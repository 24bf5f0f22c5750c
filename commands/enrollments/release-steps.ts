import { WAITING_FOR_MAILBOX, type WaitReason } from '../../contracts/sending/kinds.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { SequenceToFollow } from '../../infra/db/sequences/sequences.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type Release, type Wake } from '../release-waiting.ts';
import { attempt, inParallel, wakeEnrollments } from '../wakes.ts';

const SWITCHED_OFF: readonly WaitReason[] = ['mailbox_hold'];

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
    case 'mailbox':
    case 'retired_mailbox': {
      const reasons = release.of === 'mailbox' ? SWITCHED_OFF : WAITING_FOR_MAILBOX;
      const enrollmentIds = await waitingSteps.listWaitingForMailbox(tx, { mailboxId: release.id, reasons });
      await snapshots.lockAlone(tx, enrollmentIds);
      await waitingSteps.releaseFromMailbox(tx, { enrollmentIds, reasons });
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
