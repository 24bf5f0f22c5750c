import { changesOf, of } from '../changes.ts';

const ofStep = { data: of<{ stepId?: string }>() };

/** Sequences and their steps (S6). */
export const sequenceChanges = changesOf('sequence', 'nobody', {
  created: { event: 'sequence.created', ...ofStep },
  settings_edited: { event: 'sequence.updated', ...ofStep },
  activated: { event: 'sequence.activated', ...ofStep },
  paused: { event: 'sequence.paused', ...ofStep },
  resumed: { event: 'sequence.resumed', ...ofStep },
  ended: { event: 'sequence.ended', ...ofStep },
  archived: { event: 'sequence.archived', ...ofStep },
  step_added: ofStep,
  step_edited: ofStep,
  step_moved: ofStep,
  step_removed: ofStep,
  branch_added: ofStep,
  branch_edited: ofStep,
  branch_removed: ofStep,
});
/** What happens to a sequence. */
export type SequenceChangeKind = keyof typeof sequenceChanges;
