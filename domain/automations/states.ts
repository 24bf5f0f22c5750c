import type { AutomationStatus, PassStatus, RecordStatus } from '../../contracts/automations/kinds.ts';
import type { Transitions } from '../states.ts';

/** How an automation goes (A1); `completed` is final. */
export const AUTOMATION_TRANSITIONS = {
  new: ['created'],
  created: ['running'],
  running: ['paused', 'inactive', 'completed'],
  paused: ['running', 'inactive', 'completed'],
  inactive: ['running', 'completed'],
  completed: [],
} as const satisfies Transitions<AutomationStatus>;

/** How a pass goes; one that is done runs again for the retry of what failed (A5). */
export const PASS_TRANSITIONS = {
  new: ['expected', 'waiting', 'running', 'skipped'],
  expected: ['waiting', 'running', 'skipped'],
  waiting: ['running', 'ended', 'skipped'],
  running: ['waiting', 'done', 'ended'],
  done: ['running'],
  ended: [],
  skipped: [],
} as const satisfies Transitions<PassStatus>;

/** How one customer goes through a pass; what failed is opened again by a retry. */
export const RECORD_TRANSITIONS = {
  new: ['open'],
  open: ['done', 'failed', 'skipped'],
  done: ['failed', 'skipped', 'open'],
  failed: ['open', 'done', 'skipped'],
  skipped: ['open', 'done'],
} as const satisfies Transitions<RecordStatus>;
