/** The closed lists of programs: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

/** Of a collection program (P1). A paused one starts no runs; its open batches stay decidable (P13). */
export const PROGRAM_STATUSES = ['active', 'paused', 'archived'] as const;
export type ProgramStatus = (typeof PROGRAM_STATUSES)[number];
/** Whether only the highest offset that qualifies fires for a subject, or all do (P4). */
export const MATCHINGS = ['highest', 'all'] as const;
export type Matching = (typeof MATCHINGS)[number];
export const TOUCHPOINT_DELIVERIES = ['auto', 'review'] as const;
export type TouchpointDelivery = (typeof TOUCHPOINT_DELIVERIES)[number];
export const RUN_KINDS = ['scheduled', 'manual'] as const;
export type RunKind = (typeof RUN_KINDS)[number];
/**
 * Status of a program run. `expected`: its time is to come; `generating`: finds who qualifies; `preparing`: its
 * messages for review are being written; `open`: something waits for a decision; `completed`: all is decided;
 * `superseded`: a newer run took over; `skipped`: it did not take place, with the reason.
 */
export const RUN_STATUSES = [
  'expected',
  'generating',
  'preparing',
  'open',
  'completed',
  'superseded',
  'skipped',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
/** Why a run did not take place. */
export const RUN_SKIP_REASONS = ['outage', 'no_mailbox', 'mailbox_failing'] as const;
export type RunSkipReason = (typeof RUN_SKIP_REASONS)[number];

/**
 * Why a person decides about a run whatever its delivery: it is far larger than usual (P15), or paused since (P13); or why
 * one that is due has not begun: its mailbox fails for a while (P2).
 */
export const RUN_HELD_REASONS = ['surge', 'paused', 'mailbox_failing'] as const;
export type RunHeldReason = (typeof RUN_HELD_REASONS)[number];

/** Status of one planned or produced message of a touchpoint (P9). */
export const SCHEDULED_TOUCHPOINT_STATUSES = [
  'scheduled',
  'proposed',
  'approved',
  'completed',
  'cancelled',
  'failed',
  'superseded',
  'skipped',
  'uncertain',
] as const;
export type ScheduledTouchpointStatus = (typeof SCHEDULED_TOUCHPOINT_STATUSES)[number];
/** What a person (or, for delivery `auto`, the program) decided about it. */
export const TOUCHPOINT_DECISIONS = ['approved', 'rejected', 'dropped', 'cancelled', 'completed'] as const;
export type TouchpointDecision = (typeof TOUCHPOINT_DECISIONS)[number];
/** Why a scheduled touchpoint was skipped, cancelled or superseded; `suppressed`: of older rows. */
export const TOUCHPOINT_REASONS = [
  'nothing_owed',
  'in_credit',
  'below_minimum',
  'disputed',
  'promise',
  'invoice_hold',
  'customer_not_active',
  'not_enrolled',
  'not_due',
  'higher_touchpoint',
  'in_flight',
  'run_limit',
  'suppressed',
  'all_suppressed',
  'touchpoint_archived',
  'program_archived',
  'newer_run',
  'rejected',
  'dropped',
  'cancelled',
  'completed_by_hand',
] as const;
export type TouchpointReason = (typeof TOUCHPOINT_REASONS)[number];

/** `preparing`: its messages are being written; `proposed`: something in it waits for a decision (P7). */
export const BATCH_STATUSES = ['preparing', 'proposed', 'approved', 'rejected', 'superseded'] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

/** Why a message that waits for a decision is looked at first. */
export const REVIEW_ATTENTIONS = ['returned', 'edited', 'unwritten'] as const;
export type ReviewAttention = (typeof REVIEW_ATTENTIONS)[number];
/** Orders of a batch in short form. */
export const REVIEW_SORTS = ['overdue', 'amount', 'attention'] as const;
export type ReviewSort = (typeof REVIEW_SORTS)[number];
/** Why an item that was named is not approved. */
export const REVIEW_REFUSALS = ['changed', 'decided', 'not_there'] as const;
export type ReviewRefusal = (typeof REVIEW_REFUSALS)[number];

/** What a variable of a template is. */
export const VARIABLE_KINDS = ['value', 'html', 'flag', 'list', 'properties'] as const;
export type VariableKind = (typeof VARIABLE_KINDS)[number];
