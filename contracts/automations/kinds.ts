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
