/** The closed lists of results (S20): each literal union is written once. A leaf. */

/** What the numbers of results can be told apart by; `week`: by its Monday. */
export const RESULT_GROUPS = [
  'sequence',
  'branch',
  'step',
  'user',
  'version',
  'label',
  'day',
  'week',
  'month',
] as const;
export type ResultGroup = (typeof RESULT_GROUPS)[number];

/** Figures of messages and tasks that were done, by the path at which they stand in the numbers. */
export const STEP_FIGURES = [
  'mail.sent',
  'mail.delivered',
  'mail.opened',
  'mail.opened.machine',
  'mail.opened.unclear',
  'mail.clicked',
  'mail.clicked.machine',
  'mail.clicked.unclear',
  'mail.replied',
  'mail.bounced',
  'mail.unsubscribed',
  'sms.sent',
  'sms.delivered',
  'sms.failed',
  'sms.replied',
  'sms.optedOut',
  'tasks.completed',
] as const;
export type StepFigure = (typeof STEP_FIGURES)[number];

/** Figures of enrollments as they stand now. */
export const ENROLLMENT_FIGURES = [
  'enrollments.active',
  'enrollments.started',
  'enrollments.paused',
  'enrollments.completed',
  'enrollments.stopped',
] as const;
export type EnrollmentFigure = (typeof ENROLLMENT_FIGURES)[number];

/** Everything that is counted, and opens into the rows that it counts. */
export const RESULT_FIGURES = [...STEP_FIGURES, 'tasks.toDo', ...ENROLLMENT_FIGURES, 'collected'] as const;
export type ResultFigure = (typeof RESULT_FIGURES)[number];
