import { changesOf, of } from '../changes.ts';

const ofPart = { data: of<{ touchpointId?: string; runId?: string }>() };

/** Programs, their touchpoints and runs (P2, P3, P12). */
export const programChanges = changesOf('program', 'nobody', {
  created: ofPart,
  duplicated: ofPart,
  settings_edited: ofPart,
  paused: ofPart,
  resumed: ofPart,
  archived: ofPart,
  touchpoint_added: ofPart,
  touchpoint_edited: ofPart,
  touchpoint_archived: ofPart,
  touchpoint_removed: ofPart,
  run_started: ofPart,
  run_skipped: ofPart,
});
/** What happens to a program. */
export type ProgramChangeKind = keyof typeof programChanges;

/** Texts of the organisation (M2). */
export const templateChanges = changesOf('template', 'nobody', { created: {}, updated: {}, archived: {} });

const ofProgram = { data: of<{ programId: string; bulkChangeId?: string }>() };
/** Who is in a program. */
export const customerProgramChanges = changesOf('customer', 'itself', {
  programEnrolled: ofProgram,
  programUnenrolled: ofProgram,
});

/** A batch is of many customers. */
export const batchChanges = changesOf('batch', 'nobody', { approved: ofProgram, rejected: ofProgram });

const ofBatch = { data: of<{ batchId: string }>() };
/** What people do to a message of a program (P7, P9). */
export const scheduledTouchpointChanges = changesOf('scheduledTouchpoint', 'customer', {
  edited: ofBatch,
  dropped: ofBatch,
  cancelled: ofProgram,
  completed: ofProgram,
  sendForced: ofProgram,
  sendRetried: ofProgram,
  markedAsSent: ofProgram,
  retried: {},
});
