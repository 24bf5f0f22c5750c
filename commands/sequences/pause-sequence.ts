import type { Actor } from '../../contracts/actor.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { PauseSequence, Sequence } from '../../contracts/sequences/sequences.ts';
import { changeSequence, type LockedSequence, refuseClosed } from './change-sequence.ts';
import type { CommandDeps } from '../deps.ts';
import { callWaiting } from '../sending/call-waiting.ts';
import { attempt } from '../wakes.ts';
import { sequenceReply } from './sequence-reply.ts';

/**
 * Pauses a sequence and with it all its enrollments (S11). Once this answers, nothing of it is handed to a mail server.
 *
 * @throws ProblemError `conflict` unless it is active (or paused only until its begin)
 */
export function pauseSequence(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, reason }: PauseSequence & { sequenceId: string },
): Promise<Sequence> {
  return changeSequence(deps, actor, {
    sequenceId,
    decide: async (locked) => {
      refuseUnlessPausable(locked);
      await deps.store.sequenceHolds.insert(locked.tx, {
        id: deps.newId('hold'),
        sequenceId,
        kind: 'manual',
        reason: reason ?? null,
        authorId: actor.userId,
        startedAt: locked.now,
        expiresAt: null,
      });
      await deps.store.sequenceActivities.record(locked.tx, {
        sequenceId,
        event: 'paused',
        title: 'Sequence paused',
        reason: reason ?? null,
        authorId: actor.userId,
        now: locked.now,
      });
      const freed = await deps.store.leavingLines.leaveOfSequence(locked.tx, sequenceId);
      return {
        action: 'sequence.pause',
        wake: () => attempt(callWaiting(deps, freed)),
        kind: 'paused',
        isEdit: false,
        movesTimes: true,
        before: { status: locked.status },
        after: { status: 'paused', reason: reason ?? null },
      };
    },
    reply: sequenceReply(deps, actor),
  });
}

function refuseUnlessPausable({ status, holds }: LockedSequence): void {
  refuseClosed(status);
  if (status === 'draft') throw new ProblemError('conflict', 'A draft does not run, so it cannot be paused.');
  if (holds.some((hold) => hold.kind === 'manual')) {
    throw new ProblemError('conflict', 'The sequence is paused already.');
  }
}
