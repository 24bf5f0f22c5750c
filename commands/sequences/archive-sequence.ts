import type { Actor } from '../../contracts/actor.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { ArchiveSequence, Sequence } from '../../contracts/sequences/sequences.ts';
import { changeSequence, type LockedSequence } from './change-sequence.ts';
import type { CommandDeps } from '../deps.ts';
import { sequenceReply } from './sequence-reply.ts';

/**
 * Archives a sequence of any status (S1): no new enrollments, hidden unless asked for, history stays. Running
 * enrollments finish, or stop if asked. A paused one must say which; `finish` resumes it.
 *
 * @throws ProblemError `validation` when it is paused and nothing is said about its enrollments
 * @throws ProblemError `conflict` when it is archived already
 */
export function archiveSequence(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, enrollments }: ArchiveSequence & { sequenceId: string },
): Promise<Sequence> {
  return changeSequence(deps, actor, {
    sequenceId,
    decide: async (locked) => {
      const { tx, now, status } = locked;
      const closing = closingOf(locked, enrollments);
      if (status === 'paused' && closing === 'finish') {
        const kinds = locked.holds.map((hold) => hold.kind);
        await deps.store.sequenceHolds.end(tx, { sequenceId, kinds, at: now, endedById: actor.userId });
      }
      return {
        action: 'sequence.archive',
        kind: 'archived',
        isEdit: false,
        movesTimes: status === 'active' || status === 'paused',
        set: { status: 'archived', closing, archivedAt: now },
        before: { status },
        after: { status: 'archived', closing },
      };
    },
    reply: sequenceReply(deps, actor),
  });
}

/** Enrollments of an ended sequence have stopped, whatever is asked; a draft has none. */
function closingOf(
  { status, definition }: LockedSequence,
  asked: ArchiveSequence['enrollments'],
): 'finish' | 'stop' | null {
  switch (status) {
    case 'archived':
      throw new ProblemError('conflict', 'The sequence is archived already.');
    case 'paused':
      if (asked) return asked;
      throw new ProblemError(
        'validation',
        'The sequence is paused: its enrollments cannot finish as they are.',
        [{ field: 'enrollments', message: 'must be `stop`, or `finish`, which resumes it' }],
      );
    case 'active':
      return asked ?? 'finish';
    case 'draft':
    case 'ended':
      return definition.sequence.closing;
  }
}
