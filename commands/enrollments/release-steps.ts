import { WAITING_FOR_MAILBOX, type WaitReason } from '../../contracts/sending/kinds.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { SequenceToFollow } from '../../infra/db/sequences/sequences.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type Releasing, type Wake } from '../release-waiting.ts';
import type { Pager } from '../sending/apply-contact-policy.ts';
import { attempt, inParallel, wakeEnrollments } from '../wakes.ts';

const SWITCHED_OFF: readonly WaitReason[] = ['mailbox_hold'];

/**
 * Lets steps look again: by a new plan of their sequences, since what came due meanwhile follows in order (S11), or one by
 * one where only their mailbox was switched off, which holds single messages. Those of a customer are woken by its touch.
 */
export async function releaseSteps(
  deps: CommandDeps,
  tx: Tx,
  { release, now, isAgain = false }: Releasing,
): Promise<Wake> {
  const { sequences, snapshots, waitingSteps } = deps.store;
  switch (release.of) {
    case 'all':
    case 'sequence':
      // Who had read the plan before is behind it, and the reconciler sees that.
      if (isAgain) return wakeNobody;
      return drains(deps, await sequences.bumpPlans(tx, 'id' in release ? release.id : null));
    case 'mailbox':
    case 'retired_mailbox': {
      const reasons = release.of === 'mailbox' ? SWITCHED_OFF : WAITING_FOR_MAILBOX;
      const waiting = { mailboxId: release.id, reasons };
      const enrollmentIds = await waitingSteps.listWaitingForMailbox(tx, waiting);
      await snapshots.lockAlone(tx, enrollmentIds);
      return look(deps, tx, { enrollmentIds, reasons, now, isAgain });
    }
    case 'sequence_sender': {
      const reasons = WAITING_FOR_MAILBOX;
      const waiting = { sequenceId: release.id, reasons, isAgain };
      return look(deps, tx, {
        enrollmentIds: await waitingSteps.lockWaitingForSequence(tx, waiting),
        reasons,
        now,
        isAgain,
      });
    }
    case 'quiet_hours':
    case 'contact_policy':
    case 'automation':
    case 'program':
    case 'program_hours':
    case 'program_sender':
    case 'default_mailbox':
    case 'customer':
      return wakeNobody;
  }
}

interface Looking {
  enrollmentIds: readonly string[];
  reasons: readonly WaitReason[];
  now: number;
  isAgain: boolean;
}

/**
 * Lets messages of these enrollments, which are locked, look for their mailbox at once. Once more, most wait for the right one
 * already, and keep their place in its line.
 */
async function look(
  deps: CommandDeps,
  tx: Tx,
  { enrollmentIds, reasons, now, isAgain }: Looking,
): Promise<Wake> {
  const { enrollments, waitingSteps } = deps.store;
  const waiting = { enrollmentIds, reasons };
  if (isAgain) await waitingSteps.lookAgain(tx, { ...waiting, now });
  else await waitingSteps.releaseFromMailbox(tx, waiting);
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

/** Lets steps look again that wait for quiet hours. */
export const quietStepPager: Pager = {
  kind: 'step_execution',
  async release(deps, tx, page) {
    const { last, enrollmentIds } = await deps.store.waitingSteps.releaseQuiet(tx, page);
    return { last, wake: () => wakeEnrollments(deps, enrollmentIds) };
  },
};

/** Lets steps look again that the contact policy defers. */
export const stepPager: Pager = {
  kind: 'step_execution',
  async release(deps, tx, page) {
    const { last, enrollmentIds } = await deps.store.waitingSteps.releaseDeferred(tx, page);
    return { last, wake: () => wakeEnrollments(deps, enrollmentIds) };
  },
};
