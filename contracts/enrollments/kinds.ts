/** The closed lists of enrollments: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

/** Stored status of an enrollment. Paused is derived from holds (S10, S11). Live = starting or active. */
export const ENROLLMENT_STORED_STATUSES = ['starting', 'active', 'completed', 'stopped'] as const;
export type EnrollmentStoredStatus = (typeof ENROLLMENT_STORED_STATUSES)[number];

export const ENROLLMENT_STATUSES = ['starting', 'active', 'paused', 'completed', 'stopped'] as const;
export type EnrollmentStatus = (typeof ENROLLMENT_STATUSES)[number];

/** Why an enrollment stopped for good. */
export const STOP_REASONS = [
  'manual',
  'reply',
  'bounce',
  'unsubscribe',
  'complaint',
  'paid',
  'all_disputed',
  'customer_not_active',
  'sequence_ended',
  'sequence_archived',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/**
 * Status of a step execution.
 * `planned`: has a time (or waits for the step before); `ready`: in the queue, waits for a person; `sending`: claimed
 * or about to leave; `error`: in the queue, needs a repair and `retry`; `uncertain`: D1, needs a person;
 * `done`, `skipped` (by the engine), `cancelled` (by a person or a stop): final.
 */
export const STEP_EXECUTION_STATUSES = [
  'planned',
  'ready',
  'sending',
  'error',
  'uncertain',
  'done',
  'skipped',
  'cancelled',
] as const;
export type StepExecutionStatus = (typeof STEP_EXECUTION_STATUSES)[number];

/**
 * What a mail system or a person reports about a message (S16, D3, D4). `bounce`: for good, the address is none any more;
 * `soft_bounce`: for now, the mailbox is full or the like; `complaint`: its reader called it spam; `opened`, `clicked`: by a
 * person (T2), of a named message.
 */
export const MAIL_EVENT_KINDS = [
  'reply',
  'auto_reply',
  'bounce',
  'soft_bounce',
  'complaint',
  'unsubscribe',
  'opened',
  'clicked',
] as const;
export type MailEventKind = (typeof MAIL_EVENT_KINDS)[number];

/**
 * What a gateway reports about an sms (S15): it is on the phone, it will never be, or its reader answered with a word that
 * opts the number out (M7).
 */
export const SMS_EVENT_KINDS = ['delivered', 'failed', 'opted_out'] as const;
export type SmsEventKind = (typeof SMS_EVENT_KINDS)[number];

/** What is reported about a message, whatever its channel. */
export type ReportedEventKind = MailEventKind | SmsEventKind;

/**
 * What proves that its message was sent, where it names it (S15, I7): nobody answers, refuses or complains about what they
 * did not get, and a server that reports on a message took it.
 */
export const PROVING_KINDS = [
  'reply',
  'auto_reply',
  'bounce',
  'soft_bounce',
  'complaint',
  'delivered',
  'failed',
  'opted_out',
] as const satisfies readonly ReportedEventKind[];

/** What an event row tells: the above, or `marked`, an outcome that a person chose for a step. */
export type MessageEventKind = ReportedEventKind | 'marked';

/**
 * Who told of an event: a call of the API, the unsubscribe link of a message, its tracked links and picture (T1), a gateway
 * of sms, or a mail that came into a mailbox which is followed (I4).
 */
export const MESSAGE_EVENT_SOURCES = ['api', 'link', 'tracking', 'gateway', 'mailbox'] as const;
export type MessageEventSource = (typeof MESSAGE_EVENT_SOURCES)[number];

export const BULK_STATUSES = ['receiving', 'running', 'completed', 'failed'] as const;
export type BulkStatus = (typeof BULK_STATUSES)[number];

export const BULK_ROW_OUTCOMES = ['enrolled', 'updated', 'skipped', 'failed'] as const;
export type BulkRowOutcome = (typeof BULK_ROW_OUTCOMES)[number];

/**
 * What of a customer and its contact can stand beside a row of the queue (Q7); `customer.properties.<name>` shows a custom
 * property. In the order in which somebody who chose nothing sees them.
 */
export const CARD_FIELDS = [
  'contact.name',
  'contact.email',
  'contact.phone',
  'contact.title',
  'contact.department',
  'contact.type',
  'customer.name',
  'customer.externalId',
  'customer.status',
  'customer.currency',
  'customer.arOwner',
  'customer.salesOwner',
  'customer.zone',
  'customer.locale',
  'customer.score',
  'customer.source',
  'balance.total',
  'balance.overdue',
  'balance.notYetDue',
  'balance.credit',
  'balance.net',
  'balance.openInvoiceCount',
] as const;
export type CardField = (typeof CARD_FIELDS)[number];

/** How a custom property of the customer is named among them. */
export const PROPERTY_FIELD = 'customer.properties.';

/** Why an act on many rows would not go, or did not go, for one of them (Q8). */
export const QUEUE_REFUSALS = [
  'wrong_type',
  'ended',
  'in_error',
  'paused',
  'held',
  'on_its_way',
  'unknown_outcome',
  'assignee_cannot_see',
  'already_acted',
  'conflict',
  'not_found',
  'author_left',
] as const;
export type QueueRefusal = (typeof QUEUE_REFUSALS)[number];

/** What an sms that came in is (M7): the word that opts out or in, a question for help, or anything else. */
export const SMS_INBOUND_KINDS = ['stop', 'start', 'help', 'reply'] as const;
export type SmsInboundKind = (typeof SMS_INBOUND_KINDS)[number];

/**
 * The confirmation of an opt-out or opt-in. `due`: to be sent; `handed_over`: a gateway may have it, and nobody asks again;
 * `sent`: it has it; `refused`: it never will; `dropped`: it was too late, or the wish was another one by then; `by_gateway`:
 * the gateway gives it.
 */
export const SMS_ANSWERS = ['due', 'handed_over', 'sent', 'refused', 'dropped', 'by_gateway'] as const;
export type SmsAnswer = (typeof SMS_ANSWERS)[number];
