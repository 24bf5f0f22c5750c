import { changesOf, of } from '../changes.ts';

const ofStep = { data: of<{ stepId?: string }>() };

/** Sequences and their steps (S6). */
export const sequenceChanges = changesOf('sequence', 'nobody', {
  created: ofStep,
  settings_edited: ofStep,
  activated: ofStep,
  paused: ofStep,
  resumed: ofStep,
  ended: ofStep,
  archived: ofStep,
  step_added: ofStep,
  step_edited: ofStep,
  step_moved: ofStep,
  step_removed: ofStep,
});
/** What happens to a sequence. */
export type SequenceChangeKind = keyof typeof sequenceChanges;
