import type { Actor } from '../../contracts/actor.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { Sequence } from '../../contracts/sequences/sequences.ts';
import { changeSequence, type LockedSequence, refuseClosed } from './change-sequence.ts';
import type { CommandDeps } from '../deps.ts';
import { sequenceReply } from './sequence-reply.ts';

/**
 * Ends what people paused; its enrollments go on where they were (S11). If begin has not come, the sequence stays
 * paused until then (S12).
 *
 * @throws ProblemError `conflict` unless a person's pause is open
 */
export function resumeSequence(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId }: { sequenceId: string },
): Promise<Sequence> {
  return changeSequence(deps, actor, {
    sequenceId,
    decide: async (locked) => {
      refuseUnlessResumable(locked);
      await deps.store.sequenceHolds.end(locked.tx, {
        sequenceId,
        kinds: ['manual'],
        at: locked.now,
        endedById: actor.userId,
      });
      const stays = locked.holds.some((hold) => hold.kind !== 'manual');
      if (!stays) {
        await deps.store.sequenceActivities.record(locked.tx, {
          sequenceId,
          event: 'resumed',
          title: 'Sequence resumed',
          reason: null,
          authorId: actor.userId,
          now: locked.now,
        });
      }
      return {
        action: 'sequence.resume',
        kind: 'resumed',
        isEdit: false,
        movesTimes: true,
        before: { status: locked.status },
        after: { status: stays ? 'paused' : 'active' },
      };
    },
    reply: sequenceReply(deps, actor),
  });
}

function refuseUnlessResumable({ status, holds }: LockedSequence): void {
  refuseClosed(status);
  if (status === 'draft') throw new ProblemError('conflict', 'A draft is activated, not resumed.');
  if (status === 'active') throw new ProblemError('conflict', 'The sequence is not paused.');
  if (!holds.some((hold) => hold.kind === 'manual')) {
    throw new ProblemError('conflict', 'The sequence is resumed already and waits for its begin.');
  }
}
