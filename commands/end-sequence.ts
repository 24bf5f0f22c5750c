import type { Actor } from '../contracts/actor.ts';
import { ProblemError } from '../contracts/problems.ts';
import type { Sequence } from '../contracts/sequences.ts';
import { changeSequence, refuseClosed } from './change-sequence.ts';
import type { CommandDeps } from './deps.ts';
import { sequenceReply } from './sequence-reply.ts';

/**
 * Ends a sequence for good: open executions are cancelled, enrollments stop with the reason (S1). People end it, and
 * the engine does when its end has come (S12).
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
    decide: async ({ now, status }) => {
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
