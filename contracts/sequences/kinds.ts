/** The closed lists of sequences: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

/** Stored status of a sequence. `paused` is not stored: an activated sequence with an open sequence hold is paused. */
export const SEQUENCE_STORED_STATUSES = ['draft', 'active', 'ended', 'archived'] as const;
export type SequenceStoredStatus = (typeof SEQUENCE_STORED_STATUSES)[number];

/** Status as shown (S1). */
export const SEQUENCE_STATUSES = ['draft', 'active', 'paused', 'ended', 'archived'] as const;
export type SequenceStatus = (typeof SEQUENCE_STATUSES)[number];

export const SEQUENCE_PURPOSES = ['collections', 'outreach'] as const;
export type SequencePurpose = (typeof SEQUENCE_PURPOSES)[number];

export const STEP_TYPES = ['email', 'sms', 'call', 'task', 'social'] as const;
export type StepType = (typeof STEP_TYPES)[number];

export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const DELIVERIES = ['automatic', 'manual'] as const;
export type Delivery = (typeof DELIVERIES)[number];

export const DELAY_UNITS = ['minutes', 'hours', 'days', 'weeks'] as const;
export type DelayUnit = (typeof DELAY_UNITS)[number];

export const ASSIGNEE_RULES = ['primary_user', 'ar_owner', 'user'] as const;
export type AssigneeRule = (typeof ASSIGNEE_RULES)[number];

/** Where the words come from: a template, or a language model that is given a prompt (M4). */
export const CONTENT_MODES = ['template', 'prompt'] as const;
export type ContentMode = (typeof CONTENT_MODES)[number];

/** What a run or a step does whose day is a holiday (S22): it moves to the next open day, or is left out. */
export const HOLIDAY_RULES = ['move', 'skip'] as const;
export type HolidayRule = (typeof HOLIDAY_RULES)[number];

/** Which days of a country are holidays (S22): public holidays, or those and the days on which banks are closed. */
export const HOLIDAY_KINDS = ['public', 'bank'] as const;
export type HolidayKind = (typeof HOLIDAY_KINDS)[number];
/**
 * What moved a planned step away from its own time (S4, S11, S13, S22). `window`: send days or sending window; `same_day`:
 * another step has its day; `lateness`: a step before it was late.
 */
export const MOVED_BY = ['window', 'holiday', 'same_day', 'lateness'] as const;
export type MovedBy = (typeof MOVED_BY)[number];

/** Outcomes of a message that a step may name (S15); a manual step has the labels its author defined besides. */
export const MESSAGE_OUTCOMES = {
  email: ['opened', 'clicked', 'replied', 'bounced', 'unsubscribed'],
  sms: ['delivered', 'replied', 'failed', 'opted_out'],
} as const;

/** Where an outcome leads (S15). */
export const TARGET_KINDS = ['step', 'branch', 'next', 'end'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/**
 * What decided where an enrollment goes behind a step with conditions (S15). `skipped`: the step was skipped or cancelled;
 * `next`: nothing was left to wait for.
 */
export const EDGE_DECIDERS = ['outcome', 'mark_as', 'fallback', 'move_now', 'skipped', 'next'] as const;
export type EdgeDecider = (typeof EDGE_DECIDERS)[number];
