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
  const { sequences, snapshots, waitingSteps } = deps.store;
  switch (release.of) {
    case 'all':
      return drains(deps, await sequences.bumpPlans(tx, null));
    case 'sequence':
      return drains(deps, await sequences.bumpPlans(tx, release.id));
    case 'mailbox':
    case 'retired_mailbox': {
      const reasons = release.of === 'mailbox' ? SWITCHED_OFF : WAITING_FOR_MAILBOX;
      const waiting = { mailboxId: release.id, reasons };
      const enrollmentIds = await waitingSteps.listWaitingForMailbox(tx, waiting);
      await snapshots.lockAlone(tx, enrollmentIds);
      return look(deps, tx, { enrollmentIds, reasons });
    }
    case 'sequence_sender': {
      const reasons = WAITING_FOR_MAILBOX;
      const waiting = { sequenceId: release.id, reasons };
      return look(deps, tx, {
        enrollmentIds: await waitingSteps.lockWaitingForSequence(tx, waiting),
        reasons,
      });
    }
    case 'contact_policy':
    case 'automation':
      await waitingSteps.releaseDeferred(tx, now);
      return wakeNobody;
    case 'quiet_hours':
      await waitingSteps.releaseQuiet(tx, now);
      return wakeNobody;
    case 'program':
    case 'program_hours':
    case 'program_sender':
    case 'default_mailbox':
    case 'customer':
      return wakeNobody;
  }
}

/** Lets messages of these enrollments, which are locked, look for their mailbox at once. */
async function look(
  deps: CommandDeps,
  tx: Tx,
  { enrollmentIds, reasons }: { enrollmentIds: readonly string[]; reasons: readonly WaitReason[] },
): Promise<Wake> {
  const { enrollments, waitingSteps } = deps.store;
  await waitingSteps.releaseFromMailbox(tx, { enrollmentIds, reasons });
  await enrollments.bumpIntent(tx, enrollmentIds);
  return () => wakeEnrollments(deps, enrollmentIds);
}

/** What Temporal does not take now is made up by the reconciler. */
function drains({ lifecycle }: CommandDeps, sequences: readonly SequenceToFollow[]): Wake {
  return () =>
    inParallel(sequences, ({ sequenceId, planVersion }) =>
      attempt(lifecycle.startSequenceChange(sequenceId, planVersion)),
    );
}
