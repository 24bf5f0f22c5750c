import { changesOf, of } from '../changes.ts';

const ofPart = { data: of<{ touchpointId?: string; runId?: string }>() };

/** Programs, their touchpoints and runs (P2, P3, P12). */
export const programChanges = changesOf('program', 'nobody', {
  created: { event: 'program.created', ...ofPart },
  duplicated: { event: 'program.duplicated', ...ofPart },
  settings_edited: { event: 'program.updated', ...ofPart },
  paused: { event: 'program.paused', ...ofPart },
  resumed: { event: 'program.resumed', ...ofPart },
  archived: { event: 'program.archived', ...ofPart },
  touchpoint_added: { event: 'program.touchpoint_added', ...ofPart },
  touchpoint_edited: { event: 'program.touchpoint_edited', ...ofPart },
  touchpoint_archived: { event: 'program.touchpoint_archived', ...ofPart },
  touchpoint_removed: { event: 'program.touchpoint_removed', ...ofPart },
  run_started: { event: 'run.started', ...ofPart },
  run_skipped: { event: 'run.skipped', ...ofPart },
});
/** What happens to a program. */
export type ProgramChangeKind = keyof typeof programChanges;

/** Texts of the organisation (M2). */
export const templateChanges = changesOf('template', 'nobody', { created: {}, updated: {}, archived: {} });

const ofProgram = { data: of<{ programId: string; bulkChangeId?: string }>() };
/** Who is in a program. */
export const customerProgramChanges = changesOf('customer', 'itself', {
  programEnrolled: { event: 'customer.program_enrolled', ...ofProgram },
  programUnenrolled: { event: 'customer.program_unenrolled', ...ofProgram },
});

/** A batch is of many customers. */
export const batchChanges = changesOf('batch', 'nobody', {
  opened: { event: 'batch.opened', ...ofProgram },
  approved: { event: 'batch.approved', ...ofProgram },
  rejected: { event: 'batch.rejected', ...ofProgram },
  recalled: { event: 'batch.recalled', ...ofProgram },
});

const ofBatch = { data: of<{ batchId: string }>() };
/** What people do to a message of a program (P7, P9). */
export const scheduledTouchpointChanges = changesOf('scheduledTouchpoint', 'customer', {
  edited: { event: 'touchpoint.edited', ...ofBatch },
  dropped: { event: 'touchpoint.dropped', ...ofBatch },
  cancelled: { event: 'touchpoint.cancelled', ...ofProgram },
  completed: { event: 'touchpoint.completed', ...ofProgram },
  sendForced: { event: 'touchpoint.send_forced', ...ofProgram },
  sendRetried: { event: 'touchpoint.send_retried', ...ofProgram },
  markedAsSent: { event: 'touchpoint.marked_sent', ...ofProgram },
  retried: { event: 'touchpoint.retried' },
});
