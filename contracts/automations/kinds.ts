/** The closed lists of automations: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

/** What a value of a field is, and so which operators it has (A3). */
export const VALUE_TYPES = [
  'text',
  'number',
  'money',
  'day',
  'instant',
  'flag',
  'choice',
  'reference',
  'set',
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

const COMPARISONS = ['more_than', 'less_than', 'at_least', 'at_most', 'between', 'not_between'] as const;
const PRESENCE = ['is_set', 'is_not_set'] as const;
const EQUALITY = ['is', 'is_not'] as const;
const CHOICES = [...EQUALITY, 'any_of', 'none_of', ...PRESENCE] as const;
const DATES = [
  'on',
  'not_on',
  'before',
  'after',
  'between',
  'not_between',
  'in_last',
  'not_in_last',
  'in_next',
  'not_in_next',
  ...PRESENCE,
] as const;

/** The operators of each type of value. */
export const OPERATORS_OF = {
  text: [...CHOICES, 'contains', 'does_not_contain', 'starts_with', 'does_not_start_with'],
  number: [...EQUALITY, ...COMPARISONS, ...PRESENCE],
  money: [...EQUALITY, ...COMPARISONS],
  day: DATES,
  instant: DATES,
  flag: ['is_true', 'is_false'],
  choice: CHOICES,
  reference: CHOICES,
  set: ['has_any', 'has_all', 'has_none', ...PRESENCE],
} as const satisfies Record<ValueType, readonly string[]>;
export type AudienceOperator = (typeof OPERATORS_OF)[ValueType][number];

/** Every negated operator is the exact complement of another, a missing value included (A3); `at_most` is none. */
export const COMPLEMENT_OF = {
  is_not: 'is',
  none_of: 'any_of',
  does_not_contain: 'contains',
  does_not_start_with: 'starts_with',
  not_between: 'between',
  not_on: 'on',
  not_in_last: 'in_last',
  not_in_next: 'in_next',
  is_not_set: 'is_set',
  is_false: 'is_true',
  has_none: 'has_any',
} as const satisfies Partial<Record<AudienceOperator, AudienceOperator>>;

/** What is asked of the records of a kind that meet the conditions. `none` is the complement of `exists`. */
export const MEASURES = ['exists', 'none', 'count', 'sum', 'latest'] as const;
export type Measure = (typeof MEASURES)[number];

/** How periods are counted: in calendar days of the organisation's zone, months by the calendar. */
export const PERIOD_UNITS = ['day', 'week', 'month'] as const;
export type PeriodUnit = (typeof PERIOD_UNITS)[number];

/** Deepest nesting of groups, conditions of records included, and most rules of a tree. */
export const MAX_DEPTH = 10;
export const MAX_RULES = 200;

/** How an automation stands (A1). `created`: a draft; `completed`: final. */
export const AUTOMATION_STATUSES = ['created', 'running', 'paused', 'inactive', 'completed'] as const;
export type AutomationStatus = (typeof AUTOMATION_STATUSES)[number];

/** With whose sight it runs: its owner's, who last started it, or everybody's, which an admin said (A1). */
export const AUTOMATION_SIGHTS = ['owner', 'all'] as const;
export type AutomationSight = (typeof AUTOMATION_SIGHTS)[number];

/** Why the product paused an automation by itself (A1, A3). */
export const AUTOMATION_PAUSE_REASONS = [
  'owner_deactivated',
  'owner_lacks_right',
  'reference_gone',
  'definition_invalid',
] as const;
export type AutomationPauseReason = (typeof AUTOMATION_PAUSE_REASONS)[number];

/** `scheduled`: of its calendar; `changes`: of who came in by a change; `manual`: a person asked for it. */
export const PASS_KINDS = ['scheduled', 'changes', 'manual'] as const;
export type PassKind = (typeof PASS_KINDS)[number];

/**
 * A pass: `expected` before its time; `waiting` for a person who confirms its number (A6); `done`: every record is over;
 * `ended`: the automation was, before all were; `skipped`: it did not take place.
 */
export const PASS_STATUSES = ['expected', 'waiting', 'running', 'done', 'ended', 'skipped'] as const;
export type PassStatus = (typeof PASS_STATUSES)[number];

/** Why a pass waits, was skipped or ended. */
export const PASS_REASONS = [
  'first_time',
  'more_than_usual',
  'grown_since_confirmed',
  'overlap',
  'outage',
  'paused',
  'switched_off',
  'deactivated',
  'completed',
] as const;
export type PassReason = (typeof PASS_REASONS)[number];

/** One customer in a pass: `open` until every action was applied, failed or was skipped. */
export const RECORD_STATUSES = ['open', 'done', 'failed', 'skipped'] as const;
export type RecordStatus = (typeof RECORD_STATUSES)[number];

/** Why a customer was left out of a pass as a whole: what was true when the pass was filled is asked again. */
export const RECORD_REASONS = ['left_audience', 'hidden', 'customer_gone', 'pass_ended'] as const;
export type RecordReason = (typeof RECORD_REASONS)[number];

/** One action for one customer in a pass. `waiting`: a message that was not accepted yet, or a call not answered. */
export const EFFECT_STATUSES = ['waiting', 'done', 'failed', 'skipped'] as const;
export type EffectStatus = (typeof EFFECT_STATUSES)[number];

/** What an automation does (A4). */
export const AUTOMATION_ACTIONS = [
  'assign_owner',
  'set_groups',
  'email_user',
  'email',
  'sms',
  'add_to_list',
  'remove_from_list',
  'set_property',
  'set_score',
  'add_score',
  'compute_score',
  'add_label',
  'remove_label',
  'enroll',
  'stop_enrollment',
  'enroll_in_program',
  'webhook',
] as const;
export type AutomationActionKind = (typeof AUTOMATION_ACTIONS)[number];

/** Whom a message of an automation goes to: a contact of the customer, or our own people, a user or an address. */
export const AUTOMATION_RECIPIENTS = ['contact', 'user', 'address'] as const;
export type AutomationRecipient = (typeof AUTOMATION_RECIPIENTS)[number];

/**
 * Where a message of an automation stands. `gathering`: a mail to our own people waits to see how many the pass makes;
 * `in_digest`: it is a line of a digest; `error`: it needs a repair and `retry`; `skipped`: the engine decided against it;
 * `cancelled`: a person did, or a newer pass took its place.
 */
export const AUTOMATION_SEND_STATUSES = [
  'gathering',
  'in_digest',
  'requested',
  'sending',
  'sent',
  'error',
  'uncertain',
  'skipped',
  'cancelled',
] as const;
export type AutomationSendStatus = (typeof AUTOMATION_SEND_STATUSES)[number];

/**
 * Why a message of an automation does not leave; `hidden`: its reader may not see the customer; `waits_already`: an earlier
 * one of the same action has not left; `superseded`: a newer pass made another; `automation_ended`: a person ended the automation.
 */
export const AUTOMATION_SKIP_REASONS = [
  'nothing_owed',
  'in_credit',
  'below_minimum',
  'customer_not_active',
  'hidden',
  'waits_already',
  'superseded',
  'automation_ended',
  'cancelled',
  'erased',
] as const;
export type AutomationSkipReason = (typeof AUTOMATION_SKIP_REASONS)[number];

/** Deepest chain of automations that see what others changed (A7). */
export const DEEPEST_CHAIN = 5;
/** Most actions of one automation. */
export const MAX_ACTIONS = 20;
/** Most mails of a pass to one user before they become one digest (A4). */
export const DIGEST_ABOVE = 20;
