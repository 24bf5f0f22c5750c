import { type Actor, SYSTEM } from '../../contracts/actor.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { Sequence } from '../../contracts/sequences/sequences.ts';
import { changeSequence, type LockedSequence, refuseClosed } from './change-sequence.ts';
import type { CommandDeps } from '../deps.ts';
import { sequenceReply } from './sequence-reply.ts';

/**
 * Ends a sequence for good: open executions are cancelled, enrollments stop with the reason (S1). People end it, and
 * the engine (`SYSTEM`) does when its end has come (S12); it leaves alone what was closed or moved meanwhile.
 *
 * @throws ProblemError `conflict` unless it is active or paused
 */
export function endSequence(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId }: { sequenceId: string },
): Promise<Sequence> {
  return changeSequence(deps, actor, {
    sequenceId,
    decide: async (locked) => {
      const { now, status } = locked;
      if (actor.userId === SYSTEM.userId && !isEndDue(locked)) return null;
      refuseClosed(status);
      if (status === 'draft')
        throw new ProblemError('conflict', 'A draft never ran, so it cannot end; archive it.');
      return {
        action: 'sequence.end',
        kind: 'ended',
        isEdit: false,
        movesTimes: true,
        set: { status: 'ended', closing: 'stop', endedAt: now },
        before: { status },
        after: { status: 'ended' },
      };
    },
    reply: sequenceReply(deps, actor),
  });
}

function isEndDue({ now, status, definition }: LockedSequence): boolean {
  const { endAt } = definition.sequence;
  return (status === 'active' || status === 'paused') && endAt !== null && endAt <= now;
}
