import type { BatchStatus, RunStatus, ScheduledTouchpointStatus } from '../../contracts/programs/kinds.ts';
import type { Transitions } from '../states.ts';

/** How one planned or produced message of a touchpoint goes (P9). */
export const TOUCHPOINT_TRANSITIONS = {
  new: ['scheduled', 'proposed', 'approved', 'skipped'],
  scheduled: ['proposed', 'approved', 'skipped', 'cancelled', 'completed'],
  proposed: ['approved', 'failed', 'skipped', 'cancelled', 'completed', 'superseded'],
  approved: ['completed', 'failed', 'uncertain', 'skipped', 'cancelled', 'proposed', 'superseded'],
  failed: ['proposed', 'approved', 'skipped', 'completed'],
  uncertain: ['completed', 'failed', 'approved'],
  completed: [],
  skipped: [],
  cancelled: [],
  superseded: [],
} as const satisfies Transitions<ScheduledTouchpointStatus>;

/** How a review batch goes (P7, P8): it follows its messages, also when one of them comes back. */
export const BATCH_TRANSITIONS = {
  new: ['preparing', 'approved'],
  preparing: ['proposed', 'approved', 'superseded'],
  proposed: ['approved', 'rejected', 'superseded'],
  approved: ['proposed', 'rejected'],
  rejected: ['proposed', 'approved'],
  superseded: ['proposed'],
} as const satisfies Transitions<BatchStatus>;

/** How a run of a program goes (P5, P8). */
export const RUN_TRANSITIONS = {
  new: ['expected', 'generating', 'skipped'],
  expected: ['generating', 'skipped'],
  generating: ['preparing', 'completed', 'superseded'],
  preparing: ['open', 'completed', 'superseded'],
  open: ['completed', 'superseded'],
  completed: ['open'],
  superseded: [],
  skipped: [],
} as const satisfies Transitions<RunStatus>;
