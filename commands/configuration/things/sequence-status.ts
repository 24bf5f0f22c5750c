import { ProblemError } from '../../../contracts/problems.ts';
import type { SequenceStatus } from '../../../contracts/sequences/kinds.ts';
import type { ArchiveSequence } from '../../../contracts/sequences/sequences.ts';
import { activateSequence } from '../../sequences/activate-sequence.ts';
import { archiveSequence } from '../../sequences/archive-sequence.ts';
import { endSequence } from '../../sequences/end-sequence.ts';
import { pauseSequence } from '../../sequences/pause-sequence.ts';
import { resumeSequence } from '../../sequences/resume-sequence.ts';
import type { Work } from './thing.ts';

/** From what to what a sequence is to move; `paused` means that a person has paused it, not that it waits for its begin. */
export interface SequenceMove extends ArchiveSequence {
  sequenceId: string;
  from: SequenceStatus;
  to: SequenceStatus;
}

/**
 * Moves a sequence to the status that a folder declares, as a person does (S1, S7). To say `active` of one whose begin is to
 * come is to resume it too: it begins by itself (S12).
 *
 * @throws ProblemError `validation` for a way that there is not, and as each of the commands
 */
export async function moveSequence(
  { deps, actor, tx }: Work,
  { sequenceId, from, to, enrollments }: SequenceMove,
): Promise<void> {
  if (from === to) return;
  const one = { sequenceId };
  const isHeld = async (): Promise<boolean> =>
    (await deps.store.sequenceHolds.listOpen(tx, sequenceId)).some(({ kind }) => kind === 'manual');
  switch (to) {
    case 'draft':
      throw wayless(from, to);
    case 'active':
    case 'paused':
      if (from === 'ended' || from === 'archived') throw wayless(from, to);
      // The sender of each step stands in the folder, or stays what it is.
      if (from === 'draft') await activateSequence(deps, actor, { ...one, senders: 'keep' });
      if (to === 'active' && (await isHeld())) await resumeSequence(deps, actor, one);
      if (to === 'paused' && !(await isHeld())) await pauseSequence(deps, actor, one);
      return;
    case 'ended':
      await endSequence(deps, actor, one);
      return;
    case 'archived':
      await archiveSequence(deps, actor, { ...one, enrollments });
      return;
  }
}

function wayless(from: SequenceStatus, to: SequenceStatus): ProblemError {
  const message = `cannot move from ${from} to ${to}`;
  return new ProblemError('validation', `The status ${message}.`, [{ field: 'status', message }]);
}
