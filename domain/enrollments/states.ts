import type { EnrollmentStoredStatus, StepExecutionStatus } from '../../contracts/enrollments/kinds.ts';
import type { Transitions } from '../states.ts';

/** How an enrollment goes. "Paused" is no status: holds say so. */
export const ENROLLMENT_TRANSITIONS = {
  new: ['starting'],
  starting: ['active', 'completed', 'stopped'],
  active: ['completed', 'stopped'],
  completed: [],
  stopped: [],
} as const satisfies Transitions<EnrollmentStoredStatus>;

/**
 * How one step of an enrollment goes. `sending` falls back to where it came from when nothing left; a person may end,
 * answer or retry what is open; a hand-over that had begun beats a cancel. An sms in doubt waits where it came from as long
 * as its gateway knows it again, then it is `uncertain`.
 */
export const STEP_TRANSITIONS = {
  new: ['planned', 'ready', 'skipped'],
  planned: ['ready', 'sending', 'error', 'uncertain', 'done', 'skipped', 'cancelled'],
  ready: ['sending', 'error', 'uncertain', 'done', 'skipped', 'cancelled'],
  sending: ['done', 'error', 'uncertain', 'planned', 'ready', 'skipped', 'cancelled'],
  error: ['ready', 'cancelled'],
  uncertain: ['done', 'error', 'planned', 'ready', 'cancelled'],
  done: [],
  skipped: [],
  cancelled: ['done'],
} as const satisfies Transitions<StepExecutionStatus>;
